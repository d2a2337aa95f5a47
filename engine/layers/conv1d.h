#pragma once

#include <variant>

#include "engine/layers/conv2d.h"

namespace convscope::engine {

/// Hyper-parameters of a 1-D convolution.
struct Conv1dOptions {
  Index filters = 1;
  Index kernel = 1;
  Index stride = 1;
  Index dilation = 1;
  std::variant<PaddingRule, PadPair> padding = PaddingRule::kValid;
  PaddingMode mode = PaddingMode::kZeros;
  Index groups = 1;
  bool bias = true;
  friend bool operator==(const Conv1dOptions&, const Conv1dOptions&) = default;
};

/// x (N, C, L), weight (F, C/groups, k), bias (F) -> out (N, F, ol), any range:
///   out[n,f,l] = bias[f] + sum over c, k of
///     weight[f,c,k] * x[n, g*C/groups + c, l*s - p + k*d],  g = f*groups/F,
/// as Conv2d over planes of 1 x L, which computes it. Cost: N*F*ol*k*C/groups multiply-accumulates.
class Conv1d : public Layer {
 public:
  /// `input` is (C, L). Throws Error{CONV1D_INPUT}, {WINDOW}, {NO_OUTPUT}, {GROUPS} or {FILTERS}.
  Conv1d(const Shape& input, const Conv1dOptions& options);

  const Conv1dOptions& options() const noexcept { return options_; }
  /// Along L.
  const WindowAxis& window() const noexcept { return plane_.window().x; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return plane_.macs(); }

 private:
  void name_gradient(std::string_view of, Explanation& explanation) const;

  Conv1dOptions options_;
  Conv2d plane_;
};

}  // namespace convscope::engine

#pragma once

#include "engine/layers/layer.h"
#include "engine/layers/window.h"

namespace convscope::engine {

struct Padding2dOptions {
  std::array<PadPair, 2> pad;  ///< of y, then of x
  PaddingMode mode = PaddingMode::kZeros;
  friend bool operator==(const Padding2dOptions&, const Padding2dOptions&) = default;
};

/// x (N, C, H, W), any range -> out (N, C, top + H + bottom, left + W + right): the plane with
/// cells of padding around it, as torch.nn.functional.pad fills them. A cell's gradient is the sum
/// of those of the cells that show it. Cost: a copy.
class Padding2d : public Layer {
 public:
  /// `input` is (C, H, W). Throws Error{PADDING_INPUT} or what WindowAxis::check throws.
  Padding2d(const Shape& input, const Padding2dOptions& options);

  const Padding2dOptions& options() const noexcept { return options_; }
  /// Of one cell, so that output o reads index o - before.
  const Window2d& window() const noexcept { return window_; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }

 private:
  std::optional<Cell> source(const Cell& cell) const;

  Padding2dOptions options_;
  Window2d window_;
};

}  // namespace convscope::engine

#pragma once

#include <memory>

#include "engine/layers/layer.h"

namespace convscope::engine {

/// x (N, in), or any (N, ...) whose other axes hold `in` numbers, weight (units, in), bias (units)
/// -> out (N, units), any range:  out[n,j] = bias[j] + sum over i of weight[j,i] * x[n,i].
/// Of a sequence x (N, T, in) -> out (N, T, units): the same at every step t.
/// Cost: N*in*units multiply-accumulates, times T, forward, d_x and d_weight each.
class Dense : public Layer {
 public:
  /// `input` is any shape, read row-major. Throws Error{UNITS} for fewer than 1.
  Dense(const Shape& input, Index units, bool bias = true);
  /// `input` is (T, in).
  static std::unique_ptr<Dense> over_time(const Shape& input, Index units, bool bias = true);

  bool has_bias() const noexcept { return parameters_.size() > 1; }
  /// T; 1 of what is no sequence.
  Index steps() const noexcept { return steps_; }
  bool is_over_time() const noexcept { return output_shape_.rank() == 2; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override;

 private:
  Index steps_ = 1;
};

}  // namespace convscope::engine

#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// x (N, in), or any (N, ...) whose other axes hold `in` numbers, weight (units, in), bias (units)
/// -> out (N, units), any range:  out[n,j] = bias[j] + sum over i of weight[j,i] * x[n,i].
/// Cost: N*in*units multiply-accumulates, forward, d_x and d_weight each.
class Dense : public Layer {
 public:
  /// `input` is any shape, read row-major. Throws Error{UNITS} for fewer than 1.
  Dense(const Shape& input, Index units, bool bias = true);

  bool has_bias() const noexcept { return parameters_.size() > 1; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override;
};

}  // namespace convscope::engine

#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// x (N, C), any range -> out (N, C) in [0, 1], each row adding up to 1:
///   out[n,c] = exp(x[n,c] - m) / sum over k of exp(x[n,k] - m),  m the row's largest number,
/// which changes nothing but keeps the exponentials finite. Of a sequence (N, T, C) the same at
/// every step. Cost: N*C exponentials, times T.
class Softmax : public Layer {
 public:
  /// `input` is (C) or (T, C). Throws Error{SOFTMAX_INPUT} for another rank.
  explicit Softmax(const Shape& input);

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }

 private:
  Index classes() const noexcept { return output_shape_[output_shape_.rank() - 1]; }
};

/// log(sum over k of exp(row[k])) without overflow, in double.
double log_sum_exp(std::span<const Scalar> row);

}  // namespace convscope::engine

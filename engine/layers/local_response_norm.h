#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// Names and defaults of torch.nn.LocalResponseNorm; AlexNet's are size 5, k 2.
struct LocalResponseNormOptions {
  Index size = 5;
  double alpha = 1e-4;
  double beta = 0.75;
  double k = 1;
  friend bool operator==(const LocalResponseNormOptions&,
                         const LocalResponseNormOptions&) = default;
};

/// x (N, C, ...), any range -> out of that shape: each number over a power of the squares around
/// it in the channels,
///   out[n,c,...] = x[n,c,...] / s^beta,
///   s = k + alpha/size * sum over c' in [c - size/2, c + (size-1)/2] of x[n,c',...]^2,
/// channels that are not there counting as zero (torch.nn.LocalResponseNorm; Krizhevsky et al.,
/// 2012, section 3.3, whose alpha is not divided by size). Where s is 0 (k = 0), out is nan.
/// `explain`'s terms add up to s, k as its bias. Cost: N*C*...*size, a power each.
class LocalResponseNorm : public Layer {
 public:
  /// `input` is (C, ...). Throws Error{LRN_INPUT} for rank 0, Error{LRN_SIZE} for a size below 1.
  LocalResponseNorm(const Shape& input, const LocalResponseNormOptions& options);

  const LocalResponseNormOptions& options() const noexcept { return options_; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  /// The cells of the sum, the output's own among them.
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override;

 private:
  struct Range {
    Index first, last;
  };
  Range around(Index channel) const noexcept;
  Range readers(Index channel) const noexcept;
  double denominator(ConstTensorView x, const Cell& cell) const;
  double derivative(ConstTensorView x, const Cell& output, const Cell& input) const;

  LocalResponseNormOptions options_;
};

}  // namespace convscope::engine

#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// Inverted dropout (Srivastava et al., 2014): in training out = x * mask / (1 - rate), each
/// entry's mask 0 with probability `rate` and else 1; in use out = x. Any shape. The mask is the
/// slot "mask" in the input's shape (ones in use). Sample n draws from context.rng->fork(n), so a
/// caller that cuts a batch into blocks gives each block a generator of its own.
class Dropout : public Layer {
 public:
  /// Throws Error{DROPOUT_RATE} for a rate outside [0, 1). A rate of 1 would leave nothing.
  Dropout(const Shape& input, double rate);

  double rate() const noexcept { return rate_; }

  /// In training throws Error{DROPOUT_RNG} without a generator.
  void forward(const ForwardContext& context) const override;
  /// In training reads the mask.
  void backward(const BackwardContext& context) const override;
  /// In training reads the mask, so context.slots must be there.
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override { return {cell}; }
  Index macs() const override { return 0; }

 private:
  double rate_;
};

}  // namespace convscope::engine

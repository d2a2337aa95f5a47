#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// x (N, ...) -> out (N, target...): the same numbers in row-major order under another shape, any
/// range (as Keras's Reshape). Cost: a copy.
class Reshape : public Layer {
 public:
  /// Throws Error{RESHAPE} when `target`, without the batch axis, holds another number of entries.
  Reshape(const Shape& input, const Shape& target);

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }
};

}  // namespace convscope::engine

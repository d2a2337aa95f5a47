#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// x (N, ...) -> out (N, n): the same numbers in row-major order (c, y, x). Copies; no arithmetic.
class Flatten : public Layer {
 public:
  explicit Flatten(const Shape& input);

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }
};

}  // namespace convscope::engine

#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// Layers of several inputs. Explanations call the inputs "x", "x1", "x2", ... in their order and
/// their gradients "grad_x", "grad_x1", ...

/// n inputs (N, ...) of one shape -> out of that shape, entry by entry, any range:
///   out = x + x1 + ... (the shortcut of He et al., 2015, arXiv:1512.03385).
/// Every input's gradient is the output's. Cost: n additions an entry.
class Add : public Layer {
 public:
  /// Throws Error{ADD_INPUTS} for fewer than two inputs or different shapes.
  explicit Add(std::span<const Shape> inputs);

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override { return {cell}; }
  Index macs() const override { return 0; }
};

/// n inputs (N, C_i, ...) that agree behind the first axis -> out (N, C_0 + C_1 + ..., ...): the
/// channels of the first, then of the second, and so on (the depth concatenation of Szegedy et
/// al., 2014, arXiv:1409.4842). Any range. Cost: a copy.
class Concat : public Layer {
 public:
  /// Shapes without the batch axis. Throws Error{CONCAT_INPUTS} for fewer than two inputs, for one
  /// of rank 0 and for different sizes behind the first axis.
  explicit Concat(std::span<const Shape> inputs);

  /// Which input channel `c` of the output comes from, and its first channel there.
  struct Source {
    std::size_t input = 0;
    Index first = 0;
  };
  Source source(Index c) const;

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  /// Of the first input alone: none for a channel of another.
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }
};

}  // namespace convscope::engine

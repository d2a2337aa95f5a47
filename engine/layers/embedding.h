#pragma once

#include "engine/layers/layer.h"

namespace convscope::engine {

/// A table's rows by their numbers: indices (N, T) or (N), whole numbers in [0, V) stored as
/// Scalar, become (N, T, D) or (N, D); out[n,t] = weight[indices[n,t]]. Parameter weight (V, D).
/// The same as a dense layer on one-hot vectors, without the products; as torch.nn.Embedding. The
/// gradient is added to the rows that were read; indices have none.
class Embedding : public Layer {
 public:
  /// `input` is one sample's, [T] or []. Throws Error{EMBEDDING} for another rank and for a
  /// vocabulary or dimensions below 1.
  Embedding(const Shape& input, Index vocabulary, Index dimensions);

  /// Throws Error{EMBEDDING_INDEX} for a number that is not whole or not in [0, V).
  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  /// `of`: "weight"; "input" is 0, without a term.
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }

  /// The row that a number names. Throws Error{EMBEDDING_INDEX}.
  Index row_of(Scalar number) const;
};

}  // namespace convscope::engine

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/tensor.h"
#include "engine/train/loss.h"

namespace convscope::engine {

/// What a training makes small. Losses of single entries (binary cross-entropy with logits, mean
/// squared and absolute error, Huber with delta 1) compare the logits with 1 for the label's class
/// and 0 for the others, and are means over a sample's entries.
struct Objective {
  LossKind loss = LossKind::kSparseCrossEntropy;
  /// What a sample's loss and gradient are multiplied with, by its class; empty: 1.
  std::vector<double> class_weights;

  /// Softmax with cross-entropy, all classes alike: what the lane kernels know.
  bool plain() const { return loss == LossKind::kSparseCrossEntropy && class_weights.empty(); }
};

/// Sums over the samples of one block.
struct BlockResult {
  double loss = 0;    ///< sum of the samples' losses, in nats or squared units; may be non-finite
  Index correct = 0;  ///< samples whose largest logit (the first of equals) is their label
};

/// Of `logits` (B, K) against B labels below K. Writes d(sum of losses)/d(logits) into `d_logits`
/// unless that is empty. Computed in double.
BlockResult block_loss(const Objective& objective, ConstTensorView logits,
                       std::span<const Index> labels, TensorView d_logits);

/// The same of plain softmax with cross-entropy.
BlockResult cross_entropy(ConstTensorView logits, std::span<const Index> labels,
                          TensorView d_logits);

/// "cross-entropy", "bce", "mse", "mae", "huber": how a recipe calls a loss.
std::string_view loss_name(LossKind loss) noexcept;
std::optional<LossKind> find_loss(std::string_view name) noexcept;
std::string loss_names();

}  // namespace convscope::engine

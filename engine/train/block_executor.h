#pragma once

#include <memory>
#include <span>
#include <utility>

#include "engine/core/tensor.h"
#include "engine/data/dataset.h"
#include "engine/model/network.h"
#include "engine/model/spec_check.h"
#include "engine/train/objective.h"

namespace convscope::engine {

/// One block of samples, gathered for an executor: images, or sequences as symbols, which stand for
/// their one-hot vectors (B, T, V) or, before an embedding, their numbers (B, T).
struct SampleBlock {
  ConstTensorView images;              ///< any (B, ...) of the network's input; pixels / 255
  std::span<const Index> labels = {};  ///< Network::logit_rows class numbers a sample, step by step
  std::span<const Symbol> symbols = {};  ///< T a sample, below V; instead of images
  /// What recurrent layers begin with, Network::state_count numbers a sample; empty: zeros.
  std::span<const Scalar> state = {};
  std::span<Scalar> new_state = {};  ///< takes what they end with; empty: not wanted
  /// B.
  Index count(const Network& network) const;
};

/// What the symbols stand for, (B, ...).
Tensor expand_symbols(const Network& network, std::span<const Symbol> symbols);

/// Computes one block of samples through a network, forward and backward. Owns its workspace, so
/// a worker has one of its own; keeps no state between calls but the objective: the same arguments
/// give the same bits from any instance of the same kind.
class BlockExecutor {
 public:
  virtual ~BlockExecutor() = default;

  /// What the losses below are; softmax with cross-entropy at first. Class weights are empty or
  /// one for each logit.
  void set_objective(Objective objective) { objective_ = std::move(objective); }

  /// B in [1, kBlockSamples] samples, images of any range; labels are below the number of logits;
  /// `parameters` a block of the network, of which `gradient` has the first parameter_count()
  /// numbers. Overwrites `gradient` with d(sum of all losses)/d(parameters), 0 for frozen layers;
  /// what goes back to the state before the sequence is cut off. With `rng`, of this block and
  /// step, as while learning: dropout draws its masks from it; batch normalisation, which
  /// BatchPass must compute, is not known here.
  virtual BlockResult learn(const SampleBlock& samples, std::span<const Scalar> parameters,
                            std::span<Scalar> gradient, const Rng* rng) = 0;
  /// Writes the logits (B, K), or (B, T, K) of a sequence, row-major; forward only.
  virtual void infer(const SampleBlock& samples, std::span<const Scalar> parameters,
                     TensorView logits) = 0;

  /// Of images, without and with an `rng`.
  BlockResult run(ConstTensorView images, std::span<const Index> labels,
                  std::span<const Scalar> parameters, std::span<Scalar> gradient) {
    return learn({.images = images, .labels = labels}, parameters, gradient, nullptr);
  }
  BlockResult train(ConstTensorView images, std::span<const Index> labels,
                    std::span<const Scalar> parameters, std::span<Scalar> gradient,
                    const Rng& rng) {
    return learn({.images = images, .labels = labels}, parameters, gradient, &rng);
  }
  void infer(ConstTensorView images, std::span<const Scalar> parameters, TensorView logits) {
    infer(SampleBlock{.images = images}, parameters, logits);
  }

 protected:
  const Objective& objective() const noexcept { return objective_; }

 private:
  Objective objective_;
};

/// Which loops compute: the naive ones of the layers, or the lane kernels where they can.
enum class ExecutorKind { kNaive, kFastest };

/// An executor for `network`, which must outlive it. kFastest is the lane kernels' but in the
/// double build, which has none.
std::unique_ptr<BlockExecutor> make_executor(const Network& network,
                                             ExecutorKind kind = ExecutorKind::kFastest);

}  // namespace convscope::engine

#pragma once

#include <memory>
#include <span>
#include <utility>

#include "engine/core/tensor.h"
#include "engine/model/network.h"
#include "engine/model/spec_check.h"
#include "engine/train/objective.h"

namespace convscope::engine {

/// One block of samples, gathered for an executor.
struct SampleBlock {
  ConstTensorView images;              ///< (B, C, H, W), pixels / 255
  std::span<const Index> labels = {};  ///< B class numbers
};

/// Computes one block of samples through a network, forward and backward. Owns its workspace, so
/// a worker has one of its own; keeps no state between calls but the objective: the same arguments
/// give the same bits from any instance of the same kind.
class BlockExecutor {
 public:
  virtual ~BlockExecutor() = default;

  /// What the losses below are; softmax with cross-entropy at first. Class weights are empty or
  /// one for each logit.
  void set_objective(Objective objective) { objective_ = std::move(objective); }

  /// images (B, C, H, W), B in [1, kBlockSamples], any range; `labels` B class numbers below the
  /// number of logits; `parameters` a block of the network, of which `gradient` has the
  /// first parameter_count() numbers.
  /// Overwrites `gradient` with d(sum of the B losses)/d(parameters), 0 for frozen layers.
  virtual BlockResult run(ConstTensorView images, std::span<const Index> labels,
                          std::span<const Scalar> parameters, std::span<Scalar> gradient) = 0;

  /// The same as while learning: `rng`, of this block and step, is what dropout draws its masks
  /// from; batch normalisation, which BatchPass must compute, is not known here. Executors without
  /// a layer that draws need no more than `run`.
  virtual BlockResult train(ConstTensorView images, std::span<const Index> labels,
                            std::span<const Scalar> parameters, std::span<Scalar> gradient,
                            const Rng& rng) {
    static_cast<void>(rng);
    return run(images, labels, parameters, gradient);
  }

  /// Writes the logits (B, K), row-major; forward only.
  virtual void infer(ConstTensorView images, std::span<const Scalar> parameters,
                     TensorView logits) = 0;

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

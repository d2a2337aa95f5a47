#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "engine/core/parallel.h"
#include "engine/train/block_executor.h"

namespace convscope::engine {

/// Whether the samples of a batch see each other in training (batch normalisation): then it cannot
/// be cut into blocks that know nothing of each other and a BatchPass computes it.
bool needs_whole_batch(const Network& network);

/// A whole batch through a network, forward and backward in training. The bits do not depend on
/// the number of threads.
class BatchPass {
 public:
  virtual ~BatchPass() = default;

  struct Request {
    Index count = 0;  ///< samples
    /// Gathers samples from kBlockSamples * block on; called once for each block, by any of the
    /// pool's threads. The views may be overwritten by the worker's next call.
    std::function<SampleBlock(Index block, int worker)> gather;
    std::span<const Scalar> block;  ///< parameters and buffers
    Rng rng{0};                     ///< of this step
    Objective objective{};
  };
  struct Result {
    BlockResult sums;
    bool done = true;  ///< false: stopped; what was written is undefined
  };
  /// Overwrites `gradient`, parameter_count() numbers, with d(sum of the losses)/d(parameters) and
  /// `new_buffers`, buffer_count() numbers, with the running statistics after this batch. Throws
  /// what BatchNorm::forward throws.
  virtual Result run(ThreadPool& pool, const Request& request, std::span<Scalar> gradient,
                     std::span<Scalar> new_buffers, std::stop_token stop = {}) = 0;

  /// The first node whose output in the last run's forward pass was not finite.
  virtual std::optional<Index> first_non_finite() const = 0;
};

/// Layer by layer with the naive loops: a layer's blocks of samples run in parallel, but for
/// layers with buffers; its parameters' gradients beside them. The oracle of the lanes.
std::unique_ptr<BatchPass> make_naive_batch_pass(const Network& network);

/// kFastest takes the lane kernels, of which there are none in the double build. `network` must
/// outlive the pass.
std::unique_ptr<BatchPass> make_batch_pass(const Network& network,
                                           ExecutorKind kind = ExecutorKind::kFastest);

}  // namespace convscope::engine

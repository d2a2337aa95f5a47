#pragma once

#include <functional>
#include <span>
#include <stop_token>

#include "engine/core/parallel.h"
#include "engine/model/activations.h"
#include "engine/train/block_executor.h"

namespace convscope::engine {

/// Whether the samples of a batch see each other in training (batch normalisation): then it cannot
/// be cut into blocks and BatchPass computes it.
bool needs_whole_batch(const Network& network);

/// A whole batch through a network, forward and backward in training, layer by layer with the
/// naive loops: a layer's blocks of samples run in parallel, but for layers with buffers; its
/// parameters' gradients beside them. The bits do not depend on the number of threads.
class BatchPass {
 public:
  /// `network` must outlive this.
  explicit BatchPass(const Network& network);

  struct Request {
    ConstTensorView images;  ///< (N, C, H, W)
    std::span<const Index> labels;
    std::span<const Scalar> block;  ///< parameters and buffers
    Rng rng{0};                     ///< of this step
  };
  struct Result {
    BlockResult sums;
    bool done = true;  ///< false: stopped; what was written is undefined
  };
  /// Overwrites `gradient`, parameter_count() numbers, with d(sum of the losses)/d(parameters) and
  /// `new_buffers`, buffer_count() numbers, with the running statistics after this batch.
  Result run(ThreadPool& pool, const Request& request, std::span<Scalar> gradient,
             std::span<Scalar> new_buffers, std::stop_token stop = {});

  /// The forward pass of the last run.
  const Activations& activations() const noexcept { return activations_; }

 private:
  bool forward(ThreadPool& pool, const Request& request, std::span<Scalar> new_buffers,
               const std::stop_token& stop);
  bool backward(ThreadPool& pool, const BackwardPass& pass, const std::stop_token& stop);
  bool each_block(ThreadPool& pool, Index node, const std::stop_token& stop,
                  const std::function<void(Index block, BatchRows rows)>& task) const;

  const Network& network_;
  Activations activations_;
  Activations d_activations_;
};

}  // namespace convscope::engine

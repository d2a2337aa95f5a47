#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/core/parallel.h"
#include "engine/kernels/lane_kernels.h"
#include "engine/model/network.h"

namespace convscope::engine {

/// One image at a time through a network, forward only, with its channels innermost and the
/// weights packed once. Where a batch is the faster way for many images, this is for the one that
/// somebody waits for. Allocates nothing in `run`. The bits depend on the arguments only, not on
/// the number of threads; against the naive loops sums are formed in another order.
class ImagePass {
 public:
  /// Null where the network is no chain of what the kernels know: convolutions of one group with
  /// zeros as padding, each perhaps with batch normalisation, pooling, dense layers, ReLU behind
  /// convolutions and dense layers, dropout, flattening. Both arguments must outlive it.
  static std::unique_ptr<ImagePass> make(const Network& network,
                                         const LaneKernels& kernels = lane_kernels());
  virtual ~ImagePass() = default;

  /// A block of the network, which must stay as it is until the next call. Costs about as much as
  /// one image of a small network.
  virtual void set_parameters(std::span<const Scalar> block) = 0;
  /// image (C, H, W) or (n), `logits` room for class_count() numbers. With a pool, its threads
  /// share layers that are worth it.
  virtual void run(ConstTensorView image, std::span<Scalar> logits, ThreadPool* pool = nullptr) = 0;
};

}  // namespace convscope::engine

#pragma once

#include <memory>

#include "engine/kernels/lane_kernels.h"
#include "engine/model/network.h"

namespace convscope::engine {

/// What every step of a block computes with. `gradient` is null in inference; `rng`, of the block,
/// is there while it learns.
struct LaneContext {
  const LaneKernels& kernels;
  const float* parameters;
  float* gradient;
  float* scratch;
  const Rng* rng = nullptr;
};

/// One layer over the lanes, with the intermediates that its backward needs. Blocks are
/// [features][kLanes].
class LaneStep {
 public:
  virtual ~LaneStep() = default;

  /// Whether `out` must be `x`: such a step gets no block of its own. Its backward reads `out`, so
  /// the step before must not.
  virtual bool in_place() const noexcept { return false; }
  /// Whether backward reads `out`.
  virtual bool reads_output() const noexcept { return false; }
  /// Numbers of LaneContext::scratch.
  virtual Index scratch() const noexcept { return 0; }

  virtual void forward(const LaneContext& context, const float* x, float* out) = 0;

  struct Blocks {
    const float* x;
    const float* out;
    const float* d_out;
    float* d_x;  ///< overwritten; null when not wanted; d_out's own block for in-place steps
  };
  /// Overwrites the gradients of its parameters too, unless the node is frozen.
  virtual void backward(const LaneContext& context, const Blocks& blocks) = 0;
};

/// The step of a node; null when the kernels do not know its layer or an option of it.
/// `number` is the node's in its network, `features` what it reads; `in_place` asks an activation
/// to overwrite it. Keeps a reference to the node.
std::unique_ptr<LaneStep> make_lane_step(const Node& node, Index number, Index features,
                                         bool in_place);

/// Whether the node is a ReLU and the next a max pooling without padding. These two commute
/// exactly, gradients included: a window's largest number is also its ReLU's largest, and where
/// that is 0 the gradient is 0 either way. Behind the pooling the ReLU costs a quarter.
bool relu_before_max_pool(const Node& node, const Node& next);

}  // namespace convscope::engine

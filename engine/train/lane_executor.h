#pragma once

#include <memory>

#include "engine/kernels/lane_kernels.h"
#include "engine/train/block_executor.h"

namespace convscope::engine {

/// The executor over the lane kernels of one instruction set: a whole block of samples at once.
/// Layers that the kernels do not know are computed by their own loops, the others in the lanes.
/// Batch normalisation goes by its running statistics: LaneBatchPass learns it.
/// Within one instruction set the bits depend on the arguments only; against the naive executor
/// sums are formed in another order.
std::unique_ptr<BlockExecutor> make_lane_executor(const Network& network,
                                                  const LaneKernels& kernels = lane_kernels());

}  // namespace convscope::engine

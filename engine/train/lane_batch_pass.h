#pragma once

#include <memory>

#include "engine/kernels/lane_kernels.h"
#include "engine/train/batch_pass.h"

namespace convscope::engine {

/// Through the lane kernels, a block of samples each: all blocks go forward to a batch
/// normalisation, there its sums over the batch are formed in block order, and so on; backward
/// likewise. `network` must outlive it.
std::unique_ptr<BatchPass> make_lane_batch_pass(const Network& network,
                                                const LaneKernels& kernels = lane_kernels());

}  // namespace convscope::engine

#pragma once

#include <memory>

#include "engine/train/lane_step.h"

namespace convscope::engine {

/// A layer that the kernels do not know: its samples are taken out of the lanes, its own loops
/// compute, and the results go back. The rest of the network stays in the lanes.
std::unique_ptr<LaneStep> make_layer_step(const Node& node, Index number);

}  // namespace convscope::engine

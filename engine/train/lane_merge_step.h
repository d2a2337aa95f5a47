#pragma once

#include <memory>

#include "engine/layers/merge.h"
#include "engine/train/lane_step.h"

namespace convscope::engine {

/// Steps of the layers of several inputs.
std::unique_ptr<LaneStep> make_add_step(const Add& layer);
std::unique_ptr<LaneStep> make_concat_step(const Concat& layer);

}  // namespace convscope::engine

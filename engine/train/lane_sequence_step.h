#pragma once

#include <memory>

#include "engine/layers/dense.h"
#include "engine/layers/embedding.h"
#include "engine/layers/recurrent.h"
#include "engine/train/lane_step.h"

namespace convscope::engine {

/// Steps of the layers of a sequence (T, D), which stands in the lanes as [T][D][kLanes].
std::unique_ptr<LaneStep> make_dense_over_time_step(const Node& node, const Dense& layer);
std::unique_ptr<LaneStep> make_embedding_step(const Node& node, const Embedding& layer);
/// Begins with the context's state and leaves there what it ends with.
std::unique_ptr<LaneStep> make_recurrent_step(const Node& node, const RecurrentLayer& layer);

}  // namespace convscope::engine

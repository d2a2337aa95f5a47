#pragma once

#include <memory>

#include "engine/layers/batch_norm.h"
#include "engine/layers/dropout.h"
#include "engine/train/lane_step.h"

namespace convscope::engine {

/// Steps of the layers that compute otherwise in training than in use. `node` is the network's
/// `number`-th.

/// In use a copy; in training, where the context has a generator, the masks that the layer draws.
std::unique_ptr<LaneStep> make_dropout_step(const Dropout& layer, Index number);

/// In use only, by the running statistics: training goes through BatchPass.
std::unique_ptr<LaneStep> make_batch_norm_step(const Node& node, const BatchNorm& layer);

}  // namespace convscope::engine

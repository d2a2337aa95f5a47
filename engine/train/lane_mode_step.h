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

/// By the running statistics, or by the context's numbers where it has some; then the gradients of
/// gamma and beta are left to who has summed up the batch.
std::unique_ptr<LaneStep> make_batch_norm_step(const Node& node, Index number,
                                               const BatchNorm& layer);

/// A block of x of this layer.
LaneNorm lane_norm(const BatchNorm& layer, Index samples) noexcept;

}  // namespace convscope::engine

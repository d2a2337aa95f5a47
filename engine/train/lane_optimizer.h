#pragma once

#include <span>

#include "engine/train/optimizer.h"

namespace convscope::engine {

/// One optimizer step by the lane kernels' loops: what Optimizer::step does, up to rounding.
/// `steps` counts this one; `moments` are Optimizer's blocks in its order. Every element is
/// updated on its own. False, and nothing is done, where there is no kernel: SGD, Adam and AdamW
/// have one, AMSGrad and the others none.
bool lane_optimizer_step(const OptimizerSpec& spec, Index steps, double learning_rate,
                         std::span<const float> gradients, std::span<float> parameters,
                         std::span<std::vector<float>> moments);

}  // namespace convscope::engine

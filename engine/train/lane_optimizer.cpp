#include "engine/train/lane_optimizer.h"

#include <cmath>

#include "engine/kernels/lane_kernels.h"

namespace convscope::engine {
namespace {

LaneSgd sgd_of(const OptimizerSpec& spec, Index steps, double rate) {
  return {.learning_rate = static_cast<float>(rate),
          .momentum = static_cast<float>(spec.momentum),
          .dampening = static_cast<float>(spec.dampening),
          .weight_decay = static_cast<float>(spec.weight_decay),
          .nesterov = spec.nesterov,
          .first_step = steps == 1};
}

LaneAdam adam_of(const OptimizerSpec& spec, Index steps, double rate) {
  const auto [beta1, beta2] = spec.betas;
  const auto t = static_cast<double>(steps);
  return {.step_size = static_cast<float>(rate / (1 - std::pow(beta1, t))),
          .beta1 = static_cast<float>(beta1),
          .gain1 = static_cast<float>(1 - beta1),
          .beta2 = static_cast<float>(beta2),
          .gain2 = static_cast<float>(1 - beta2),
          .root = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, t))),
          .epsilon = static_cast<float>(spec.eps),
          .weight_decay =
              spec.kind == OptimizerKind::kAdamW ? 0 : static_cast<float>(spec.weight_decay)};
}

}  // namespace

bool lane_optimizer_step(const OptimizerSpec& spec, Index steps, double learning_rate,
                         std::span<const float> gradients, std::span<float> parameters,
                         std::span<std::vector<float>> moments) {
  const auto count = static_cast<Index>(parameters.size());
  const LaneKernels& kernels = lane_kernels();
  if (spec.kind == OptimizerKind::kSgd) {
    kernels.sgd(sgd_of(spec, steps, learning_rate), count, gradients.data(), parameters.data(),
                moments.empty() ? nullptr : moments[0].data());
    return true;
  }
  const bool decoupled = spec.kind == OptimizerKind::kAdamW;
  if ((spec.kind != OptimizerKind::kAdam && !decoupled) || spec.amsgrad) return false;
  if (decoupled) {
    const auto keep = static_cast<float>(1 - learning_rate * spec.weight_decay);
    for (float& parameter : parameters) parameter *= keep;
  }
  kernels.adam(adam_of(spec, steps, learning_rate), count, gradients.data(), parameters.data(),
               moments[0].data(), moments[1].data());
  return true;
}

}  // namespace convscope::engine

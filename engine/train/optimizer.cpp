#include "engine/train/optimizer.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/format.h"
#ifdef CONVSCOPE_KERNELS
#include "engine/train/lane_optimizer.h"
#endif

namespace convscope::engine {
namespace {

// Without decay the parameter is not read: infinity times zero would not be a number.
Scalar decayed(Scalar gradient, Scalar decay, Scalar parameter) {
  return decay != 0 ? gradient + decay * parameter : gradient;
}

void require(bool holds, std::string_view name, double value, std::string_view expected) {
  if (holds) return;
  throw Error(ErrorKind::kBadFile, "OPTIMIZER",
              {.place = std::string(name),
               .found = format_double(value),
               .expected = std::string(expected)});
}

}  // namespace

void check_optimizer(const OptimizerSpec& spec) {
  require(spec.weight_decay >= 0, "weight_decay", spec.weight_decay, "at least 0");
  require(spec.momentum >= 0, "momentum", spec.momentum, "at least 0");
  require(spec.eps >= 0, "eps", spec.eps, "at least 0");
  for (const double beta : spec.betas) require(beta >= 0 && beta < 1, "betas", beta, "0 up to 1");
  if (spec.nesterov) {
    require(spec.momentum > 0, "momentum", spec.momentum, "more than 0 with nesterov");
    require(spec.dampening == 0, "dampening", spec.dampening, "0 with nesterov");
  }
}

Optimizer::Optimizer(const OptimizerSpec& spec, Index parameter_count) : spec_(spec) {
  check_optimizer(spec);
  if (spec.kind == OptimizerKind::kSgd && spec.momentum != 0) names_ = {"momentum"};
  if (spec.kind == OptimizerKind::kAdam) {
    names_ = {"first_moment", "second_moment"};
    if (spec.amsgrad) names_.push_back("max_second_moment");
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    blocks_.emplace_back(static_cast<std::size_t>(parameter_count));
  }
}

void Optimizer::step(std::span<Scalar> parameters, std::span<const Scalar> gradients,
                     double learning_rate) {
  ++steps_;
  switch (spec_.kind) {
    case OptimizerKind::kSgd:
      return step_sgd(parameters, gradients, learning_rate);
    case OptimizerKind::kAdam:
      return step_adam(parameters, gradients, learning_rate);
  }
}

void Optimizer::step_fast(std::span<Scalar> parameters, std::span<const Scalar> gradients,
                          double learning_rate) {
#ifdef CONVSCOPE_KERNELS  // not in the double build
  if (lane_optimizer_step(spec_, steps_ + 1, learning_rate, gradients, parameters, blocks_)) {
    ++steps_;
    return;
  }
#endif
  step(parameters, gradients, learning_rate);
}

void Optimizer::step_sgd(std::span<Scalar> parameters, std::span<const Scalar> gradients,
                         double rate) {
  const auto lr = static_cast<Scalar>(rate);
  const auto decay = static_cast<Scalar>(spec_.weight_decay);
  if (spec_.momentum == 0) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      parameters[i] -= lr * decayed(gradients[i], decay, parameters[i]);
    }
    return;
  }
  const auto mu = static_cast<Scalar>(spec_.momentum);
  const auto gain = static_cast<Scalar>(steps_ == 1 ? 1.0 : 1.0 - spec_.dampening);
  std::vector<Scalar>& velocity = blocks_[0];
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Scalar g = decayed(gradients[i], decay, parameters[i]);
    velocity[i] = mu * velocity[i] + gain * g;
    parameters[i] -= lr * (spec_.nesterov ? g + mu * velocity[i] : velocity[i]);
  }
}

void Optimizer::step_adam(std::span<Scalar> parameters, std::span<const Scalar> gradients,
                          double rate) {
  const auto [beta1, beta2] = spec_.betas;
  const double t = static_cast<double>(steps_);
  const auto b1 = static_cast<Scalar>(beta1), b2 = static_cast<Scalar>(beta2);
  const auto gain1 = static_cast<Scalar>(1 - beta1), gain2 = static_cast<Scalar>(1 - beta2);
  const auto size = static_cast<Scalar>(rate / (1 - std::pow(beta1, t)));
  const auto root = static_cast<Scalar>(1 / std::sqrt(1 - std::pow(beta2, t)));
  const auto eps = static_cast<Scalar>(spec_.eps);
  const auto decay = static_cast<Scalar>(spec_.weight_decay);
  std::vector<Scalar>& first = blocks_[0];
  std::vector<Scalar>& second = blocks_[1];
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Scalar g = decayed(gradients[i], decay, parameters[i]);
    first[i] = b1 * first[i] + gain1 * g;
    second[i] = b2 * second[i] + gain2 * g * g;
    Scalar v = second[i];
    if (spec_.amsgrad) v = blocks_[2][i] = std::max(blocks_[2][i], v);
    parameters[i] -= size * first[i] / (std::sqrt(v) * root + eps);
  }
}

std::vector<Optimizer::StateBlock> Optimizer::state() {
  std::vector<StateBlock> result;
  for (std::size_t i = 0; i < names_.size(); ++i) result.push_back({names_[i], blocks_[i]});
  return result;
}

}  // namespace convscope::engine

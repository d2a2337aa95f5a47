#include "engine/train/optimizer.h"

#ifdef CONVSCOPE_KERNELS
#include "engine/train/lane_optimizer.h"
#endif

namespace convscope::engine {

Optimizer::Optimizer(const OptimizerSpec& spec, Index parameter_count)
    : spec_(spec), names_(moment_names(spec)) {
  check_optimizer(spec);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    blocks_.emplace_back(static_cast<std::size_t>(parameter_count),
                         static_cast<Scalar>(initial_moment(spec)));
  }
}

void Optimizer::step(std::span<Scalar> parameters, std::span<const Scalar> gradients,
                     double learning_rate) {
  const OptimizerRule rule(spec_, learning_rate, ++steps_);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    WeightMoments moments{};
    for (std::size_t m = 0; m < blocks_.size(); ++m) {
      moments[m] = static_cast<double>(blocks_[m][i]);
    }
    auto parameter = static_cast<double>(parameters[i]);
    rule.apply(static_cast<double>(gradients[i]), parameter, moments);
    parameters[i] = static_cast<Scalar>(parameter);
    for (std::size_t m = 0; m < blocks_.size(); ++m) {
      blocks_[m][i] = static_cast<Scalar>(moments[m]);
    }
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

std::vector<Optimizer::StateBlock> Optimizer::state() {
  std::vector<StateBlock> result;
  for (std::size_t i = 0; i < names_.size(); ++i) result.push_back({names_[i], blocks_[i]});
  return result;
}

}  // namespace convscope::engine

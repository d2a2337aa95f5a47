#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/core/scalar.h"
#include "engine/train/optimizer_rule.h"

namespace convscope::engine {

/// Updates a flat block of parameters by their gradients, each by the OptimizerRule, and keeps the
/// moments, one block each.
class Optimizer {
 public:
  /// Moments start at initial_moment. Throws what check_optimizer throws.
  Optimizer(const OptimizerSpec& spec, Index parameter_count);

  const OptimizerSpec& spec() const noexcept { return spec_; }
  /// One step in place; both spans hold parameter_count numbers. Cost: one pass.
  void step(std::span<Scalar> parameters, std::span<const Scalar> gradients, double learning_rate);

  /// The same step by the fastest loops of this build: equal to `step` up to rounding.
  void step_fast(std::span<Scalar> parameters, std::span<const Scalar> gradients,
                 double learning_rate);

  /// Steps taken so far; set when a checkpoint is resumed.
  Index steps() const noexcept { return steps_; }
  void set_steps(Index steps) noexcept { steps_ = steps; }

  struct StateBlock {
    std::string_view name;  ///< one of moment_names
    std::span<Scalar> values;
  };
  /// The moments of this kind and these settings, writable for resuming; none for plain SGD. With
  /// steps() all that a checkpoint needs.
  std::vector<StateBlock> state();

 private:
  OptimizerSpec spec_;
  Index steps_ = 0;
  std::vector<std::string_view> names_;
  std::vector<std::vector<Scalar>> blocks_;
};

}  // namespace convscope::engine

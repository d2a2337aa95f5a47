#pragma once

#include "engine/layers/explanation.h"
#include "engine/train/optimizer_rule.h"

namespace convscope::engine {

/// One weight in the moment before a step, and where its numbers are found.
struct WeightStep {
  Index step = 1;  ///< counts from 1
  double learning_rate = 0;
  double parameter = 0;
  double gradient = 0;
  WeightMoments moments{};  ///< in the order of moment_names
  TensorRef parameter_ref{"params", {0}};
  TensorRef gradient_ref{"grads", {0}};
  std::string result_name = "trajectory";  ///< what the formula calls the updated weight
  Cell result_cell{0};
};

/// Derives the updated weight again, not by OptimizerRule: the formula, the same with its numbers,
/// and the sum that it is: p, the gradient and the moment that is carried on, each times its
/// factor. Moments are referred to by their names and the cell of the weight.
Explanation explain_update(const OptimizerSpec& spec, const WeightStep& step);

}  // namespace convscope::engine

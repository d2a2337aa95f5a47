#include "app/cli/optimizer_option.h"

#include <algorithm>
#include <vector>

#include "app/cli/option_check.h"

namespace convscope::cli {
namespace {

using engine::OptimizerKind;
using engine::OptimizerSpec;

std::vector<NamedOptimizer> optimizers() {
  OptimizerSpec momentum;
  momentum.momentum = 0.9;
  OptimizerSpec nesterov = momentum;
  nesterov.nesterov = true;
  return {{"sgd", {}, 0.2},
          {"momentum", momentum, 0.05},
          {"nesterov", nesterov, 0.05},
          {"adagrad", engine::default_optimizer(OptimizerKind::kAdagrad), 0.02},
          {"rmsprop", engine::default_optimizer(OptimizerKind::kRmsProp), 1e-3},
          {"adadelta", engine::default_optimizer(OptimizerKind::kAdadelta), 1},
          {"adadelta-keras", engine::keras_adadelta(), 1e-3},
          {"adam", engine::default_optimizer(OptimizerKind::kAdam), 2e-3},
          {"adamw", engine::default_optimizer(OptimizerKind::kAdamW), 2e-3}};
}

}  // namespace

std::string optimizer_names() {
  std::string names;
  for (const auto& row : optimizers()) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

NamedOptimizer make_optimizer(const std::string& name, std::optional<double> momentum,
                              std::optional<double> weight_decay) {
  const auto rows = optimizers();
  const auto row = std::ranges::find(rows, name, &NamedOptimizer::name);
  if (row == rows.end())
    refuse_option("--optimizer", "'" + name + "'", "one of " + optimizer_names());
  NamedOptimizer chosen = *row;
  OptimizerSpec& spec = chosen.spec;
  const bool moves = spec.kind == OptimizerKind::kSgd || spec.kind == OptimizerKind::kRmsProp;
  if (momentum && !moves) {
    refuse_option("--momentum", "with " + name, "sgd, momentum, nesterov or rmsprop");
  }
  spec.momentum = momentum.value_or(spec.momentum);
  require_at_least("--momentum", spec.momentum, 0);
  if (spec.nesterov && spec.momentum == 0) refuse_option("--momentum", "0", "more with nesterov");
  if (spec.kind == OptimizerKind::kSgd && spec.momentum > 0) chosen.rate = 0.05;
  if (spec.kind == OptimizerKind::kSgd && spec.momentum == 0) chosen.rate = 0.2;
  spec.weight_decay = weight_decay.value_or(spec.weight_decay);
  require_at_least("--weight-decay", spec.weight_decay, 0);
  return chosen;
}

std::string optimizer_name(const OptimizerSpec& optimizer) {
  switch (optimizer.kind) {
    case OptimizerKind::kAdam:
      return "adam";
    case OptimizerKind::kAdamW:
      return "adamw";
    case OptimizerKind::kRmsProp:
      return "rmsprop";
    case OptimizerKind::kAdadelta:
      return optimizer.rho == engine::keras_adadelta().rho ? "adadelta-keras" : "adadelta";
    case OptimizerKind::kAdagrad:
      return "adagrad";
    case OptimizerKind::kSgd:
      break;
  }
  if (optimizer.nesterov) return "nesterov";
  return optimizer.momentum > 0 ? "momentum" : "sgd";
}

}  // namespace convscope::cli

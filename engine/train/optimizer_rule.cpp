#include "engine/train/optimizer_rule.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::engine {
namespace {

void require_value(bool holds, std::string_view name, double value, std::string_view expected) {
  if (holds) return;
  throw Error(ErrorKind::kBadFile, "OPTIMIZER",
              {.place = std::string(name),
               .found = format_double(value),
               .expected = std::string(expected)});
}

}  // namespace

OptimizerSpec default_optimizer(OptimizerKind kind) {
  OptimizerSpec spec{.kind = kind};
  if (kind == OptimizerKind::kAdamW) spec.weight_decay = 0.01;
  if (kind == OptimizerKind::kAdadelta) spec.eps = 1e-6;
  if (kind == OptimizerKind::kAdagrad) spec.eps = 1e-10;
  return spec;
}

OptimizerSpec keras_adadelta() {
  return {.kind = OptimizerKind::kAdadelta, .eps = 1e-7, .rho = 0.95};
}

void check_optimizer(const OptimizerSpec& spec) {
  require_value(spec.weight_decay >= 0, "weight_decay", spec.weight_decay, "at least 0");
  require_value(spec.momentum >= 0, "momentum", spec.momentum, "at least 0");
  require_value(spec.eps >= 0, "eps", spec.eps, "at least 0");
  require_value(spec.alpha >= 0, "alpha", spec.alpha, "at least 0");
  require_value(spec.rho >= 0 && spec.rho <= 1, "rho", spec.rho, "0 to 1");
  require_value(spec.lr_decay >= 0, "lr_decay", spec.lr_decay, "at least 0");
  require_value(spec.initial_accumulator >= 0, "initial_accumulator_value",
                spec.initial_accumulator, "at least 0");
  for (const double beta : spec.betas)
    require_value(beta >= 0 && beta < 1, "betas", beta, "0 up to 1");
  if (spec.nesterov) {
    require_value(spec.momentum > 0, "momentum", spec.momentum, "more than 0 with nesterov");
    require_value(spec.dampening == 0, "dampening", spec.dampening, "0 with nesterov");
  }
}

std::vector<std::string_view> moment_names(const OptimizerSpec& spec) {
  std::vector<std::string_view> names;
  switch (spec.kind) {
    case OptimizerKind::kSgd:
      if (spec.momentum != 0) names = {"momentum"};
      break;
    case OptimizerKind::kAdam:
    case OptimizerKind::kAdamW:
      names = {"first_moment", "second_moment"};
      if (spec.amsgrad) names.emplace_back("max_second_moment");
      break;
    case OptimizerKind::kRmsProp:
      names = {"square_average"};
      if (spec.momentum > 0) names.emplace_back("momentum");
      if (spec.centered) names.emplace_back("gradient_average");
      break;
    case OptimizerKind::kAdadelta:
      names = {"square_average", "delta_average"};
      break;
    case OptimizerKind::kAdagrad:
      names = {"square_sum"};
      break;
  }
  return names;
}

double initial_moment(const OptimizerSpec& spec) {
  return spec.kind == OptimizerKind::kAdagrad ? spec.initial_accumulator : 0;
}

OptimizerRule::OptimizerRule(const OptimizerSpec& spec, double learning_rate, Index step)
    : spec_(spec), rate_(learning_rate), first_(step == 1) {
  const auto t = static_cast<double>(step);
  if (spec.kind == OptimizerKind::kAdam || spec.kind == OptimizerKind::kAdamW) {
    size_ = rate_ / (1 - std::pow(spec.betas[0], t));
    root_ = std::sqrt(1 - std::pow(spec.betas[1], t));
  } else if (spec.kind == OptimizerKind::kAdagrad) {
    size_ = rate_ / (1 + (t - 1) * spec.lr_decay);
  }
}

void OptimizerRule::apply(double gradient, double& parameter, WeightMoments& moments) const {
  double g = gradient;
  if (spec_.kind == OptimizerKind::kAdamW) {
    parameter *= 1 - rate_ * spec_.weight_decay;
  } else if (spec_.weight_decay != 0) {  // infinity times zero would not be a number
    g += spec_.weight_decay * parameter;
  }
  switch (spec_.kind) {
    case OptimizerKind::kSgd:
      return sgd(g, parameter, moments);
    case OptimizerKind::kAdam:
    case OptimizerKind::kAdamW:
      return adam(g, parameter, moments);
    case OptimizerKind::kRmsProp:
      return rms_prop(g, parameter, moments);
    case OptimizerKind::kAdadelta:
      return adadelta(g, parameter, moments);
    case OptimizerKind::kAdagrad:
      return adagrad(g, parameter, moments);
  }
}

void OptimizerRule::sgd(double g, double& p, WeightMoments& moments) const {
  if (spec_.momentum == 0) {
    p -= rate_ * g;
    return;
  }
  double& v = moments[0];
  v = first_ ? g : spec_.momentum * v + (1 - spec_.dampening) * g;
  p -= rate_ * (spec_.nesterov ? g + spec_.momentum * v : v);
}

void OptimizerRule::adam(double g, double& p, WeightMoments& moments) const {
  const auto [b1, b2] = spec_.betas;
  moments[0] = b1 * moments[0] + (1 - b1) * g;
  moments[1] = b2 * moments[1] + (1 - b2) * g * g;
  double v = moments[1];
  if (spec_.amsgrad) v = moments[2] = std::max(moments[2], v);
  p -= size_ * moments[0] / (std::sqrt(v) / root_ + spec_.eps);
}

void OptimizerRule::rms_prop(double g, double& p, WeightMoments& moments) const {
  const double alpha = spec_.alpha;
  moments[0] = alpha * moments[0] + (1 - alpha) * g * g;
  double variance = moments[0];
  if (spec_.centered) {
    double& mean = moments[spec_.momentum > 0 ? 2 : 1];
    mean = alpha * mean + (1 - alpha) * g;
    variance -= mean * mean;
  }
  const double d = g / (std::sqrt(variance) + spec_.eps);
  if (spec_.momentum > 0) {
    moments[1] = spec_.momentum * moments[1] + d;
    p -= rate_ * moments[1];
  } else {
    p -= rate_ * d;
  }
}

void OptimizerRule::adadelta(double g, double& p, WeightMoments& moments) const {
  const double rho = spec_.rho;
  moments[0] = rho * moments[0] + (1 - rho) * g * g;
  const double d = std::sqrt(moments[1] + spec_.eps) / std::sqrt(moments[0] + spec_.eps) * g;
  moments[1] = rho * moments[1] + (1 - rho) * d * d;
  p -= rate_ * d;
}

void OptimizerRule::adagrad(double g, double& p, WeightMoments& moments) const {
  moments[0] += g * g;
  p -= size_ * g / (std::sqrt(moments[0]) + spec_.eps);
}

}  // namespace convscope::engine

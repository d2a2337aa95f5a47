#include "app/cli/operation/optimizer_operation.h"

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "engine/train/optimizer_explain.h"
#include "engine/train/optimizer_rule.h"

namespace convscope::cli {
namespace {

using namespace engine;

struct Settings {
  OptimizerSpec spec;
  double learning_rate = 0;
};

// What of an operation's attributes an optimizer takes, and its rate where none is given.
struct OptimizerName {
  std::string_view name;
  OptimizerKind kind;
  double learning_rate;  // below 0: required
  std::vector<std::string_view> attributes;
};

const std::array<OptimizerName, 6>& optimizer_names() {
  static const std::array<OptimizerName, 6> kNames{{
      {"SGD", OptimizerKind::kSgd, -1, {"momentum", "dampening", "nesterov"}},
      {"Adam", OptimizerKind::kAdam, 1e-3, {"betas", "eps", "amsgrad"}},
      {"AdamW", OptimizerKind::kAdamW, 1e-3, {"betas", "eps", "amsgrad"}},
      {"RMSprop", OptimizerKind::kRmsProp, 1e-2, {"alpha", "eps", "momentum", "centered"}},
      {"Adadelta", OptimizerKind::kAdadelta, 1, {"rho", "eps"}},
      {"Adagrad", OptimizerKind::kAdagrad, 1e-2, {"lr_decay", "initial_accumulator_value", "eps"}},
  }};
  return kNames;
}

const OptimizerName& find_name(const JsonValue& name) {
  std::string known;
  for (const OptimizerName& row : optimizer_names()) {
    if (row.name == name.text()) return row;
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  name.fail("OPTIMIZER_UNKNOWN", "the optimizer \"" + name.text() + "\"", "one of " + known);
}

std::array<double, 2> read_betas(const OperationCase& sample, const std::array<double, 2>& usual) {
  const auto value = sample.attribute("betas");
  if (!value) return usual;
  if (!value->is_array() || value->size() != 2) value->fail("two numbers");
  return {value->item(0).number(), value->item(1).number()};
}

// `more` is allowed beside the optimizer's own attributes.
Settings read_settings(const OperationCase& sample, std::string_view more) {
  const OptimizerName& row = find_name(sample.required_attribute("name"));
  std::vector<std::string_view> allowed{"name", "lr", "weight_decay", more};
  allowed.insert(allowed.end(), row.attributes.begin(), row.attributes.end());
  if (sample.attrs) sample.attrs->allow_keys(std::span<const std::string_view>(allowed));
  Settings settings{default_optimizer(row.kind), row.learning_rate};
  OptimizerSpec& spec = settings.spec;
  if (row.learning_rate < 0 || sample.attribute("lr")) {
    const JsonValue rate = sample.required_attribute("lr");
    settings.learning_rate = rate.number();
    if (settings.learning_rate < 0) rate.fail("a learning rate of at least 0");
  }
  spec.weight_decay = sample.number("weight_decay", spec.weight_decay);
  spec.momentum = sample.number("momentum", spec.momentum);
  spec.dampening = sample.number("dampening", spec.dampening);
  spec.nesterov = sample.flag("nesterov", spec.nesterov);
  spec.betas = read_betas(sample, spec.betas);
  spec.eps = sample.number("eps", spec.eps);
  spec.amsgrad = sample.flag("amsgrad", spec.amsgrad);
  spec.alpha = sample.number("alpha", spec.alpha);
  spec.centered = sample.flag("centered", spec.centered);
  spec.rho = sample.number("rho", spec.rho);
  spec.lr_decay = sample.number("lr_decay", spec.lr_decay);
  spec.initial_accumulator = sample.number("initial_accumulator_value", spec.initial_accumulator);
  check_optimizer(spec);
  return settings;
}

/// K weights and what every step did to them, in double: rounding would add up over the steps.
class Trajectory {
 public:
  Trajectory(const Settings& settings, const Tensor& parameters)
      : settings_(settings), now_(static_cast<std::size_t>(parameters.size())) {
    for (std::size_t k = 0; k < now_.size(); ++k) {
      now_[k].parameter = static_cast<double>(parameters[static_cast<Index>(k)]);
      now_[k].moments.fill(initial_moment(settings.spec));
    }
  }

  double parameter(Index k) const { return now_[static_cast<std::size_t>(k)].parameter; }
  /// One step of every weight; `gradient_of(k)`.
  template <typename Gradient>
  void step(Gradient&& gradient_of) {
    const auto number = static_cast<Index>(before_.size() / now_.size()) + 1;
    const OptimizerRule rule(settings_.spec, settings_.learning_rate, number);
    for (std::size_t k = 0; k < now_.size(); ++k) {
      now_[k].gradient = gradient_of(static_cast<Index>(k));
    }
    before_.insert(before_.end(), now_.begin(), now_.end());
    for (Weight& weight : now_) rule.apply(weight.gradient, weight.parameter, weight.moments);
  }
  /// Of step t, from 0.
  Explanation explain(Index t, Index k) const {
    const Weight& weight =
        before_[static_cast<std::size_t>(t) * now_.size() + static_cast<std::size_t>(k)];
    return explain_update(settings_.spec, {.step = t + 1,
                                           .learning_rate = settings_.learning_rate,
                                           .parameter = weight.parameter,
                                           .gradient = weight.gradient,
                                           .moments = weight.moments,
                                           .parameter_ref = parameter_ref(t, k),
                                           .gradient_ref = {"grads", {t, k}},
                                           .result_cell = {t, k}});
  }
  /// Of the valley's height before step t: two squares, each a number times itself.
  Explanation explain_height(Index t) const {
    const Weight* weights = &before_[static_cast<std::size_t>(t) * now_.size()];
    const double a = weights[0].parameter, off = weights[1].parameter - a * a;
    Explanation result;
    result.what = name_cell("loss", "t", {t});
    result.formula = "loss[t] = (1 - a)^2 + 5*(b - a^2)^2";
    result.formula_latex = R"(\mathrm{loss}_t = (1-a)^2 + 5\,(b-a^2)^2)";
    const auto of = [&](const char* name) { return TensorRef{name, {t}}; };
    result.add({.input = of("1-a"), .weight = of("1-a"), .x = 1 - a, .w = 1 - a});
    result.add({.input = of("b-a^2"), .weight = of("5*(b-a^2)"), .x = off, .w = 5 * off});
    result.substituted = substitute(result);
    return result;
  }

 private:
  // Where the parameter that step t meets is found.
  static TensorRef parameter_ref(Index t, Index k) {
    if (t == 0) return {"params", {k}};
    return {"trajectory", {t - 1, k}};
  }

  struct Weight {
    double parameter = 0;
    double gradient = 0;
    WeightMoments moments{};
  };
  Settings settings_;
  std::vector<Weight> now_;
  std::vector<Weight> before_;  // (step, k): what each step met
};

class TrajectoryOperation : public Operation {
 public:
  TrajectoryOperation(Trajectory trajectory, std::vector<NamedTensor> outputs)
      : trajectory_(std::move(trajectory)), outputs_(std::move(outputs)) {}
  std::vector<NamedTensor> outputs() const override { return outputs_; }
  Explanation explain(const std::string& name, const Cell& cell) const override {
    if (name == "loss") return trajectory_.explain_height(cell[0]);
    if (name != "trajectory") return Operation::explain(name, cell);
    return trajectory_.explain(cell[0], cell[1]);
  }

 private:
  Trajectory trajectory_;
  std::vector<NamedTensor> outputs_;
};

void store(const Trajectory& trajectory, Index step, Tensor& all) {
  for (Index k = 0; k < all.shape()[1]; ++k) {
    all.at({step, k}) = static_cast<Scalar>(trajectory.parameter(k));
  }
}

}  // namespace

std::unique_ptr<Operation> make_optimizer(const OperationCase& sample) {
  const Settings settings = read_settings(sample, "name");
  sample.inputs.allow_keys({"params", "grads"});
  const Tensor parameters = sample.inputs.at("params").tensor(1, 1);
  const JsonValue grads_value = sample.inputs.at("grads");
  const Tensor grads = grads_value.tensor(2, 2);
  const Index count = parameters.size(), steps = grads.shape()[0];
  if (grads.shape()[1] != count) {
    grads_value.fail("SHAPE", "the shape " + grads.shape().to_string(),
                     Shape({steps, count}).to_string() + ": [S,K]");
  }
  Trajectory trajectory(settings, parameters);
  Tensor all(grads.shape());
  for (Index step = 0; step < steps; ++step) {
    trajectory.step([&](Index k) { return static_cast<double>(grads.at({step, k})); });
    store(trajectory, step, all);
  }
  return std::make_unique<TrajectoryOperation>(
      std::move(trajectory), std::vector<NamedTensor>{{"trajectory", std::move(all)}});
}

// f(a,b) = (1-a)^2 + 5(b-a^2)^2, a narrow curved valley.
std::unique_ptr<Operation> make_optimizer_function(const OperationCase& sample) {
  const Settings settings = read_settings(sample, "steps");
  sample.inputs.allow_keys({"params"});
  const JsonValue value = sample.inputs.at("params");
  const Tensor parameters = value.tensor(1, 1);
  if (parameters.size() != 2) {
    value.fail("SHAPE", "the shape " + parameters.shape().to_string(), "[2]");
  }
  constexpr Index kMaxSteps = 1'000'000;
  const auto given = sample.attribute("steps");
  const Index steps = given ? given->index(1, kMaxSteps) : 5;
  Trajectory trajectory(settings, parameters);
  Tensor all({steps, 2}), loss({steps});
  for (Index step = 0; step < steps; ++step) {
    const double a = trajectory.parameter(0), height = trajectory.parameter(1) - a * a;
    loss[step] = static_cast<Scalar>((1 - a) * (1 - a) + 5 * height * height);
    trajectory.step([&](Index k) { return k == 0 ? -2 * (1 - a) - 20 * a * height : 10 * height; });
    store(trajectory, step, all);
  }
  return std::make_unique<TrajectoryOperation>(
      std::move(trajectory),
      std::vector<NamedTensor>{{"trajectory", std::move(all)}, {"loss", std::move(loss)}});
}

}  // namespace convscope::cli

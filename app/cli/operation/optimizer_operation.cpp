#include "app/cli/operation/optimizer_operation.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/train/optimizer.h"

namespace convscope::cli {
namespace {

using namespace engine;

struct Settings {
  OptimizerSpec spec;
  double learning_rate = 0;
};

std::array<double, 2> read_betas(const OperationCase& sample) {
  const auto value = sample.attribute("betas");
  if (!value) return {0.9, 0.999};
  if (!value->is_array() || value->size() != 2) value->fail("two numbers");
  return {value->item(0).number(), value->item(1).number()};
}

// `more` is allowed beside the optimizer's own attributes.
Settings read_settings(const OperationCase& sample, std::string_view more) {
  const JsonValue name = sample.required_attribute("name");
  Settings settings;
  OptimizerSpec& spec = settings.spec;
  spec.weight_decay = sample.number("weight_decay", 0);
  if (name.text() == "SGD") {
    sample.allow_attributes(
        {"name", "lr", "momentum", "dampening", "nesterov", "weight_decay", more});
    spec.kind = OptimizerKind::kSgd;
    settings.learning_rate = sample.required_attribute("lr").number();
    spec.momentum = sample.number("momentum", 0);
    spec.dampening = sample.number("dampening", 0);
    spec.nesterov = sample.flag("nesterov", false);
  } else if (name.text() == "Adam") {
    sample.allow_attributes({"name", "lr", "betas", "eps", "weight_decay", "amsgrad", more});
    spec.kind = OptimizerKind::kAdam;
    settings.learning_rate = sample.number("lr", 0.001);
    spec.betas = read_betas(sample);
    spec.eps = sample.number("eps", 1e-8);
    spec.amsgrad = sample.flag("amsgrad", false);
  } else {
    name.fail("OPTIMIZER_UNKNOWN", "the optimizer \"" + name.text() + "\"", "SGD or Adam");
  }
  check_optimizer(spec);
  return settings;
}

class TrajectoryOperation : public Operation {
 public:
  explicit TrajectoryOperation(std::vector<NamedTensor> outputs) : outputs_(std::move(outputs)) {}
  std::vector<NamedTensor> outputs() const override { return outputs_; }

 private:
  std::vector<NamedTensor> outputs_;
};

// f(a,b) = (1-a)^2 + 5(b-a^2)^2, a narrow curved valley.
double valley(double a, double b) {
  const double height = b - a * a;
  return (1 - a) * (1 - a) + 5 * height * height;
}

std::array<Scalar, 2> valley_gradient(double a, double b) {
  const double height = b - a * a;
  return {static_cast<Scalar>(-2 * (1 - a) - 20 * a * height), static_cast<Scalar>(10 * height)};
}

}  // namespace

std::unique_ptr<Operation> make_optimizer(const OperationCase& sample) {
  const Settings settings = read_settings(sample, "name");
  sample.inputs.allow_keys({"params", "grads"});
  Tensor parameters = sample.inputs.at("params").tensor(1, 1);
  const JsonValue grads_value = sample.inputs.at("grads");
  const Tensor grads = grads_value.tensor(2, 2);
  const Index count = parameters.size(), steps = grads.shape()[0];
  if (grads.shape()[1] != count) {
    grads_value.fail("SHAPE", "the shape " + grads.shape().to_string(),
                     Shape({steps, count}).to_string() + ": [S,K]");
  }
  Optimizer optimizer(settings.spec, count);
  Tensor trajectory(grads.shape());
  for (Index step = 0; step < steps; ++step) {
    optimizer.step(parameters.values(), grads.view().entry(step).values(), settings.learning_rate);
    std::ranges::copy(parameters.values(), trajectory.view().entry(step).data());
  }
  return std::make_unique<TrajectoryOperation>(
      std::vector<NamedTensor>{{"trajectory", std::move(trajectory)}});
}

std::unique_ptr<Operation> make_optimizer_function(const OperationCase& sample) {
  const Settings settings = read_settings(sample, "steps");
  sample.inputs.allow_keys({"params"});
  const JsonValue value = sample.inputs.at("params");
  Tensor parameters = value.tensor(1, 1);
  if (parameters.size() != 2) {
    value.fail("SHAPE", "the shape " + parameters.shape().to_string(), "[2]");
  }
  constexpr Index kMaxSteps = 1'000'000;
  const auto given = sample.attribute("steps");
  const Index steps = given ? given->index(1, kMaxSteps) : 5;
  Optimizer optimizer(settings.spec, 2);
  Tensor trajectory({steps, 2}), loss({steps});
  for (Index step = 0; step < steps; ++step) {
    const double a = static_cast<double>(parameters[0]), b = static_cast<double>(parameters[1]);
    loss[step] = static_cast<Scalar>(valley(a, b));
    optimizer.step(parameters.values(), valley_gradient(a, b), settings.learning_rate);
    std::ranges::copy(parameters.values(), trajectory.view().entry(step).data());
  }
  return std::make_unique<TrajectoryOperation>(
      std::vector<NamedTensor>{{"trajectory", std::move(trajectory)}, {"loss", std::move(loss)}});
}

}  // namespace convscope::cli

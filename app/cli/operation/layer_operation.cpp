#include "app/cli/operation/layer_operation.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "engine/core/error.h"

namespace convscope::cli {

using engine::ConstTensorView;
using engine::Index;
using engine::Tensor;
using engine::TensorView;

namespace {

// An output of more numbers than this is refused before it is allocated.
constexpr Index kMaxOutputs = Index{1} << 26;

Tensor magnitudes_of(const Tensor& tensor) {
  Tensor result = tensor;
  for (engine::Scalar& value : result.values()) value = std::fabs(value);
  return result;
}

}  // namespace

LayerOperation::LayerOperation(Parts parts) : parts_(std::move(parts)) {
  const bool single = parts_.x.shape().rank() == 0;
  const Index samples = single ? 1 : parts_.x.shape()[0];
  engine::Shape shape = parts_.layer->output_shape().with_leading(samples);
  if (single) shape = {};
  if (shape.count() > kMaxOutputs) {
    throw engine::Error(engine::ErrorKind::kLimit, "TOO_LARGE",
                        {.found = "an output " + shape.to_string(),
                         .expected = fmt::format("at most {} numbers", kMaxOutputs)});
  }
  out_ = Tensor(shape);
  for (const engine::SlotInfo& slot : parts_.layer->slots()) {
    slots_.emplace_back(slot.shape.with_leading(samples));
  }
  forward();
}

std::vector<ConstTensorView> LayerOperation::parameter_views() const {
  std::vector<ConstTensorView> views;
  for (const Tensor& parameter : parts_.parameters) views.push_back(parameter.view());
  return views;
}

void LayerOperation::forward() {
  const std::vector<ConstTensorView> inputs{std::as_const(parts_.x).view()};
  const auto parameters = parameter_views();
  std::vector<TensorView> slots;
  for (Tensor& slot : slots_) slots.push_back(slot.view());
  parts_.layer->forward({inputs, parameters, out_.view(), slots});
}

// Of x, then of each parameter.
std::vector<Tensor> LayerOperation::gradients() const {
  const std::vector<ConstTensorView> inputs{parts_.x.view()};
  const auto parameters = parameter_views();
  std::vector<ConstTensorView> slots;
  for (const Tensor& slot : slots_) slots.push_back(slot.view());
  std::vector<Tensor> result{Tensor(parts_.x.shape())};
  for (const Tensor& parameter : parts_.parameters) result.emplace_back(parameter.shape());
  std::vector<TensorView> views;
  for (Tensor& gradient : result) views.push_back(gradient.view());
  const std::span<const TensorView> all(views);
  parts_.layer->backward({inputs, parameters, out_.view(), slots, parts_.grad_output->view(),
                          all.first(1), all.subspan(1)});
  return result;
}

std::vector<NamedTensor> LayerOperation::magnitudes() const {
  if (!parts_.linear) return {};
  Parts absolute{.layer = parts_.layer, .x = magnitudes_of(parts_.x)};
  for (const Tensor& parameter : parts_.parameters) {
    absolute.parameters.push_back(magnitudes_of(parameter));
  }
  if (parts_.grad_output) absolute.grad_output = magnitudes_of(*parts_.grad_output);
  return LayerOperation(std::move(absolute)).outputs();
}

engine::Explanation LayerOperation::explain_out(const engine::Cell& cell) const {
  const std::vector<ConstTensorView> inputs{parts_.x.view()};
  const auto parameters = parameter_views();
  return parts_.layer->explain(cell, {inputs, parameters, out_.view()});
}

engine::Explanation LayerOperation::explain(const std::string& name,
                                            const engine::Cell& cell) const {
  if (name == "out") return explain_out(cell);
  if (!name.starts_with("grad_")) return Operation::explain(name, cell);
  const std::vector<ConstTensorView> inputs{parts_.x.view()};
  const auto parameters = parameter_views();
  const std::string of = name == "grad_x" ? "input" : name.substr(5);
  return parts_.layer->explain_gradient(
      of, cell, {inputs, parameters, out_.view(), parts_.grad_output->view()});
}

double LayerOperation::numeric_gradient(const std::string& name, const engine::Cell& cell,
                                        double analytic) const {
  LayerOperation changed(parts_);
  Tensor* tensor = &changed.parts_.x;
  for (std::size_t i = 0; i < parts_.parameters.size(); ++i) {
    if (name == "grad_" + parts_.layer->parameters()[i].name) {
      tensor = &changed.parts_.parameters[i];
    }
  }
  const auto objective = [&changed] {
    double sum = 0;
    const Tensor& weights = *changed.parts_.grad_output;
    for (Index i = 0; i < weights.size(); ++i) {
      if (weights[i] == 0) continue;
      // A pooling window wholly inside the padding is -infinity whatever the input.
      const double out = changed.explain_out(weights.shape().cell_at(i)).result;
      if (!std::isinf(out)) sum += static_cast<double>(weights[i]) * out;
    }
    return sum;
  };
  return difference_quotient(objective, tensor->at(cell), analytic);
}

std::vector<NamedTensor> LayerOperation::outputs() const {
  std::vector<NamedTensor> result;
  result.push_back({"out", out_});
  add_outputs(result);
  if (parts_.grad_output) {
    auto gradients = this->gradients();
    result.push_back({"grad_x", std::move(gradients[0])});
    for (std::size_t i = 0; i < parts_.parameters.size(); ++i) {
      const std::string& name = parts_.layer->parameters()[i].name;
      result.push_back({"grad_" + name, std::move(gradients[i + 1])});
    }
  }
  return result;
}

}  // namespace convscope::cli

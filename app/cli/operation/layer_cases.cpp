// From a case's JSON to the layer that computes it, one function an operation.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "app/cli/operation/layer_operation.h"
#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/layers/activation.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/dense.h"
#include "engine/layers/pool2d.h"
#include "engine/layers/softmax.h"
#include "engine/model/window_json.h"

namespace convscope::cli {
namespace {

using namespace engine;

using Parts = LayerOperation::Parts;

// An input tensor of the shape that the others ask for; none when it is not given.
std::optional<Tensor> read_input(const OperationCase& sample, std::string_view name,
                                 const Shape& shape) {
  const auto value = sample.inputs.find(name);
  if (!value) return {};
  Tensor tensor = value->tensor(0, Shape::kMaxRank);
  if (!(tensor.shape() == shape)) {
    value->fail("SHAPE", "the shape " + tensor.shape().to_string(), shape.to_string());
  }
  return tensor;
}

// Both numbers of an attribute n or [y, x].
std::array<Index, 2> read_pair(const OperationCase& sample, std::string_view name,
                               std::array<Index, 2> fallback) {
  const auto value = sample.attribute(name);
  return value ? parse_pair(*value) : fallback;
}

Padding read_padding(const OperationCase& sample) {
  const auto value = sample.attribute("padding");
  return value ? parse_padding(*value) : Padding(std::array<PadPair, 2>{});
}

WindowOptions read_pool_window(const OperationCase& sample) {
  WindowOptions window;
  window.kernel = parse_pair(sample.required_attribute("kernel"));
  window.stride = read_pair(sample, "stride", window.kernel);
  window.dilation = read_pair(sample, "dilation", {1, 1});
  window.padding = read_padding(sample);
  window.ceil_mode = sample.flag("ceil_mode", false);
  constexpr Index kMaxCells = Index{1} << 24;
  if (saturating_multiply(window.kernel[0], window.kernel[1]) > kMaxCells) {
    throw Error(ErrorKind::kLimit, "TOO_LARGE",
                {.place = "kernel",
                 .found = fmt::format("a window of {} x {}", window.kernel[0], window.kernel[1]),
                 .expected = fmt::format("at most {} cells", kMaxCells)});
  }
  return window;
}

void read_grad_output(const OperationCase& sample, Parts& parts) {
  const Shape& x = parts.x.shape();
  const Shape out = x.rank() == 0 ? Shape() : parts.layer->output_shape().with_leading(x[0]);
  parts.grad_output = read_input(sample, "grad_output", out);
}

class MaxPoolOperation : public LayerOperation {
 public:
  using LayerOperation::LayerOperation;

 private:
  void add_outputs(std::vector<NamedTensor>& outputs) const override {
    outputs.push_back({"indices", slots()[0], true});
  }

 public:
  Explanation explain(const std::string& name, const Cell& cell) const override {
    if (name != "indices") return LayerOperation::explain(name, cell);
    Explanation result = LayerOperation::explain("out", cell);
    result.what.replace(0, 3, name);
    result.formula = "indices[n,c,y,x] = row-major place of the largest in the unpadded plane";
    result.formula_latex = R"(\mathrm{indices} = \arg\max_{k_y,k_x} x)";
    result.activation = "argmax";
    result.result = static_cast<double>(slots()[0].at(cell));
    result.substituted = "arg" + result.substituted;
    result.substituted.resize(result.substituted.rfind('=') + 2);
    result.substituted += format_float(static_cast<float>(result.result));
    return result;
  }

  // The winners depend on the order of the numbers alone, so they are replaced by their ranks
  // (earlier ones first among equals): then no two are equal and every difference is exact.
  double numeric_gradient(const std::string& name, const Cell& cell,
                          double analytic) const override {
    const Tensor& x = parts().x;
    std::vector<Index> order(static_cast<std::size_t>(x.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return x[a] > x[b]; });
    std::vector<Index> rank(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      rank[static_cast<std::size_t>(order[i])] = -static_cast<Index>(i);
    }
    const Index middle = rank[static_cast<std::size_t>(x.shape().offset(cell))];
    Parts ranked{.layer = parts().layer, .x = x, .grad_output = parts().grad_output};
    for (Index i = 0; i < x.size(); ++i) {
      ranked.x[i] = static_cast<Scalar>(rank[static_cast<std::size_t>(i)] - middle);
    }
    return LayerOperation(std::move(ranked)).numeric_gradient(name, cell, analytic);
  }
};

class SoftmaxOperation : public LayerOperation {
 public:
  using LayerOperation::LayerOperation;

 private:
  void add_outputs(std::vector<NamedTensor>& outputs) const override {
    Tensor log_out(out().shape());
    const Index classes = log_out.shape()[1];
    for (Index i = 0; i < log_out.size(); ++i) {
      const double log_sum = log_sum_exp(parts().x.view().entry(i / classes).values());
      log_out[i] = static_cast<Scalar>(static_cast<double>(parts().x[i]) - log_sum);
    }
    outputs.push_back({"log_out", std::move(log_out)});
  }

 public:
  Explanation explain(const std::string& name, const Cell& cell) const override {
    if (name != "log_out") return LayerOperation::explain(name, cell);
    Explanation result;
    result.what = name_cell(name, "n,c", cell);
    result.formula = "log_out[n,c] = x[n,c] - log(sum over k of exp(x[n,k]))";
    result.formula_latex = R"(\ln o_{n,c} = x_{n,c} - \ln \sum_k e^{x_{n,k}})";
    result.add({.input = TensorRef{"x", cell}, .x = static_cast<double>(parts().x.at(cell))});
    result.add_bias({"-log_sum_exp", {cell[0]}},
                    -log_sum_exp(parts().x.view().entry(cell[0]).values()));
    result.substituted = substitute(result);
    return result;
  }
};

class ActivationOperation : public LayerOperation {
 public:
  ActivationOperation(Parts parts, const ActivationOptions& options)
      : LayerOperation(std::move(parts)), options_(options) {}

 private:
  void add_outputs(std::vector<NamedTensor>& outputs) const override {
    Tensor derivative(out().shape());
    for (Index i = 0; i < derivative.size(); ++i) {
      derivative[i] =
          static_cast<Scalar>(activation_derivative(options_, static_cast<double>(parts().x[i])));
    }
    outputs.push_back({"derivative", std::move(derivative)});
  }

 public:
  Explanation explain(const std::string& name, const Cell& cell) const override {
    if (name != "derivative") return LayerOperation::explain(name, cell);
    Explanation result = LayerOperation::explain("out", cell);
    result.what.replace(0, 3, name);
    result.formula =
        "derivative = f'(x) with f(x) = " + std::string(info(options_.function).formula);
    result.formula_latex =
        R"(f'(x) = \frac{d}{dx} )" + std::string(info(options_.function).formula_latex);
    result.activation += "'";
    result.result = activation_derivative(options_, result.sum);
    result.activation_numpy = format_double(result.result);
    result.substituted = substitute(result);
    return result;
  }

 private:
  ActivationOptions options_;
};

void check_padding_mode(const OperationCase& sample) {
  const auto mode = sample.attribute("padding_mode");
  if (!mode || mode->text() == "zeros") return;
  const std::string text = mode->text();
  if (text == "reflect" || text == "replicate" || text == "circular") {
    mode->fail("PADDING_MODE", "the mode \"" + text + "\", which is not built yet", "\"zeros\"");
  }
  mode->fail("PADDING_MODE", "the mode \"" + text + "\"", "zeros, reflect, replicate or circular");
}

ActivationOptions read_activation(const OperationCase& sample) {
  const JsonValue name = sample.required_attribute("name");
  auto function = find_activation(name.text());
  if (!function) {
    std::string known;
    for (const ActivationInfo& row : activation_table()) {
      if (row.function == ActivationFunction::kGeluTanh) continue;
      known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    name.fail("ACTIVATION_UNKNOWN", "the function \"" + name.text() + "\"", "one of " + known);
  }
  if (*function == ActivationFunction::kGelu) {
    sample.allow_attributes({"name", "approximate"});
    const auto approximate = sample.attribute("approximate");
    const std::string text = approximate ? approximate->text() : "none";
    if (text == "tanh") function = ActivationFunction::kGeluTanh;
    if (text != "tanh" && text != "none") approximate->fail("\"none\" or \"tanh\"");
    return default_options(*function);
  }
  const ActivationInfo& row = info(*function);
  if (row.parameter.empty()) {
    sample.allow_attributes({"name"});
    return default_options(*function);
  }
  sample.allow_attributes({"name", row.parameter});
  return {*function, sample.number(row.parameter, row.parameter_default)};
}

}  // namespace

std::unique_ptr<Operation> make_conv2d(const OperationCase& sample) {
  sample.allow_attributes({"stride", "padding", "dilation", "groups", "padding_mode"});
  sample.inputs.allow_keys({"x", "weight", "bias", "grad_output"});
  check_padding_mode(sample);
  Parts parts{.x = sample.inputs.at("x").tensor(4, 4), .linear = true};
  const JsonValue weight_value = sample.inputs.at("weight");
  const Tensor weight = weight_value.tensor(4, 4);
  const Shape& x = parts.x.shape();
  const Shape& w = weight.shape();
  Conv2dOptions options{.filters = w[0], .bias = sample.inputs.has("bias")};
  if (const auto groups = sample.attribute("groups")) options.groups = groups->index(1, x[1]);
  options.window = {.kernel = {w[2], w[3]},
                    .stride = read_pair(sample, "stride", {1, 1}),
                    .dilation = read_pair(sample, "dilation", {1, 1}),
                    .padding = read_padding(sample)};
  parts.layer = std::make_shared<Conv2d>(x.without_leading(), options);
  const Shape& expected = parts.layer->parameters()[0].shape;
  if (!(w == expected)) {
    weight_value.fail("SHAPE", "the shape " + w.to_string(),
                      fmt::format("{}: [F,C/groups,kh,kw] with C = {} and groups = {}",
                                  expected.to_string(), x[1], options.groups));
  }
  parts.parameters.push_back(weight);
  if (auto bias = read_input(sample, "bias", {options.filters})) {
    parts.parameters.push_back(std::move(*bias));
  }
  read_grad_output(sample, parts);
  return std::make_unique<LayerOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_linear(const OperationCase& sample) {
  sample.allow_attributes({});
  sample.inputs.allow_keys({"x", "weight", "bias", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(2, 2), .linear = true};
  const JsonValue weight_value = sample.inputs.at("weight");
  const Tensor weight = weight_value.tensor(2, 2);
  const Index in = parts.x.shape()[1], units = weight.shape()[0];
  if (weight.shape()[1] != in) {
    weight_value.fail("SHAPE", "the shape " + weight.shape().to_string(),
                      Shape({units, in}).to_string() + ": [out,in]");
  }
  parts.layer = std::make_shared<Dense>(Shape{in}, units, sample.inputs.has("bias"));
  parts.parameters.push_back(weight);
  if (auto bias = read_input(sample, "bias", {units})) {
    parts.parameters.push_back(std::move(*bias));
  }
  read_grad_output(sample, parts);
  return std::make_unique<LayerOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_maxpool2d(const OperationCase& sample) {
  sample.allow_attributes({"kernel", "stride", "padding", "dilation", "ceil_mode"});
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(4, 4)};
  parts.layer =
      std::make_shared<MaxPool2d>(parts.x.shape().without_leading(), read_pool_window(sample));
  read_grad_output(sample, parts);
  return std::make_unique<MaxPoolOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_avgpool2d(const OperationCase& sample) {
  sample.allow_attributes({"kernel", "stride", "padding", "ceil_mode", "count_include_pad"});
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(4, 4), .linear = true};
  parts.layer =
      std::make_shared<AveragePool2d>(parts.x.shape().without_leading(), read_pool_window(sample),
                                      sample.flag("count_include_pad", true));
  read_grad_output(sample, parts);
  return std::make_unique<LayerOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_softmax(const OperationCase& sample) {
  sample.allow_attributes({});
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(2, 2)};
  parts.layer = std::make_shared<Softmax>(parts.x.shape().without_leading());
  read_grad_output(sample, parts);
  return std::make_unique<SoftmaxOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_activation(const OperationCase& sample) {
  const ActivationOptions options = read_activation(sample);
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(0, Shape::kMaxRank)};
  parts.layer = std::make_shared<Activation>(parts.x.shape().without_leading(), options);
  read_grad_output(sample, parts);
  return std::make_unique<ActivationOperation>(std::move(parts), options);
}

}  // namespace convscope::cli

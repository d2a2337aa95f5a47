// From a case's JSON to the activation that computes it.
#include <utility>

#include "app/cli/operation/case_input.h"
#include "app/cli/operation/layer_operation.h"
#include "engine/core/format.h"
#include "engine/layers/activation.h"

namespace convscope::cli {
namespace {

using namespace engine;

using Parts = LayerOperation::Parts;

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

std::unique_ptr<Operation> make_activation(const OperationCase& sample) {
  const ActivationOptions options = read_activation(sample);
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(0, Shape::kMaxRank)};
  parts.layer = std::make_shared<Activation>(parts.x.shape().without_leading(), options);
  read_grad_output(sample, parts);
  return std::make_unique<ActivationOperation>(std::move(parts), options);
}

}  // namespace convscope::cli

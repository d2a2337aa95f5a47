// From a case's JSON to the layer on rows of numbers that computes it: linear, softmax.
#include <utility>

#include "app/cli/operation/case_input.h"
#include "app/cli/operation/layer_operation.h"
#include "engine/layers/dense.h"
#include "engine/layers/softmax.h"

namespace convscope::cli {
namespace {

using namespace engine;

using Parts = LayerOperation::Parts;

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

}  // namespace

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

std::unique_ptr<Operation> make_softmax(const OperationCase& sample) {
  sample.allow_attributes({});
  sample.inputs.allow_keys({"x", "grad_output"});
  Parts parts{.x = sample.inputs.at("x").tensor(2, 2)};
  parts.layer = std::make_shared<Softmax>(parts.x.shape().without_leading());
  read_grad_output(sample, parts);
  return std::make_unique<SoftmaxOperation>(std::move(parts));
}

}  // namespace convscope::cli

#include "engine/layers/reshape.h"

#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {

Reshape::Reshape(const Shape& input, const Shape& target) {
  const bool positive = std::all_of(target.begin(), target.end(), [](Index n) { return n > 0; });
  if (!positive || input.count() != target.count()) {
    throw Error(ErrorKind::kBadFile, "RESHAPE",
                {.found = target.to_string(),
                 .expected = "a shape of as many numbers as " + input.to_string()});
  }
  input_shapes_ = {input};
  output_shape_ = target;
}

void Reshape::forward(const ForwardContext& context) const {
  const auto x = context.inputs[0].values();
  std::copy(x.begin(), x.end(), context.output.data());
}

void Reshape::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  for (Index i = 0; i < d_x.size(); ++i) d_x[i] += context.d_output[i];
}

Explanation Reshape::explain(const Cell& cell, const ExplainContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const Index offset = context.output.shape().offset(cell);
  Explanation result;
  result.what = "out" + cell.to_string();
  result.formula = "out[n,...] = x[n,...], the number at the same place in row-major order";
  result.formula_latex = R"(o_{n,\ldots} = x_{n,\ldots})";
  result.add(
      {.input = TensorRef{"x", x.shape().cell_at(offset)}, .x = static_cast<double>(x[offset])});
  result.substituted = substitute(result);
  return result;
}

Explanation Reshape::explain_gradient(std::string_view, const Cell& cell,
                                      const ExplainGradientContext& context) const {
  const Index offset = context.inputs[0].shape().offset(cell);
  Explanation result;
  result.what = "grad_x" + cell.to_string();
  result.formula = "grad_x[n,...] = grad_output[n,...]";
  result.formula_latex =
      R"(\frac{\partial L}{\partial x_{n,\ldots}} = \frac{\partial L}{\partial o_{n,\ldots}})";
  result.add({.input = TensorRef{"grad_output", context.d_output.shape().cell_at(offset)},
              .x = static_cast<double>(context.d_output[offset])});
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> Reshape::reads(const Cell& cell) const {
  return {input_shapes_[0].cell_at(output_shape_.offset(cell))};
}

}  // namespace convscope::engine

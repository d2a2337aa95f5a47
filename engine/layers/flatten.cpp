#include "engine/layers/flatten.h"

#include <algorithm>

namespace convscope::engine {

Flatten::Flatten(const Shape& input) {
  input_shapes_ = {input};
  output_shape_ = {input.count()};
}

void Flatten::forward(const ForwardContext& context) const {
  const auto x = context.inputs[0].values();
  std::copy(x.begin(), x.end(), context.output.data());
}

void Flatten::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  for (Index i = 0; i < d_x.size(); ++i) d_x[i] += context.d_output[i];
}

Explanation Flatten::explain(const Cell& cell, const ExplainContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const Index offset = cell[0] * output_shape_[0] + cell[1];
  Explanation result;
  result.what = name_cell("out", "n,i", cell);
  result.formula = "out[n,i] = x[n,...], the i-th number in row-major order";
  result.formula_latex = R"(o_{n,i} = x_{n,\ldots})";
  result.add(
      {.input = TensorRef{"x", x.shape().cell_at(offset)}, .x = static_cast<double>(x[offset])});
  result.substituted = substitute(result);
  return result;
}

Explanation Flatten::explain_gradient(std::string_view, const Cell& cell,
                                      const ExplainGradientContext& context) const {
  const Index offset = context.inputs[0].shape().offset(cell);
  Explanation result;
  result.what = "grad_x" + cell.to_string();
  result.formula = "grad_x[n,...] = grad_output[n,i]";
  result.formula_latex =
      R"(\frac{\partial L}{\partial x_{n,\ldots}} = \frac{\partial L}{\partial o_{n,i}})";
  result.add({.input = TensorRef{"grad_output", context.d_output.shape().cell_at(offset)},
              .x = static_cast<double>(context.d_output[offset])});
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> Flatten::reads(const Cell& cell) const {
  return {input_shapes_[0].cell_at(cell[0])};
}

}  // namespace convscope::engine

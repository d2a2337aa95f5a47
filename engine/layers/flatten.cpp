#include "engine/layers/flatten.h"

#include <fmt/format.h>

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
  result.what = fmt::format("out[n={},i={}]", cell[0], cell[1]);
  result.sum = result.result = static_cast<double>(x[offset]);
  Term term;
  term.input = TensorRef{"x", x.shape().cell_at(offset)};
  term.x = term.product = term.running_sum = result.sum;
  result.terms = {term};
  return result;
}

std::vector<Cell> Flatten::reads(const Cell& cell) const {
  return {input_shapes_[0].cell_at(cell[0])};
}

}  // namespace convscope::engine

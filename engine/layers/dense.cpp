#include "engine/layers/dense.h"

#include <fmt/format.h>

#include "engine/core/error.h"

namespace convscope::engine {

Dense::Dense(const Shape& input, Index units, bool bias) {
  if (units < 1) {
    throw Error(ErrorKind::kBadFile, "UNITS",
                {.found = fmt::format("{} units", units), .expected = "at least 1"});
  }
  const Index in = input.count();
  input_shapes_ = {input};
  output_shape_ = {units};
  parameters_.push_back(
      {.name = "weight", .shape = {units, in}, .fan_in = in, .fan_out = units, .is_bias = false});
  if (bias) {
    parameters_.push_back(
        {.name = "bias", .shape = {units}, .fan_in = in, .fan_out = units, .is_bias = true});
  }
}

void Dense::forward(const ForwardContext& context) const {
  const ConstTensorView weight = context.parameters[0];
  const Index samples = context.output.shape()[0], units = weight.shape()[0],
              in = weight.shape()[1];
  for (Index n = 0; n < samples; ++n) {
    const Scalar* x = context.inputs[0].data() + n * in;
    for (Index j = 0; j < units; ++j) {
      const Scalar* row = weight.data() + j * in;
      Scalar sum = has_bias() ? context.parameters[1][j] : Scalar(0);
      for (Index i = 0; i < in; ++i) sum += row[i] * x[i];
      context.output(n, j) = sum;
    }
  }
}

void Dense::backward(const BackwardContext& context) const {
  const ConstTensorView weight = context.parameters[0];
  const TensorView d_x = context.d_inputs[0];
  const TensorView d_weight = context.d_parameters[0];
  const TensorView d_bias = has_bias() ? context.d_parameters[1] : TensorView();
  const Index samples = context.d_output.shape()[0], units = weight.shape()[0],
              in = weight.shape()[1];
  for (Index n = 0; n < samples; ++n) {
    const Scalar* x = context.inputs[0].data() + n * in;
    for (Index j = 0; j < units; ++j) {
      const Scalar d = context.d_output(n, j);
      if (!d_bias.empty()) d_bias[j] += d;
      if (!d_weight.empty()) {
        Scalar* row = d_weight.data() + j * in;
        for (Index i = 0; i < in; ++i) row[i] += d * x[i];
      }
      if (!d_x.empty()) {
        const Scalar* row = weight.data() + j * in;
        Scalar* d_sample = d_x.data() + n * in;
        for (Index i = 0; i < in; ++i) d_sample[i] += d * row[i];
      }
    }
  }
}

Explanation Dense::explain(const Cell& cell, const ExplainContext& context) const {
  const Index n = cell[0], j = cell[1];
  const ConstTensorView weight = context.parameters[0];
  const Index in = weight.shape()[1];
  const ConstTensorView x = context.inputs[0];
  Explanation result;
  result.what = fmt::format("out[n={},j={}]", n, j);
  for (Index i = 0; i < in; ++i) {
    Term term;
    term.input = TensorRef{"x", x.shape().cell_at(n * in + i)};
    term.weight = TensorRef{"weight", {j, i}};
    term.x = static_cast<double>(x[n * in + i]);
    term.w = static_cast<double>(weight(j, i));
    term.product = term.x * term.w;
    result.sum += term.product;
    term.running_sum = result.sum;
    result.terms.push_back(term);
  }
  if (has_bias()) {
    const double value = static_cast<double>(context.parameters[1][j]);
    result.bias = BiasTerm{{"bias", {j}}, value};
    result.sum += value;
  }
  result.result = result.sum;
  return result;
}

std::vector<Cell> Dense::reads(const Cell&) const {
  std::vector<Cell> cells;
  for (Index i = 0; i < input_shapes_[0].count(); ++i) {
    cells.push_back(input_shapes_[0].cell_at(i));
  }
  return cells;
}

Index Dense::macs() const {
  return parameters_[0].shape.count();
}

}  // namespace convscope::engine

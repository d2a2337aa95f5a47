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
  result.what = name_cell("out", "n,j", cell);
  result.formula = fmt::format("out[n,j] = {}sum over i of weight[j,i] * x[n,i]",
                               has_bias() ? "bias[j] + " : "");
  result.formula_latex =
      fmt::format(R"(o_{{n,j}} = {}\sum_i w_{{j,i}} \, x_{{n,i}})", has_bias() ? "b_j + " : "");
  for (Index i = 0; i < in; ++i) {
    result.add({.input = TensorRef{"x", x.shape().cell_at(n * in + i)},
                .weight = TensorRef{"weight", {j, i}},
                .x = static_cast<double>(x[n * in + i]),
                .w = static_cast<double>(weight(j, i))});
  }
  if (has_bias()) {
    result.add_bias({"bias", {j}}, static_cast<double>(context.parameters[1][j]));
  }
  result.substituted = substitute(result);
  return result;
}

Explanation Dense::explain_gradient(std::string_view of, const Cell& cell,
                                    const ExplainGradientContext& context) const {
  const ConstTensorView weight = context.parameters[0];
  const ConstTensorView x = context.inputs[0];
  const ConstTensorView d = context.d_output;
  const Index in = weight.shape()[1], units = weight.shape()[0], samples = d.shape()[0];
  const auto gradient = [&](Index n, Index j) {
    Term term;
    term.input = TensorRef{"grad_output", {n, j}};
    term.x = static_cast<double>(d(n, j));
    return term;
  };
  Explanation result;
  if (of == "input") {
    result.what = name_cell("grad_x", x.shape().rank() == 2 ? "n,i" : "n,c,y,x", cell);
    result.formula = "grad_x[n,i] = sum over j of grad_output[n,j] * weight[j,i]";
    result.formula_latex = R"(\frac{\partial L}{\partial x_{n,i}} = \sum_j )"
                           R"(\frac{\partial L}{\partial o_{n,j}} \, w_{j,i})";
    const Index i = x.shape().offset(cell) % in;
    for (Index j = 0; j < units; ++j) {
      Term term = gradient(cell[0], j);
      term.weight = TensorRef{"weight", {j, i}};
      term.w = static_cast<double>(weight(j, i));
      result.add(term);
    }
  } else if (of == "weight") {
    result.what = name_cell("grad_weight", "j,i", cell);
    result.formula = "grad_weight[j,i] = sum over n of x[n,i] * grad_output[n,j]";
    result.formula_latex = R"(\frac{\partial L}{\partial w_{j,i}} = \sum_n x_{n,i} \, )"
                           R"(\frac{\partial L}{\partial o_{n,j}})";
    for (Index n = 0; n < samples; ++n) {
      result.add({.input = TensorRef{"x", x.shape().cell_at(n * in + cell[1])},
                  .weight = TensorRef{"grad_output", {n, cell[0]}},
                  .x = static_cast<double>(x[n * in + cell[1]]),
                  .w = static_cast<double>(d(n, cell[0]))});
    }
  } else {
    result.what = name_cell("grad_bias", "j", cell);
    result.formula = "grad_bias[j] = sum over n of grad_output[n,j]";
    result.formula_latex = R"(\frac{\partial L}{\partial b_j} = \sum_n )"
                           R"(\frac{\partial L}{\partial o_{n,j}})";
    for (Index n = 0; n < samples; ++n) result.add(gradient(n, cell[0]));
  }
  result.substituted = substitute(result);
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

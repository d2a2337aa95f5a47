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

std::unique_ptr<Dense> Dense::over_time(const Shape& input, Index units, bool bias) {
  auto layer = std::make_unique<Dense>(Shape{input[1]}, units, bias);
  layer->input_shapes_ = {input};
  layer->output_shape_ = {input[0], units};
  layer->steps_ = input[0];
  return layer;
}

void Dense::forward(const ForwardContext& context) const {
  const ConstTensorView weight = context.parameters[0];
  const Index units = weight.shape()[0], in = weight.shape()[1],
              rows = context.output.size() / units;
  for (Index n = 0; n < rows; ++n) {
    const Scalar* x = context.inputs[0].data() + n * in;
    for (Index j = 0; j < units; ++j) {
      const Scalar* row = weight.data() + j * in;
      Scalar sum = has_bias() ? context.parameters[1][j] : Scalar(0);
      for (Index i = 0; i < in; ++i) sum += row[i] * x[i];
      context.output[n * units + j] = sum;
    }
  }
}

void Dense::backward(const BackwardContext& context) const {
  const ConstTensorView weight = context.parameters[0];
  const TensorView d_x = context.d_inputs[0];
  const TensorView d_weight = context.d_parameters[0];
  const TensorView d_bias = has_bias() ? context.d_parameters[1] : TensorView();
  const Index units = weight.shape()[0], in = weight.shape()[1],
              rows = context.d_output.size() / units;
  for (Index n = 0; n < rows; ++n) {
    const Scalar* x = context.inputs[0].data() + n * in;
    for (Index j = 0; j < units; ++j) {
      const Scalar d = context.d_output[n * units + j];
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
  const ConstTensorView weight = context.parameters[0];
  const Index in = weight.shape()[1], j = cell[cell.rank() - 1];
  const Index row = is_over_time() ? cell[0] * steps_ + cell[1] : cell[0];
  const ConstTensorView x = context.inputs[0];
  const std::string_view at = is_over_time() ? "n,t" : "n";
  Explanation result;
  result.what = name_cell("out", is_over_time() ? "n,t,j" : "n,j", cell);
  result.formula = fmt::format("out[{0},j] = {1}sum over i of weight[j,i] * x[{0},i]", at,
                               has_bias() ? "bias[j] + " : "");
  result.formula_latex = fmt::format(R"(o_{{{0},j}} = {1}\sum_i w_{{j,i}} \, x_{{{0},i}})", at,
                                     has_bias() ? "b_j + " : "");
  for (Index i = 0; i < in; ++i) {
    result.add({.input = TensorRef{"x", x.shape().cell_at(row * in + i)},
                .weight = TensorRef{"weight", {j, i}},
                .x = static_cast<double>(x[row * in + i]),
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
  const Index in = weight.shape()[1], units = weight.shape()[0], rows = d.size() / units;
  const std::string_view at = is_over_time() ? "n,t" : "n";
  const std::string_view summed = is_over_time() ? "{n,t}" : "n";
  const auto gradient = [&](Index row, Index j) {
    Term term;
    term.input = TensorRef{"grad_output", d.shape().cell_at(row * units + j)};
    term.x = static_cast<double>(d[row * units + j]);
    return term;
  };
  Explanation result;
  if (of == "input") {
    const std::string_view axes = is_over_time()          ? "n,t,i"
                                  : x.shape().rank() == 2 ? "n,i"
                                                          : "n,c,y,x";
    result.what = name_cell("grad_x", axes, cell);
    result.formula =
        fmt::format("grad_x[{0},i] = sum over j of grad_output[{0},j] * weight[j,i]", at);
    result.formula_latex =
        fmt::format(R"(\frac{{\partial L}}{{\partial x_{{{0},i}}}} = \sum_j )"
                    R"(\frac{{\partial L}}{{\partial o_{{{0},j}}}} \, w_{{j,i}})",
                    at);
    const Index place = x.shape().offset(cell), row = place / in, i = place % in;
    for (Index j = 0; j < units; ++j) {
      Term term = gradient(row, j);
      term.weight = TensorRef{"weight", {j, i}};
      term.w = static_cast<double>(weight(j, i));
      result.add(term);
    }
  } else if (of == "weight") {
    result.what = name_cell("grad_weight", "j,i", cell);
    result.formula =
        fmt::format("grad_weight[j,i] = sum over {0} of x[{0},i] * grad_output[{0},j]", at);
    result.formula_latex =
        fmt::format(R"(\frac{{\partial L}}{{\partial w_{{j,i}}}} = \sum_{1} x_{{{0},i}} \, )"
                    R"(\frac{{\partial L}}{{\partial o_{{{0},j}}}})",
                    at, summed);
    for (Index row = 0; row < rows; ++row) {
      result.add({.input = TensorRef{"x", x.shape().cell_at(row * in + cell[1])},
                  .weight = TensorRef{"grad_output", d.shape().cell_at(row * units + cell[0])},
                  .x = static_cast<double>(x[row * in + cell[1]]),
                  .w = static_cast<double>(d[row * units + cell[0]])});
    }
  } else {
    result.what = name_cell("grad_bias", "j", cell);
    result.formula = fmt::format("grad_bias[j] = sum over {0} of grad_output[{0},j]", at);
    result.formula_latex = fmt::format(R"(\frac{{\partial L}}{{\partial b_j}} = \sum_{1} )"
                                       R"(\frac{{\partial L}}{{\partial o_{{{0},j}}}})",
                                       at, summed);
    for (Index row = 0; row < rows; ++row) result.add(gradient(row, cell[0]));
  }
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> Dense::reads(const Cell& cell) const {
  std::vector<Cell> cells;
  const Index in = parameters_[0].shape[1], first = is_over_time() ? cell[0] * in : 0;
  for (Index i = 0; i < in; ++i) cells.push_back(input_shapes_[0].cell_at(first + i));
  return cells;
}

Index Dense::macs() const {
  return saturating_multiply(parameters_[0].shape.count(), steps_);
}

}  // namespace convscope::engine

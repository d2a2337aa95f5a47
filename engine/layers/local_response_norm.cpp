#include "engine/layers/local_response_norm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::engine {
namespace {

double number_at(ConstTensorView x, const Cell& cell) {
  return static_cast<double>(x.at(cell));
}

}  // namespace

LocalResponseNorm::LocalResponseNorm(const Shape& input, const LocalResponseNormOptions& options)
    : options_(options) {
  if (input.rank() == 0) {
    throw Error(ErrorKind::kBadFile, "LRN_INPUT",
                {.found = "a single number", .expected = "an input [C,...]"});
  }
  if (options.size < 1) {
    throw Error(ErrorKind::kBadFile, "LRN_SIZE",
                {.found = fmt::format("size {}", options.size), .expected = "at least 1"});
  }
  input_shapes_ = {input};
  output_shape_ = input;
}

// The channels in an output's sum.
LocalResponseNorm::Range LocalResponseNorm::around(Index channel) const noexcept {
  return {std::max<Index>(channel - options_.size / 2, 0),
          std::min(channel + (options_.size - 1) / 2, output_shape_[0] - 1)};
}

// The outputs in whose sum a channel is.
LocalResponseNorm::Range LocalResponseNorm::readers(Index channel) const noexcept {
  return {std::max<Index>(channel - (options_.size - 1) / 2, 0),
          std::min(channel + options_.size / 2, output_shape_[0] - 1)};
}

double LocalResponseNorm::denominator(ConstTensorView x, const Cell& cell) const {
  const Range range = around(cell[1]);
  double sum = 0;
  for (Index c = range.first; c <= range.last; ++c) {
    const double value = number_at(x, with_channel(cell, c));
    sum += value * value;
  }
  return options_.k + options_.alpha / static_cast<double>(options_.size) * sum;
}

// d out[output] / d x[input], where input is in the output's sum.
double LocalResponseNorm::derivative(ConstTensorView x, const Cell& output,
                                     const Cell& input) const {
  const double s = denominator(x, output);
  const double share = 2 * options_.alpha * options_.beta / static_cast<double>(options_.size);
  const double around =
      -share * number_at(x, output) * number_at(x, input) * std::pow(s, -options_.beta - 1);
  return output == input ? std::pow(s, -options_.beta) + around : around;
}

void LocalResponseNorm::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  for (Index i = 0; i < x.size(); ++i) {
    const double s = denominator(x, x.shape().cell_at(i));
    context.output[i] =
        static_cast<Scalar>(static_cast<double>(x[i]) * std::pow(s, -options_.beta));
  }
}

void LocalResponseNorm::backward(const BackwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const TensorView d_x = context.d_inputs[0];
  for (Index i = 0; i < d_x.size(); ++i) {
    const Cell input = x.shape().cell_at(i);
    const Range range = readers(input[1]);
    double sum = 0;
    for (Index c = range.first; c <= range.last; ++c) {
      const Cell output = with_channel(input, c);
      sum += number_at(context.d_output, output) * derivative(x, output, input);
    }
    d_x[i] += static_cast<Scalar>(sum);
  }
}

Explanation LocalResponseNorm::explain(const Cell& cell, const ExplainContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const double value = number_at(x, cell), share = options_.alpha / double(options_.size);
  const std::string beta = format_double(options_.beta);
  Explanation result;
  result.kind = FormulaKind::kActivation;
  result.what = "out" + cell.to_string();
  result.formula = fmt::format(
      "out[n,c,...] = x[n,c,...] / s^{}, s = {} + {}/{} * sum over c' from c-{} to c+{} of "
      "x[n,c',...]^2",
      beta, format_double(options_.k), format_double(options_.alpha), options_.size,
      options_.size / 2, (options_.size - 1) / 2);
  result.formula_latex =
      fmt::format(R"(o_{{n,c}} = \frac{{x_{{n,c}}}}{{s^{{{}}}}}, \quad s = {} + \frac{{{}}}{{{}}} )"
                  R"(\sum_{{c'=c-{}}}^{{c+{}}} x_{{n,c'}}^2)",
                  beta, format_double(options_.k), format_double(options_.alpha), options_.size,
                  options_.size / 2, (options_.size - 1) / 2);
  const Range range = around(cell[1]);
  std::string squares;
  for (Index c = range.first; c <= range.last; ++c) {
    const Cell at = with_channel(cell, c);
    const double neighbour = number_at(x, at);
    result.add({.input = TensorRef{"x", at}, .x = neighbour, .w = share * neighbour});
    squares += (squares.empty() ? "" : " + ") + factor_text(neighbour) + "^2";
  }
  result.add_bias({"k", {}}, options_.k);
  result.activation = fmt::format("x/s^{}", beta);
  result.activation_numpy = fmt::format("{}*x**-{}", format_double(value), beta);
  result.result = value * std::pow(result.sum, -options_.beta);
  result.substituted = fmt::format("{} / ({} + {}*({}))^{} = {}", factor_text(value),
                                   factor_text(options_.k), factor_text(share), squares, beta,
                                   format_float(static_cast<float>(result.result)));
  return result;
}

Explanation LocalResponseNorm::explain_gradient(std::string_view, const Cell& cell,
                                                const ExplainGradientContext& context) const {
  const ConstTensorView x = context.inputs[0];
  Explanation result;
  result.what = "grad_x" + cell.to_string();
  result.formula =
      "grad_x[n,c,...] = sum over c' of grad_output[n,c',...] * d out[n,c',...] / d x[n,c,...], "
      "which is s^-beta for c' = c, less 2*alpha*beta/size * x[c']*x[c] * s^(-beta-1), s of c'";
  result.formula_latex =
      R"(\frac{\partial L}{\partial x_c} = \sum_{c'} \frac{\partial L}{\partial o_{c'}} )"
      R"(\left(\delta_{cc'} s_{c'}^{-\beta} - \frac{2 \alpha \beta}{n} x_{c'} x_c )"
      R"(s_{c'}^{-\beta-1}\right))";
  const Range range = readers(cell[1]);
  for (Index c = range.first; c <= range.last; ++c) {
    const Cell output = with_channel(cell, c);
    result.add({.input = TensorRef{"grad_output", output},
                .x = number_at(context.d_output, output),
                .w = derivative(x, output, cell)});
  }
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> LocalResponseNorm::reads(const Cell& cell) const {
  std::vector<Cell> cells;
  const Range range = around(cell[0]);
  for (Index c = range.first; c <= range.last; ++c) {
    Cell at = cell;
    at[0] = c;
    cells.push_back(at);
  }
  return cells;
}

Index LocalResponseNorm::macs() const {
  return saturating_multiply(output_shape_.count(), std::min(options_.size, output_shape_[0]));
}

}  // namespace convscope::engine

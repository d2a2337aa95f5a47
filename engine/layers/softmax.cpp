#include "engine/layers/softmax.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"

namespace convscope::engine {

double log_sum_exp(std::span<const Scalar> row) {
  const double largest = static_cast<double>(*std::max_element(row.begin(), row.end()));
  double sum = 0;
  for (const Scalar value : row) sum += std::exp(static_cast<double>(value) - largest);
  return largest + std::log(sum);
}

Softmax::Softmax(const Shape& input) {
  if (input.rank() != 1) {
    throw Error(ErrorKind::kBadFile, "SOFTMAX_INPUT",
                {.found = input.to_string(), .expected = "an input [C]"});
  }
  input_shapes_ = {input};
  output_shape_ = input;
}

void Softmax::forward(const ForwardContext& context) const {
  for (Index n = 0; n < context.output.shape()[0]; ++n) {
    const auto x = context.inputs[0].entry(n).values();
    const double log_sum = log_sum_exp(x);
    for (std::size_t c = 0; c < x.size(); ++c) {
      context.output(n, static_cast<Index>(c)) =
          static_cast<Scalar>(std::exp(static_cast<double>(x[c]) - log_sum));
    }
  }
}

void Softmax::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  if (d_x.empty()) return;
  for (Index n = 0; n < context.output.shape()[0]; ++n) {
    double weighted = 0;
    for (Index c = 0; c < output_shape_[0]; ++c) {
      weighted += static_cast<double>(context.d_output(n, c)) * double(context.output(n, c));
    }
    for (Index c = 0; c < output_shape_[0]; ++c) {
      d_x(n, c) += static_cast<Scalar>(double(context.output(n, c)) *
                                       (double(context.d_output(n, c)) - weighted));
    }
  }
}

// The terms are the exponentials, which add up to the denominator; dividing by it comes last.
Explanation Softmax::explain(const Cell& cell, const ExplainContext& context) const {
  const auto x = context.inputs[0].entry(cell[0]).values();
  const double largest = static_cast<double>(*std::max_element(x.begin(), x.end()));
  Explanation result;
  result.what = fmt::format("out[n={},c={}]", cell[0], cell[1]);
  double numerator = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    Term term;
    term.input = TensorRef{"x", {cell[0], static_cast<Index>(k)}};
    term.x = term.product = std::exp(static_cast<double>(x[k]) - largest);
    result.sum += term.product;
    term.running_sum = result.sum;
    term.chosen = static_cast<Index>(k) == cell[1];
    if (term.chosen) numerator = term.product;
    result.terms.push_back(term);
  }
  result.activation = "softmax";
  result.result = numerator / result.sum;
  return result;
}

std::vector<Cell> Softmax::reads(const Cell&) const {
  std::vector<Cell> cells;
  for (Index k = 0; k < output_shape_[0]; ++k) cells.push_back({k});
  return cells;
}

}  // namespace convscope::engine

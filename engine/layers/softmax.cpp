#include "engine/layers/softmax.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/format.h"

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

namespace {

// "exp(2 - 5) / (exp(2 - 5) + exp(5 - 5)) = 0.047"
std::string quotient_text(std::span<const Scalar> x, std::size_t chosen, double result) {
  const auto number = [](double value) { return format_float(static_cast<float>(value)); };
  const double largest = static_cast<double>(*std::max_element(x.begin(), x.end()));
  const std::string shift =
      largest < 0 ? " + " + number(-largest) + ")" : " - " + number(largest) + ")";
  const auto exponential = [&](Scalar value) {
    return "exp(" + number(static_cast<double>(value)) + shift;
  };
  std::string sum;
  for (const Scalar value : x) sum += (sum.empty() ? "" : " + ") + exponential(value);
  return exponential(x[chosen]) + " / (" + sum + ") = " + number(result);
}

}  // namespace

// The terms are the exponentials, which add up to the denominator; dividing by it comes last.
Explanation Softmax::explain(const Cell& cell, const ExplainContext& context) const {
  const auto x = context.inputs[0].entry(cell[0]).values();
  const double largest = static_cast<double>(*std::max_element(x.begin(), x.end()));
  Explanation result;
  result.kind = FormulaKind::kSoftmax;
  result.what = name_cell("out", "n,c", cell);
  result.formula = "out[n,c] = exp(x[n,c] - m) / sum over k of exp(x[n,k] - m), m = max of x[n]";
  result.formula_latex = R"(o_{n,c} = \frac{e^{x_{n,c} - m}}{\sum_k e^{x_{n,k} - m}},)"
                         R"(\quad m = \max_k x_{n,k})";
  for (std::size_t k = 0; k < x.size(); ++k) {
    Term term;
    term.input = TensorRef{"x", {cell[0], static_cast<Index>(k)}};
    term.x = std::exp(static_cast<double>(x[k]) - largest);
    term.chosen = static_cast<Index>(k) == cell[1];
    result.add(term);
  }
  result.activation = "softmax";
  result.result = result.terms[static_cast<std::size_t>(cell[1])].x / result.sum;
  result.substituted = quotient_text(x, static_cast<std::size_t>(cell[1]), result.result);
  return result;
}

// Row c of the Jacobian, p[c]*(1 if k is c, else 0, - p[k]), times the gradient that arrives.
Explanation Softmax::explain_gradient(std::string_view, const Cell& cell,
                                      const ExplainGradientContext& context) const {
  const Index n = cell[0], c = cell[1];
  const auto x = context.inputs[0].entry(n).values();
  const double log_sum = log_sum_exp(x);
  const auto p = [&](Index k) {
    return std::exp(static_cast<double>(x[static_cast<std::size_t>(k)]) - log_sum);
  };
  Explanation result;
  result.what = name_cell("grad_x", "n,c", cell);
  result.formula =
      "grad_x[n,c] = sum over k of grad_output[n,k] * p[c]*([k=c] - p[k]), p = softmax of x[n]";
  result.formula_latex = R"(\frac{\partial L}{\partial x_{n,c}} = \sum_k )"
                         R"(\frac{\partial L}{\partial o_{n,k}} \, p_c ([k = c] - p_k))";
  for (Index k = 0; k < output_shape_[0]; ++k) {
    Term term;
    term.input = TensorRef{"grad_output", {n, k}};
    term.x = static_cast<double>(context.d_output(n, k));
    term.w = p(c) * ((k == c ? 1 : 0) - p(k));
    result.add(term);
  }
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> Softmax::reads(const Cell&) const {
  std::vector<Cell> cells;
  for (Index k = 0; k < output_shape_[0]; ++k) cells.push_back({k});
  return cells;
}

}  // namespace convscope::engine

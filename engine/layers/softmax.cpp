#include "engine/layers/softmax.h"

#include <fmt/format.h>

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
  if (input.rank() != 1 && input.rank() != 2) {
    throw Error(ErrorKind::kBadFile, "SOFTMAX_INPUT",
                {.found = input.to_string(), .expected = "an input [C] or [T,C]"});
  }
  input_shapes_ = {input};
  output_shape_ = input;
}

namespace {

// Row `row` of a view (N, C) or (N, T, C).
std::span<const Scalar> row_of(ConstTensorView view, Index row, Index classes) {
  return view.values().subspan(static_cast<std::size_t>(row * classes),
                               static_cast<std::size_t>(classes));
}

}  // namespace

void Softmax::forward(const ForwardContext& context) const {
  const Index rows = context.output.size() / classes();
  for (Index row = 0; row < rows; ++row) {
    const auto x = row_of(context.inputs[0], row, classes());
    const double log_sum = log_sum_exp(x);
    for (std::size_t c = 0; c < x.size(); ++c) {
      context.output[row * classes() + static_cast<Index>(c)] =
          static_cast<Scalar>(std::exp(static_cast<double>(x[c]) - log_sum));
    }
  }
}

void Softmax::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  if (d_x.empty()) return;
  const Index rows = context.output.size() / classes();
  for (Index row = 0; row < rows; ++row) {
    const Index first = row * classes();
    double weighted = 0;
    for (Index c = first; c < first + classes(); ++c) {
      weighted += static_cast<double>(context.d_output[c]) * double(context.output[c]);
    }
    for (Index c = first; c < first + classes(); ++c) {
      d_x[c] +=
          static_cast<Scalar>(double(context.output[c]) * (double(context.d_output[c]) - weighted));
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
  const Shape& shape = context.inputs[0].shape();
  const Index place = shape.offset(cell), first = place - place % classes();
  const auto x = row_of(context.inputs[0], place / classes(), classes());
  const double largest = static_cast<double>(*std::max_element(x.begin(), x.end()));
  const std::string_view at = cell.rank() == 3 ? "n,t" : "n";
  Explanation result;
  result.kind = FormulaKind::kSoftmax;
  result.what = name_cell("out", fmt::format("{},c", at), cell);
  result.formula = fmt::format(
      "out[{0},c] = exp(x[{0},c] - m) / sum over k of exp(x[{0},k] - m), m = max of x[{0}]", at);
  result.formula_latex =
      fmt::format(R"(o_{{{0},c}} = \frac{{e^{{x_{{{0},c}} - m}}}}{{\sum_k e^{{x_{{{0},k}} - m}}}},)"
                  R"(\quad m = \max_k x_{{{0},k}})",
                  at);
  for (std::size_t k = 0; k < x.size(); ++k) {
    const Index number = first + static_cast<Index>(k);
    Term term;
    term.input = TensorRef{"exp(x-m)", shape.cell_at(number)};
    term.x = std::exp(static_cast<double>(x[k]) - largest);
    term.chosen = number == place;
    result.add(term);
  }
  const auto chosen = static_cast<std::size_t>(place - first);
  result.activation = "softmax";
  result.result = result.terms[chosen].x / result.sum;
  result.substituted = quotient_text(x, chosen, result.result);
  return result;
}

// Row c of the Jacobian, p[c]*(1 if k is c, else 0, - p[k]), times the gradient that arrives.
Explanation Softmax::explain_gradient(std::string_view, const Cell& cell,
                                      const ExplainGradientContext& context) const {
  const Shape& shape = context.d_output.shape();
  const Index place = shape.offset(cell), c = place % classes(), first = place - c;
  const auto x = row_of(context.inputs[0], place / classes(), classes());
  const double log_sum = log_sum_exp(x);
  const auto p = [&](Index k) {
    return std::exp(static_cast<double>(x[static_cast<std::size_t>(k)]) - log_sum);
  };
  const std::string_view at = cell.rank() == 3 ? "n,t" : "n";
  Explanation result;
  result.what = name_cell("grad_x", fmt::format("{},c", at), cell);
  result.formula = fmt::format(
      "grad_x[{0},c] = sum over k of grad_output[{0},k] * p[c]*([k=c] - p[k]), p = softmax of "
      "x[{0}]",
      at);
  result.formula_latex =
      fmt::format(R"(\frac{{\partial L}}{{\partial x_{{{0},c}}}} = \sum_k )"
                  R"(\frac{{\partial L}}{{\partial o_{{{0},k}}}} \, p_c ([k = c] - p_k))",
                  at);
  for (Index k = 0; k < classes(); ++k) {
    Term term;
    term.input = TensorRef{"grad_output", shape.cell_at(first + k)};
    term.x = static_cast<double>(context.d_output[first + k]);
    term.w = p(c) * ((k == c ? 1 : 0) - p(k));
    result.add(term);
  }
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> Softmax::reads(const Cell& cell) const {
  std::vector<Cell> cells;
  const Index first = cell.rank() == 2 ? cell[0] * classes() : 0;
  for (Index k = 0; k < classes(); ++k) cells.push_back(output_shape_.cell_at(first + k));
  return cells;
}

}  // namespace convscope::engine

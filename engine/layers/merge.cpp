#include "engine/layers/merge.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

[[noreturn]] void refuse(const char* code, std::span<const Shape> inputs, const char* expected) {
  std::string found;
  for (const Shape& shape : inputs) found += (found.empty() ? "" : ", ") + shape.to_string();
  throw Error(ErrorKind::kBadFile, code,
              {.found = inputs.empty() ? "no input" : found, .expected = expected});
}

// "x", "x1", "x2", ...
std::string name_of(std::size_t input) {
  return input == 0 ? "x" : fmt::format("x{}", input);
}

// The index of "input", "input1", "input2", ...
std::size_t input_of(std::string_view of) {
  std::size_t index = 0;
  for (const char digit : of.substr(std::min<std::size_t>(of.size(), 5))) {
    index = index * 10 + static_cast<std::size_t>(digit - '0');
  }
  return index;
}

// The gradient of one input's number, which is that of one output.
Explanation passed_on(std::size_t input, const Cell& cell, const Cell& output,
                      const ExplainGradientContext& context) {
  Explanation result;
  result.what = "grad_" + name_of(input) + cell.to_string();
  result.formula = fmt::format("grad_{}[n,...] = grad_output[n,...]", name_of(input));
  result.formula_latex =
      fmt::format(R"(\frac{{\partial L}}{{\partial {}}} = \frac{{\partial L}}{{\partial o}})",
                  input == 0 ? "x" : fmt::format("x_{{{}}}", input));
  result.add({.input = TensorRef{"grad_output", output},
              .x = static_cast<double>(context.d_output.at(output))});
  result.substituted = substitute(result);
  return result;
}

}  // namespace

Add::Add(std::span<const Shape> inputs) {
  for (const Shape& shape : inputs) {
    if (!(shape == inputs[0])) refuse("ADD_INPUTS", inputs, "inputs of one shape");
  }
  if (inputs.size() < 2) refuse("ADD_INPUTS", inputs, "at least two inputs");
  input_shapes_.assign(inputs.begin(), inputs.end());
  output_shape_ = inputs[0];
}

void Add::forward(const ForwardContext& context) const {
  for (Index i = 0; i < context.output.size(); ++i) {
    Scalar sum = 0;
    for (const ConstTensorView& x : context.inputs) sum += x[i];
    context.output[i] = sum;
  }
}

void Add::backward(const BackwardContext& context) const {
  for (const TensorView& d_x : context.d_inputs) {
    for (Index i = 0; i < d_x.size(); ++i) d_x[i] += context.d_output[i];
  }
}

Explanation Add::explain(const Cell& cell, const ExplainContext& context) const {
  Explanation result;
  result.what = "out" + cell.to_string();
  for (std::size_t i = 0; i < context.inputs.size(); ++i) {
    result.formula += (i == 0 ? "" : " + ") + name_of(i) + "[n,...]";
    result.formula_latex += i == 0 ? "x" : fmt::format(" + x_{{{}}}", i);
    result.add({.input = TensorRef{name_of(i), cell},
                .x = static_cast<double>(context.inputs[i].at(cell))});
  }
  result.formula = "out[n,...] = " + result.formula;
  result.formula_latex = "o = " + result.formula_latex;
  result.substituted = substitute(result);
  return result;
}

Explanation Add::explain_gradient(std::string_view of, const Cell& cell,
                                  const ExplainGradientContext& context) const {
  return passed_on(input_of(of), cell, cell, context);
}

Concat::Concat(std::span<const Shape> inputs) {
  if (inputs.size() < 2) refuse("CONCAT_INPUTS", inputs, "at least two inputs");
  Index channels = 0;
  for (const Shape& shape : inputs) {
    if (shape.rank() == 0 || !(shape.without_leading() == inputs[0].without_leading())) {
      refuse("CONCAT_INPUTS", inputs, "inputs that differ in their first axis alone");
    }
    channels = saturating_add(channels, shape[0]);
  }
  input_shapes_.assign(inputs.begin(), inputs.end());
  output_shape_ = inputs[0].without_leading().with_leading(channels);
}

Concat::Source Concat::source(Index c) const {
  Source source;
  while (c - source.first >= input_shapes_[source.input][0]) {
    source.first += input_shapes_[source.input++][0];
  }
  return source;
}

void Concat::forward(const ForwardContext& context) const {
  for (Index n = 0; n < context.output.shape()[0]; ++n) {
    Scalar* to = context.output.entry(n).data();
    for (const ConstTensorView& x : context.inputs) {
      const auto values = x.entry(n).values();
      to = std::copy(values.begin(), values.end(), to);
    }
  }
}

void Concat::backward(const BackwardContext& context) const {
  for (Index n = 0; n < context.d_output.shape()[0]; ++n) {
    const Scalar* from = context.d_output.entry(n).data();
    for (std::size_t i = 0; i < input_shapes_.size(); ++i) {
      const TensorView d_x = context.d_inputs[i];
      if (!d_x.empty()) {
        const Scalar* number = from;
        for (Scalar& d : d_x.entry(n).values()) d += *number++;
      }
      from += input_shapes_[i].count();
    }
  }
}

Explanation Concat::explain(const Cell& cell, const ExplainContext& context) const {
  const Source from = source(cell[1]);
  const Cell input = with_channel(cell, cell[1] - from.first);
  const std::string name = name_of(from.input);
  Explanation result;
  result.what = "out" + cell.to_string();
  result.formula = from.first == 0 ? fmt::format("out[n,c,...] = {}[n,c,...]", name)
                                   : fmt::format("out[n,c,...] = {}[n,c-{},...]", name, from.first);
  result.formula_latex = fmt::format(R"(o_{{n,c,\ldots}} = {}_{{n,c{},\ldots}})",
                                     from.input == 0 ? "x" : fmt::format("x^{{({})}}", from.input),
                                     from.first == 0 ? "" : fmt::format("-{}", from.first));
  result.add({.input = TensorRef{name, input},
              .x = static_cast<double>(context.inputs[from.input].at(input))});
  result.substituted = substitute(result);
  return result;
}

Explanation Concat::explain_gradient(std::string_view of, const Cell& cell,
                                     const ExplainGradientContext& context) const {
  const std::size_t input = input_of(of);
  Index first = 0;
  for (std::size_t i = 0; i < input; ++i) first += input_shapes_[i][0];
  return passed_on(input, cell, with_channel(cell, cell[1] + first), context);
}

std::vector<Cell> Concat::reads(const Cell& cell) const {
  if (cell[0] >= input_shapes_[0][0]) return {};
  return {cell};
}

}  // namespace convscope::engine

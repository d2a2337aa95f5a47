#include "engine/layers/padding2d.h"

#include <fmt/format.h>

#include "engine/core/error.h"

namespace convscope::engine {

Padding2d::Padding2d(const Shape& input, const Padding2dOptions& options) : options_(options) {
  if (input.rank() != 3) {
    throw Error(ErrorKind::kBadFile, "PADDING_INPUT",
                {.found = input.to_string(), .expected = "an input [C,H,W]"});
  }
  window_ = make_window(input[1], input[2], {.padding = options.pad, .mode = options.mode});
  window_.check();
  input_shapes_ = {input};
  output_shape_ = {input[0], window_.y.outputs(), window_.x.outputs()};
}

// The input cell that an output shows, both with the batch index; none in zeros.
std::optional<Cell> Padding2d::source(const Cell& cell) const {
  const auto y = window_.y.source(window_.y.start(cell[2]));
  const auto x = window_.x.source(window_.x.start(cell[3]));
  return y && x ? std::optional<Cell>({cell[0], cell[1], *y, *x}) : std::nullopt;
}

void Padding2d::forward(const ForwardContext& context) const {
  for (Index i = 0; i < context.output.size(); ++i) {
    const auto cell = source(context.output.shape().cell_at(i));
    context.output[i] = cell ? context.inputs[0].at(*cell) : Scalar(0);
  }
}

void Padding2d::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  if (d_x.empty()) return;
  for (Index i = 0; i < context.d_output.size(); ++i) {
    const auto cell = source(context.d_output.shape().cell_at(i));
    if (cell) d_x.at(*cell) += context.d_output[i];
  }
}

Explanation Padding2d::explain(const Cell& cell, const ExplainContext& context) const {
  const auto index = [this](std::string_view name, const WindowAxis& axis) {
    const std::string text =
        axis.pad.before == 0 ? std::string(name) : fmt::format("{}-{}", name, axis.pad.before);
    const bool shown = options_.mode != PaddingMode::kZeros && axis.pad != PadPair{};
    return shown ? fmt::format("{}({})", to_string(options_.mode), text) : text;
  };
  const auto from = source(cell);
  Explanation result;
  result.what = name_cell("out", "n,c,y,x", cell);
  result.formula =
      fmt::format("out[n,c,y,x] = x[n,c,{},{}]", index("y", window_.y), index("x", window_.x));
  result.formula_latex = fmt::format(R"(o_{{n,c,y,x}} = x_{{n,c,\,y-{},\,x-{}}})",
                                     window_.y.pad.before, window_.x.pad.before);
  if (options_.mode == PaddingMode::kZeros) {
    result.formula += ", 0 outside";
    result.formula_latex += R"(\text{, 0 outside})";
  }
  Term term;
  term.padding = window_.y.is_padding(window_.y.start(cell[2])) ||
                 window_.x.is_padding(window_.x.start(cell[3]));
  if (from) {
    term.input = TensorRef{"x", *from};
    term.x = static_cast<double>(context.inputs[0].at(*from));
  }
  result.add(std::move(term));
  result.substituted = substitute(result);
  return result;
}

Explanation Padding2d::explain_gradient(std::string_view, const Cell& cell,
                                        const ExplainGradientContext& context) const {
  Explanation result;
  result.what = name_cell("grad_x", "n,c,y,x", cell);
  result.formula = "grad_x[n,c,y,x] = sum of grad_output over the cells that show x[n,c,y,x]";
  result.formula_latex = R"(\frac{\partial L}{\partial x_{n,c,y,x}} = )"
                         R"(\sum_{o \text{ that shows } x} \frac{\partial L}{\partial o})";
  for (const Index y : window_.y.readers(cell[2], 0)) {
    for (const Index x : window_.x.readers(cell[3], 0)) {
      const Cell output{cell[0], cell[1], y, x};
      result.add({.input = TensorRef{"grad_output", output},
                  .x = static_cast<double>(context.d_output.at(output))});
    }
  }
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> Padding2d::reads(const Cell& cell) const {
  const auto from = source(cell.with_leading(0));
  if (!from) return {};
  return {from->without_leading()};
}

}  // namespace convscope::engine

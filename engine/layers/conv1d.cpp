#include "engine/layers/conv1d.h"

#include <fmt/format.h>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// (..., L) as a plane: (..., 1, L); a cell of it with the height's index in place of 1.
Shape with_height(const Shape& shape, Index height) {
  Shape plane = shape.with_leading(1);
  for (int axis = 0; axis + 1 < shape.rank(); ++axis) plane[axis] = shape[axis];
  plane[shape.rank() - 1] = height;
  return plane;
}

// (..., 1, L) without the height.
Shape without_height(const Shape& plane) {
  Shape shape = plane.without_leading();
  for (int axis = 0; axis + 1 < shape.rank(); ++axis) shape[axis] = plane[axis];
  return shape;
}

// A bias has one axis and stays as it is.
template <typename View>
View as_plane(const View& view) {
  return view.empty() || view.shape().rank() < 3 ? view
                                                 : view.reshaped(with_height(view.shape(), 1));
}

template <typename View>
std::vector<View> as_planes(std::span<const View> views) {
  std::vector<View> planes;
  for (const View& view : views) planes.push_back(as_plane(view));
  return planes;
}

// The plane's convolution. Its x axis is checked first, so that errors call it l.
Conv2dOptions plane_options(const Shape& input, const Conv1dOptions& options) {
  if (input.rank() != 2) {
    throw Error(ErrorKind::kBadFile, "CONV1D_INPUT",
                {.found = input.to_string(), .expected = "an input [C,L]"});
  }
  WindowOptions window{.kernel = {1, options.kernel},
                       .stride = {1, options.stride},
                       .dilation = {1, options.dilation},
                       .mode = options.mode};
  if (const auto* sides = std::get_if<PadPair>(&options.padding)) {
    window.padding = std::array<PadPair, 2>{PadPair{}, *sides};
  } else {
    window.padding = std::get<PaddingRule>(options.padding);
  }
  make_window(1, input[1], window).x.check("l");
  return {options.filters, window, options.groups, options.bias};
}

void drop_height(std::optional<TensorRef>& ref) {
  if (ref && ref->index.rank() == 4) ref->index = without_height(ref->index);
}

// The same numbers, with the names of one dimension.
void drop_heights(Explanation& explanation) {
  for (Term& term : explanation.terms) {
    drop_height(term.input);
    drop_height(term.weight);
  }
}

}  // namespace

Conv1d::Conv1d(const Shape& input, const Conv1dOptions& options)
    : options_(options),
      plane_(input.rank() == 2 ? Shape{input[0], 1, input[1]} : input,
             plane_options(input, options)) {
  input_shapes_ = {input};
  output_shape_ = without_height(plane_.output_shape());
  parameters_.assign(plane_.parameters().begin(), plane_.parameters().end());
  parameters_[0].shape = without_height(parameters_[0].shape);
}

void Conv1d::forward(const ForwardContext& context) const {
  const auto inputs = as_planes(context.inputs), parameters = as_planes(context.parameters);
  plane_.forward({inputs, parameters, as_plane(context.output), {}});
}

void Conv1d::backward(const BackwardContext& context) const {
  const auto inputs = as_planes(context.inputs), parameters = as_planes(context.parameters);
  const auto d_inputs = as_planes(context.d_inputs), d_parameters = as_planes(context.d_parameters);
  plane_.backward({inputs,
                   parameters,
                   as_plane(context.output),
                   {},
                   as_plane(context.d_output),
                   d_inputs,
                   d_parameters});
}

Explanation Conv1d::explain(const Cell& cell, const ExplainContext& context) const {
  const auto inputs = as_planes(context.inputs), parameters = as_planes(context.parameters);
  Explanation result =
      plane_.explain(with_height(cell, 0), {inputs, parameters, as_plane(context.output)});
  drop_heights(result);
  const char* const first = options_.groups == 1 ? "" : "first(f)+";
  result.what = name_cell("out", "n,f,l", cell);
  result.formula =
      fmt::format("out[n,f,l] = {}sum over c,k of weight[f,c,k] * x[n,{}c,{}]",
                  options_.bias ? "bias[f] + " : "", first, position_text("l", "k", window()));
  result.formula_latex =
      fmt::format(R"(o_{{n,f,l}} = {}\sum_{{c,k}} w_{{f,c,k}} \, x_{{n,{}c,\,{}}})",
                  options_.bias ? "b_f + " : "", first, position_latex("l", "k", window()));
  return result;
}

Explanation Conv1d::explain_gradient(std::string_view of, const Cell& cell,
                                     const ExplainGradientContext& context) const {
  const auto inputs = as_planes(context.inputs), parameters = as_planes(context.parameters);
  const Cell at = cell.rank() == 3 ? with_height(cell, 0) : cell;
  Explanation result = plane_.explain_gradient(
      of, at, {inputs, parameters, as_plane(context.output), as_plane(context.d_output)});
  drop_heights(result);
  name_gradient(of, result);
  result.what = of == "input"    ? name_cell("grad_x", "n,c,l", cell)
                : of == "weight" ? name_cell("grad_weight", "f,c,k", cell)
                                 : name_cell("grad_bias", "f", cell);
  return result;
}

void Conv1d::name_gradient(std::string_view of, Explanation& explanation) const {
  const char* const first = options_.groups == 1 ? "" : "first(f)+";
  if (of == "input") {
    explanation.formula =
        "grad_x[n,c,l] = sum over f,k of grad_output[n,f,ol] * weight[f,c,k], "
        "where output ol reads l with k";
    explanation.formula_latex = R"(\frac{\partial L}{\partial x_{n,c,l}} = \sum_{f,k} )"
                                R"(\frac{\partial L}{\partial o_{n,f,l'}} \, w_{f,c,k})";
  } else if (of == "weight") {
    explanation.formula =
        fmt::format("grad_weight[f,c,k] = sum over n,l of x[n,{}c,{}] * grad_output[n,f,l]", first,
                    position_text("l", "k", window()));
    explanation.formula_latex = fmt::format(
        R"(\frac{{\partial L}}{{\partial w_{{f,c,k}}}} = \sum_{{n,l}} x_{{n,{}c,\,{}}} )"
        R"(\, \frac{{\partial L}}{{\partial o_{{n,f,l}}}})",
        first, position_latex("l", "k", window()));
  } else {
    explanation.formula = "grad_bias[f] = sum over n,l of grad_output[n,f,l]";
    explanation.formula_latex = R"(\frac{\partial L}{\partial b_f} = \sum_{n,l} )"
                                R"(\frac{\partial L}{\partial o_{n,f,l}})";
  }
}

std::vector<Cell> Conv1d::reads(const Cell& cell) const {
  std::vector<Cell> cells = plane_.reads(with_height(cell, 0));
  for (Cell& at : cells) at = without_height(at);
  return cells;
}

}  // namespace convscope::engine

#include "engine/layers/conv_transpose2d.h"

#include <fmt/format.h>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// Calls visit(i, j, oy, ox) for every weight of a kernel and the output that input (y, x) adds to
// with it, in row-major order of the weight; what is cut off is left out.
template <typename Visit>
void for_each_tap(const Transposed2d& window, Index y, Index x, Visit&& visit) {
  for (Index i = 0; i < window.y.window.kernel; ++i) {
    const Index oy = window.y.output_index(y, i);
    if (window.y.window.is_padding(oy)) continue;
    for (Index j = 0; j < window.x.window.kernel; ++j) {
      const Index ox = window.x.output_index(x, j);
      if (!window.x.window.is_padding(ox)) visit(i, j, oy, ox);
    }
  }
}

// Calls visit(i, j, y, x) for every weight of a kernel with which an input (y, x) adds to output
// (oy, ox), in row-major order of the weight.
template <typename Visit>
void for_each_source(const Transposed2d& window, Index oy, Index ox, Visit&& visit) {
  for (Index i = 0; i < window.y.window.kernel; ++i) {
    const auto y = window.y.input_index(oy, i);
    for (Index j = 0; y && j < window.x.window.kernel; ++j) {
      if (const auto x = window.x.input_index(ox, j)) visit(i, j, *y, *x);
    }
  }
}

Term product(TensorRef input, Scalar x, TensorRef weight, Scalar w) {
  return {.input = std::move(input),
          .weight = std::move(weight),
          .x = static_cast<double>(x),
          .w = static_cast<double>(w)};
}

}  // namespace

ConvTranspose2d::ConvTranspose2d(const Shape& input, const ConvTranspose2dOptions& options)
    : options_(options) {
  if (input.rank() != 3) {
    throw Error(ErrorKind::kBadFile, "CONV2D_INPUT",
                {.found = input.to_string(), .expected = "an input [C,H,W]"});
  }
  if (options.filters < 1) {
    throw Error(ErrorKind::kBadFile, "FILTERS",
                {.found = fmt::format("{} filters", options.filters), .expected = "at least 1"});
  }
  if (options.groups < 1 || input[0] % options.groups != 0 ||
      options.filters % options.groups != 0) {
    throw Error(ErrorKind::kBadFile, "GROUPS",
                {.found = fmt::format("{} groups", options.groups),
                 .expected = fmt::format("a divisor of {} channels and {} filters", input[0],
                                         options.filters)});
  }
  window_ = make_transposed(input[1], input[2], options.window, options.output_padding);
  window_.check();
  input_shapes_ = {input};
  output_shape_ = {options.filters, window_.y.outputs(), window_.x.outputs()};
  const Shape weight{input[0], group_filters(), window_.y.window.kernel, window_.x.window.kernel};
  const Index taps = saturating_multiply(weight[2], weight[3]);
  const Index fan_in = saturating_multiply(group_channels(), taps);
  parameters_.push_back({.name = "weight",
                         .shape = weight,
                         .fan_in = fan_in,
                         .fan_out = saturating_multiply(group_filters(), taps),
                         .is_bias = false});
  if (options.bias) {
    parameters_.push_back({.name = "bias",
                           .shape = {options.filters},
                           .fan_in = fan_in,
                           .fan_out = options.filters,
                           .is_bias = true});
  }
}

void ConvTranspose2d::forward(const ForwardContext& context) const {
  const ConstTensorView weight = context.parameters[0];
  const Shape& out = context.output.shape();
  for (Index n = 0; n < out[0]; ++n) {
    for (Index f = 0; f < out[1]; ++f) {
      const Index first = f / group_filters() * group_channels(), slice = f % group_filters();
      for (Index oy = 0; oy < out[2]; ++oy) {
        for (Index ox = 0; ox < out[3]; ++ox) {
          Scalar sum = options_.bias ? context.parameters[1][f] : Scalar(0);
          for (Index c = first; c < first + group_channels(); ++c) {
            for_each_source(window_, oy, ox, [&](Index i, Index j, Index y, Index x) {
              sum += weight(c, slice, i, j) * context.inputs[0](n, c, y, x);
            });
          }
          context.output(n, f, oy, ox) = sum;
        }
      }
    }
  }
}

void ConvTranspose2d::backward(const BackwardContext& context) const {
  const ConstTensorView x = context.inputs[0], weight = context.parameters[0];
  const TensorView d_x = context.d_inputs[0], d_weight = context.d_parameters[0];
  const Shape& in = x.shape();
  for (Index at = 0; at < in.count(); ++at) {
    const Cell cell = in.cell_at(at);
    const Index first = cell[1] / group_channels() * group_filters();
    for (Index slice = 0; slice < group_filters(); ++slice) {
      for_each_tap(window_, cell[2], cell[3], [&](Index i, Index j, Index oy, Index ox) {
        const Scalar d = context.d_output(cell[0], first + slice, oy, ox);
        if (!d_x.empty()) d_x[at] += weight(cell[1], slice, i, j) * d;
        if (!d_weight.empty()) d_weight(cell[1], slice, i, j) += x[at] * d;
      });
    }
  }
  const TensorView d_bias = options_.bias ? context.d_parameters[1] : TensorView();
  const Index plane = output_shape_[1] * output_shape_[2];
  for (Index at = 0; !d_bias.empty() && at < context.d_output.size(); ++at) {
    d_bias[at / plane % options_.filters] += context.d_output[at];
  }
}

Explanation ConvTranspose2d::explain(const Cell& cell, const ExplainContext& context) const {
  const Index first = cell[1] / group_filters() * group_channels();
  const Index slice = cell[1] % group_filters();
  const WindowAxis &y = window_.y.window, &x = window_.x.window;
  Explanation result;
  result.what = name_cell("out", "n,f,y,x", cell);
  result.formula = fmt::format(
      "out[n,f,y,x] = {}sum over c,ky,kx of weight[c,f,ky,kx] * x[n,c,iy,ix], "
      "where {} = y and {} = x",
      options_.bias ? "bias[f] + " : "", position_text("iy", "ky", y),
      position_text("ix", "kx", x));
  result.formula_latex = fmt::format(
      R"(o_{{n,f,y,x}} = {}\sum_{{\substack{{c,k_y,k_x \\ {} = y \\ {} = x}}}} )"
      R"(w_{{c,f,k_y,k_x}} \, x_{{n,c,y',x'}})",
      options_.bias ? "b_f + " : "", position_latex("y'", "ky", y), position_latex("x'", "kx", x));
  for (Index c = first; c < first + group_channels(); ++c) {
    for_each_source(window_, cell[2], cell[3], [&](Index i, Index j, Index iy, Index ix) {
      const Cell input{cell[0], c, iy, ix}, tap{c, slice, i, j};
      result.add(product({"x", input}, context.inputs[0].at(input), {"weight", tap},
                         context.parameters[0].at(tap)));
    });
  }
  if (options_.bias) {
    result.add_bias({"bias", {cell[1]}}, static_cast<double>(context.parameters[1][cell[1]]));
  }
  result.substituted = substitute(result);
  return result;
}

Explanation ConvTranspose2d::explain_gradient(std::string_view of, const Cell& cell,
                                              const ExplainGradientContext& context) const {
  Explanation result = of == "input"    ? explain_d_x(cell, context)
                       : of == "weight" ? explain_d_weight(cell, context)
                                        : explain_d_bias(cell, context);
  result.substituted = substitute(result);
  return result;
}

Explanation ConvTranspose2d::explain_d_x(const Cell& cell,
                                         const ExplainGradientContext& context) const {
  const Index first = cell[1] / group_channels() * group_filters();
  const WindowAxis &y = window_.y.window, &x = window_.x.window;
  Explanation result;
  result.what = name_cell("grad_x", "n,c,y,x", cell);
  result.formula = fmt::format(
      "grad_x[n,c,y,x] = sum over f,ky,kx of grad_output[n,f,{},{}] * weight[c,f,ky,kx]",
      position_text("y", "ky", y), position_text("x", "kx", x));
  result.formula_latex =
      fmt::format(R"(\frac{{\partial L}}{{\partial x_{{n,c,y,x}}}} = \sum_{{f,k_y,k_x}} )"
                  R"(\frac{{\partial L}}{{\partial o_{{n,f,\,{},\,{}}}}} \, w_{{c,f,k_y,k_x}})",
                  position_latex("y", "ky", y), position_latex("x", "kx", x));
  for (Index slice = 0; slice < group_filters(); ++slice) {
    for_each_tap(window_, cell[2], cell[3], [&](Index i, Index j, Index oy, Index ox) {
      const Cell output{cell[0], first + slice, oy, ox}, tap{cell[1], slice, i, j};
      result.add(product({"grad_output", output}, context.d_output.at(output), {"weight", tap},
                         context.parameters[0].at(tap)));
    });
  }
  return result;
}

Explanation ConvTranspose2d::explain_d_weight(const Cell& cell,
                                              const ExplainGradientContext& context) const {
  const Index f = cell[0] / group_channels() * group_filters() + cell[1];
  const WindowAxis &y = window_.y.window, &x = window_.x.window;
  Explanation result;
  result.what = name_cell("grad_weight", "c,f,ky,kx", cell);
  result.formula =
      fmt::format("grad_weight[c,f,ky,kx] = sum over n,y,x of x[n,c,y,x] * grad_output[n,f,{},{}]",
                  position_text("y", "ky", y), position_text("x", "kx", x));
  result.formula_latex = fmt::format(
      R"(\frac{{\partial L}}{{\partial w_{{c,f,k_y,k_x}}}} = \sum_{{n,y,x}} x_{{n,c,y,x}} \, )"
      R"(\frac{{\partial L}}{{\partial o_{{n,f,\,{},\,{}}}}})",
      position_latex("y", "ky", y), position_latex("x", "kx", x));
  const Shape& in = context.inputs[0].shape();
  for (Index n = 0; n < in[0]; ++n) {
    for (Index i = 0; i < in[2] * in[3]; ++i) {
      const Cell input{n, cell[0], i / in[3], i % in[3]};
      const Index oy = window_.y.output_index(input[2], cell[2]);
      const Index ox = window_.x.output_index(input[3], cell[3]);
      if (y.is_padding(oy) || x.is_padding(ox)) continue;
      const Cell output{n, f, oy, ox};
      result.add(product({"x", input}, context.inputs[0].at(input), {"grad_output", output},
                         context.d_output.at(output)));
    }
  }
  return result;
}

Explanation ConvTranspose2d::explain_d_bias(const Cell& cell,
                                            const ExplainGradientContext& context) const {
  Explanation result;
  result.what = name_cell("grad_bias", "f", cell);
  result.formula = "grad_bias[f] = sum over n,y,x of grad_output[n,f,y,x]";
  result.formula_latex = R"(\frac{\partial L}{\partial b_f} = \sum_{n,y,x} )"
                         R"(\frac{\partial L}{\partial o_{n,f,y,x}})";
  const Shape& shape = context.d_output.shape();
  for (Index n = 0; n < shape[0]; ++n) {
    for (Index i = 0; i < shape[2] * shape[3]; ++i) {
      const Cell at{n, cell[0], i / shape[3], i % shape[3]};
      result.add({.input = TensorRef{"grad_output", at},
                  .x = static_cast<double>(context.d_output.at(at))});
    }
  }
  return result;
}

std::vector<Cell> ConvTranspose2d::reads(const Cell& cell) const {
  std::vector<Cell> cells;
  const Index first = cell[0] / group_filters() * group_channels();
  for (Index c = first; c < first + group_channels(); ++c) {
    for_each_source(window_, cell[1], cell[2], [&](Index, Index, Index y, Index x) {
      cells.push_back({c, y, x});
    });
  }
  return cells;
}

Index ConvTranspose2d::macs() const {
  const Shape& weight = parameters_[0].shape;
  return saturating_multiply(input_shapes_[0].count(), weight.count() / weight[0]);
}

}  // namespace convscope::engine

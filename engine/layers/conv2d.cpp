#include "engine/layers/conv2d.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::engine {
namespace {

struct Sizes {
  Index n, channels, filters, outputs_y, outputs_x, group_channels, group_filters;
};

Sizes sizes_of(const Shape& x, const Shape& out, Index groups) {
  return {x[0], x[1], out[1], out[2], out[3], x[1] / groups, out[1] / groups};
}

// Calls visit(c, i, j, y, x) for every weight of a filter that reads an input cell, itself or where
// the padding shows it, in row-major order of the weight. `c` counts inside the group.
template <typename Visit>
void for_each_tap(const Window2d& window, Index channels, Index oy, Index ox, Visit&& visit) {
  for (Index c = 0; c < channels; ++c) {
    for (Index i = 0; i < window.y.kernel; ++i) {
      const auto y = window.y.source(window.y.input_index(oy, i));
      if (!y) continue;
      for (Index j = 0; j < window.x.kernel; ++j) {
        const auto x = window.x.source(window.x.input_index(ox, j));
        if (x) visit(c, i, j, *y, *x);
      }
    }
  }
}

// Where output o reads with k, at [k * outputs + o]; -1 in zeros.
std::vector<Index> sources_of(const WindowAxis& axis) {
  std::vector<Index> sources;
  for (Index k = 0; k < axis.kernel; ++k) {
    for (Index o = 0; o < axis.outputs(); ++o) {
      sources.push_back(axis.source(axis.input_index(o, k)).value_or(-1));
    }
  }
  return sources;
}

// The factor x of a term: the number of the cell at (y, x), what the padding shows there, or zero.
Term input_term(const Window2d& window, ConstTensorView x, const Cell& at) {
  Term term;
  term.padding = window.y.is_padding(at[2]) || window.x.is_padding(at[3]);
  const auto iy = window.y.source(at[2]), ix = window.x.source(at[3]);
  if (iy && ix) {
    term.input = TensorRef{"x", {at[0], at[1], *iy, *ix}};
    term.x = static_cast<double>(x.at(term.input->index));
  }
  return term;
}

// With groups, filter f sees the channels behind the first of its group.
std::string_view first_channel_text(const Conv2dOptions& options) {
  return options.groups == 1 ? "" : "first(f)+";
}

}  // namespace

Conv2d::Conv2d(const Shape& input, const Conv2dOptions& options) : options_(options) {
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
  window_ = make_window(input[1], input[2], options.window);
  window_.check();
  input_shapes_ = {input};
  output_shape_ = {options.filters, window_.y.outputs(), window_.x.outputs()};
  const Index channels = input[0] / options.groups;
  const Index taps = saturating_multiply(window_.y.kernel, window_.x.kernel);
  parameters_.push_back({.name = "weight",
                         .shape = {options.filters, channels, window_.y.kernel, window_.x.kernel},
                         .fan_in = saturating_multiply(channels, taps),
                         .fan_out = saturating_multiply(options.filters / options.groups, taps),
                         .is_bias = false});
  if (options.bias) {
    parameters_.push_back({.name = "bias",
                           .shape = {options.filters},
                           .fan_in = saturating_multiply(channels, taps),
                           .fan_out = options.filters,
                           .is_bias = true});
  }
}

// Weight by weight over a whole map: every output still adds its terms in their order, and the
// padding is looked up once a row.
void Conv2d::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const ConstTensorView weight = context.parameters[0];
  const Sizes s = sizes_of(x.shape(), context.output.shape(), options_.groups);
  const std::vector<Index> rows = sources_of(window_.y), columns = sources_of(window_.x);
  const auto add = [&](const TensorView& map, const ConstTensorView& channel, Index i, Index j,
                       Scalar w) {
    const Index* from = columns.data() + j * s.outputs_x;
    for (Index oy = 0; oy < s.outputs_y; ++oy) {
      const Index iy = rows[static_cast<std::size_t>(i * s.outputs_y + oy)];
      if (iy < 0) continue;
      const Scalar* in = channel.data() + iy * window_.x.input;
      Scalar* out = map.data() + oy * s.outputs_x;
      for (Index ox = 0; ox < s.outputs_x; ++ox) {
        if (from[ox] >= 0) out[ox] += w * in[from[ox]];
      }
    }
  };
  for (Index n = 0; n < s.n; ++n) {
    for (Index f = 0; f < s.filters; ++f) {
      const Index first = f / s.group_filters * s.group_channels;
      const TensorView map = context.output.entry(n).entry(f);
      std::ranges::fill(map.values(), options_.bias ? context.parameters[1][f] : Scalar(0));
      for (Index c = 0; c < s.group_channels; ++c) {
        const ConstTensorView channel = x.entry(n).entry(first + c);
        for (Index i = 0; i < window_.y.kernel; ++i) {
          for (Index j = 0; j < window_.x.kernel; ++j) add(map, channel, i, j, weight(f, c, i, j));
        }
      }
    }
  }
}

void Conv2d::backward(const BackwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const ConstTensorView weight = context.parameters[0];
  const TensorView d_x = context.d_inputs[0];
  const TensorView d_weight = context.d_parameters[0];
  const TensorView d_bias = options_.bias ? context.d_parameters[1] : TensorView();
  const Sizes s = sizes_of(x.shape(), context.d_output.shape(), options_.groups);
  for (Index n = 0; n < s.n; ++n) {
    for (Index f = 0; f < s.filters; ++f) {
      const Index first = f / s.group_filters * s.group_channels;
      for (Index oy = 0; oy < s.outputs_y; ++oy) {
        for (Index ox = 0; ox < s.outputs_x; ++ox) {
          const Scalar d = context.d_output(n, f, oy, ox);
          if (!d_bias.empty()) d_bias[f] += d;
          for_each_tap(window_, s.group_channels, oy, ox,
                       [&](Index c, Index i, Index j, Index iy, Index ix) {
                         if (!d_x.empty()) d_x(n, first + c, iy, ix) += weight(f, c, i, j) * d;
                         if (!d_weight.empty()) {
                           d_weight(f, c, i, j) += x(n, first + c, iy, ix) * d;
                         }
                       });
        }
      }
    }
  }
}

Explanation Conv2d::explain(const Cell& cell, const ExplainContext& context) const {
  const Index n = cell[0], f = cell[1], oy = cell[2], ox = cell[3];
  const ConstTensorView x = context.inputs[0];
  const ConstTensorView weight = context.parameters[0];
  const Index group_channels = weight.shape()[1];
  const Index first = f / (options_.filters / options_.groups) * group_channels;
  Explanation result;
  result.what = name_cell("out", "n,f,y,x", cell);
  result.formula =
      fmt::format("out[n,f,y,x] = {}sum over c,ky,kx of weight[f,c,ky,kx] * x[n,{}c,{},{}]",
                  options_.bias ? "bias[f] + " : "", first_channel_text(options_),
                  position_text("y", "ky", window_.y), position_text("x", "kx", window_.x));
  result.formula_latex = fmt::format(
      R"(o_{{n,f,y,x}} = {}\sum_{{c,k_y,k_x}} w_{{f,c,k_y,k_x}} \, x_{{n,{}c,\,{},\,{}}})",
      options_.bias ? "b_f + " : "", first_channel_text(options_),
      position_latex("y", "ky", window_.y), position_latex("x", "kx", window_.x));
  for (Index c = 0; c < group_channels; ++c) {
    for (Index i = 0; i < window_.y.kernel; ++i) {
      for (Index j = 0; j < window_.x.kernel; ++j) {
        const Index iy = window_.y.input_index(oy, i), ix = window_.x.input_index(ox, j);
        Term term = input_term(window_, x, {n, first + c, iy, ix});
        term.weight = TensorRef{"weight", {f, c, i, j}};
        term.w = static_cast<double>(weight(f, c, i, j));
        result.add(std::move(term));
      }
    }
  }
  if (options_.bias) {
    result.add_bias({"bias", {f}}, static_cast<double>(context.parameters[1][f]));
  }
  result.substituted = substitute(result);
  return result;
}

Explanation Conv2d::explain_gradient(std::string_view of, const Cell& cell,
                                     const ExplainGradientContext& context) const {
  Explanation result = of == "input"    ? explain_d_x(cell, context)
                       : of == "weight" ? explain_d_weight(cell, context)
                                        : explain_d_bias(cell, context);
  result.substituted = substitute(result);
  return result;
}

// Every output that reads the cell, by the weight it reads it with, in the weight's order.
Explanation Conv2d::explain_d_x(const Cell& cell, const ExplainGradientContext& context) const {
  const ConstTensorView weight = context.parameters[0];
  const Index group_channels = weight.shape()[1],
              group_filters = options_.filters / options_.groups;
  const Index group = cell[1] / group_channels, c = cell[1] % group_channels;
  Explanation result;
  result.what = name_cell("grad_x", "n,c,y,x", cell);
  result.formula =
      "grad_x[n,c,y,x] = sum over f,ky,kx of grad_output[n,f,oy,ox] * weight[f,c,ky,kx], "
      "where output oy,ox reads y,x with ky,kx";
  result.formula_latex = R"(\frac{\partial L}{\partial x_{n,c,y,x}} = \sum_{f,k_y,k_x} )"
                         R"(\frac{\partial L}{\partial o_{n,f,y',x'}} \, w_{f,c,k_y,k_x})";
  const auto add = [&](const Cell& output, const Cell& tap) {
    result.add({.input = TensorRef{"grad_output", output},
                .weight = TensorRef{"weight", tap},
                .x = static_cast<double>(context.d_output.at(output)),
                .w = static_cast<double>(weight.at(tap))});
  };
  for (Index f = group * group_filters; f < (group + 1) * group_filters; ++f) {
    for (Index i = 0; i < window_.y.kernel; ++i) {
      const std::vector<Index> rows = window_.y.readers(cell[2], i);
      for (Index j = 0; !rows.empty() && j < window_.x.kernel; ++j) {
        const std::vector<Index> columns = window_.x.readers(cell[3], j);
        for (const Index oy : rows) {
          for (const Index ox : columns) add({cell[0], f, oy, ox}, {f, c, i, j});
        }
      }
    }
  }
  return result;
}

Explanation Conv2d::explain_d_weight(const Cell& cell,
                                     const ExplainGradientContext& context) const {
  const Index f = cell[0], group_channels = context.parameters[0].shape()[1];
  const Index channel = f / (options_.filters / options_.groups) * group_channels + cell[1];
  Explanation result;
  result.what = name_cell("grad_weight", "f,c,ky,kx", cell);
  result.formula = fmt::format(
      "grad_weight[f,c,ky,kx] = sum over n,y,x of x[n,{}c,{},{}] * grad_output[n,f,y,x]",
      first_channel_text(options_), position_text("y", "ky", window_.y),
      position_text("x", "kx", window_.x));
  result.formula_latex = fmt::format(
      R"(\frac{{\partial L}}{{\partial w_{{f,c,k_y,k_x}}}} = \sum_{{n,y,x}} x_{{n,{}c,\,{},\,{}}} )"
      R"(\, \frac{{\partial L}}{{\partial o_{{n,f,y,x}}}})",
      first_channel_text(options_), position_latex("y", "ky", window_.y),
      position_latex("x", "kx", window_.x));
  for (Index n = 0; n < context.d_output.shape()[0]; ++n) {
    for (Index oy = 0; oy < output_shape_[1]; ++oy) {
      for (Index ox = 0; ox < output_shape_[2]; ++ox) {
        const Index iy = window_.y.input_index(oy, cell[2]);
        const Index ix = window_.x.input_index(ox, cell[3]);
        Term term = input_term(window_, context.inputs[0], {n, channel, iy, ix});
        term.weight = TensorRef{"grad_output", {n, f, oy, ox}};
        term.w = static_cast<double>(context.d_output(n, f, oy, ox));
        result.add(std::move(term));
      }
    }
  }
  return result;
}

Explanation Conv2d::explain_d_bias(const Cell& cell, const ExplainGradientContext& context) const {
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

std::vector<Cell> Conv2d::reads(const Cell& cell) const {
  std::vector<Cell> cells;
  const Index group_channels = input_shapes_[0][0] / options_.groups;
  const Index first = cell[0] / (options_.filters / options_.groups) * group_channels;
  for_each_tap(window_, group_channels, cell[1], cell[2],
               [&](Index c, Index, Index, Index y, Index x) {
                 cells.push_back({first + c, y, x});
               });
  return cells;
}

Index Conv2d::macs() const {
  return saturating_multiply(output_shape_.count(),
                             parameters_[0].shape.count() / parameters_[0].shape[0]);
}

}  // namespace convscope::engine

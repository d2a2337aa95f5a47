#include "engine/layers/pool2d.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.h"
#include "engine/core/format.h"

namespace convscope::engine {
namespace {

// torch.nn.functional's limit.
void check_half(const WindowAxis& axis, std::string_view name) {
  if (axis.pad.before != axis.pad.after || 2 * axis.pad.before <= axis.kernel) return;
  throw Error(ErrorKind::kBadFile, "WINDOW",
              {.found = fmt::format("padding {} along {}", axis.pad.before, name),
               .expected = fmt::format("padding <= kernel / 2: {} <= {} / 2", axis.pad.before,
                                       axis.kernel)});
}

Window2d checked_window(const Shape& input, const WindowOptions& options) {
  if (input.rank() != 3) {
    throw Error(ErrorKind::kBadFile, "POOL_INPUT",
                {.found = input.to_string(), .expected = "an input [C,H,W]"});
  }
  const Window2d window = make_window(input[1], input[2], options);
  window.check();
  if (std::holds_alternative<std::array<PadPair, 2>>(options.padding)) {
    check_half(window.y, "y");
    check_half(window.x, "x");
  }
  return window;
}

// Calls visit(y, x) for every input cell of output (oy, ox)'s window, in row-major order.
template <typename Visit>
void for_each_cell(const Window2d& window, Index oy, Index ox, Visit&& visit) {
  for (Index i = 0; i < window.y.kernel; ++i) {
    const Index y = window.y.input_index(oy, i);
    if (window.y.is_padding(y)) continue;
    for (Index j = 0; j < window.x.kernel; ++j) {
      const Index x = window.x.input_index(ox, j);
      if (!window.x.is_padding(x)) visit(y, x);
    }
  }
}

// Calls visit(cell) for every cell of `shape`, rank 4.
template <typename Visit>
void for_each_output(const Shape& shape, Visit&& visit) {
  for (Index n = 0; n < shape[0]; ++n) {
    for (Index c = 0; c < shape[1]; ++c) {
      for (Index y = 0; y < shape[2]; ++y) {
        for (Index x = 0; x < shape[3]; ++x) visit(n, c, y, x);
      }
    }
  }
}

std::vector<Cell> window_cells(const Window2d& window, const Cell& cell) {
  std::vector<Cell> cells;
  for_each_cell(window, cell[1], cell[2], [&](Index y, Index x) {
    cells.push_back({cell[0], y, x});
  });
  return cells;
}

// The term of every cell of the window, padding included, x filled in and nothing summed.
std::vector<Term> window_terms(const Window2d& window, const Cell& cell, ConstTensorView x) {
  std::vector<Term> terms;
  for (Index i = 0; i < window.y.kernel; ++i) {
    for (Index j = 0; j < window.x.kernel; ++j) {
      const Index iy = window.y.input_index(cell[2], i), ix = window.x.input_index(cell[3], j);
      Term term;
      term.padding = window.y.is_padding(iy) || window.x.is_padding(ix);
      if (!term.padding) {
        term.input = TensorRef{"x", {cell[0], cell[1], iy, ix}};
        term.x = static_cast<double>(x(cell[0], cell[1], iy, ix));
      }
      terms.push_back(term);
    }
  }
  return terms;
}

// Calls visit(oy, ox) for every output whose window reads the input cell (y, x).
template <typename Visit>
void for_each_reader(const Window2d& window, Index y, Index x, Visit&& visit) {
  for (Index oy = 0; oy < window.y.outputs(); ++oy) {
    if (!window.y.kernel_index(oy, y)) continue;
    for (Index ox = 0; ox < window.x.outputs(); ++ox) {
      if (window.x.kernel_index(ox, x)) visit(oy, ox);
    }
  }
}

Explanation gradient_explanation(const char* sum, const char* sum_latex, const Cell& cell) {
  Explanation result;
  result.what = name_cell("grad_x", "n,c,y,x", cell);
  result.formula = std::string("grad_x[n,c,y,x] = ") + sum;
  result.formula_latex = std::string(R"(\frac{\partial L}{\partial x_{n,c,y,x}} = )") + sum_latex;
  return result;
}

// Cells of a window between the borders [low, high) of one axis.
Index covered(const WindowAxis& axis, Index o, Index low, Index high) noexcept {
  return std::max<Index>(std::min(axis.start(o) + axis.kernel, high) - std::max(axis.start(o), low),
                         0);
}

}  // namespace

MaxPool2d::MaxPool2d(const Shape& input, const WindowOptions& options)
    : window_(checked_window(input, options)) {
  input_shapes_ = {input};
  output_shape_ = {input[0], window_.y.outputs(), window_.x.outputs()};
  slots_ = {{"indices", output_shape_}};
}

void MaxPool2d::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const TensorView indices = context.slots.empty() ? TensorView() : context.slots[0];
  for_each_output(context.output.shape(), [&](Index n, Index c, Index oy, Index ox) {
    Scalar best = -std::numeric_limits<Scalar>::infinity();
    Index winner = -1;
    for_each_cell(window_, oy, ox, [&](Index iy, Index ix) {
      const Scalar value = x(n, c, iy, ix);
      if (winner < 0 || value > best || std::isnan(value)) {
        best = value;
        winner = iy * window_.x.input + ix;
      }
    });
    context.output(n, c, oy, ox) = best;
    if (!indices.empty()) indices(n, c, oy, ox) = static_cast<Scalar>(winner);
  });
}

void MaxPool2d::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  if (d_x.empty()) return;
  for_each_output(context.d_output.shape(), [&](Index n, Index c, Index oy, Index ox) {
    const Index winner = static_cast<Index>(context.slots[0](n, c, oy, ox));
    if (winner < 0) return;
    d_x(n, c, winner / window_.x.input, winner % window_.x.input) += context.d_output(n, c, oy, ox);
  });
}

Explanation MaxPool2d::explain(const Cell& cell, const ExplainContext& context) const {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Explanation result;
  result.kind = FormulaKind::kMaximum;
  result.what = name_cell("out", "n,c,y,x", cell);
  result.formula =
      fmt::format("out[n,c,y,x] = max over ky,kx of x[n,c,{},{}]",
                  position_text("y", "ky", window_.y), position_text("x", "kx", window_.x));
  result.formula_latex =
      fmt::format(R"(o_{{n,c,y,x}} = \max_{{k_y,k_x}} x_{{n,c,\,{},\,{}}})",
                  position_latex("y", "ky", window_.y), position_latex("x", "kx", window_.x));
  std::vector<Term> terms = window_terms(window_, cell, context.inputs[0]);
  Term* winner = nullptr;
  for (Term& term : terms) {
    term.w = 0;
    if (term.padding) continue;
    if (winner == nullptr || term.x > winner->x || std::isnan(term.x)) winner = &term;
  }
  if (winner != nullptr) {
    winner->chosen = true;
    winner->w = 1;
  }
  for (Term& term : terms) result.add(term);
  for (Term& term : result.terms) {
    if (term.padding) term.x = -kInfinity;
  }
  if (winner == nullptr) result.sum = result.result = -kInfinity;
  result.substituted = substitute(result);
  return result;
}

Explanation MaxPool2d::explain_gradient(std::string_view, const Cell& cell,
                                        const ExplainGradientContext& context) const {
  Explanation result =
      gradient_explanation("sum of grad_output over the outputs that chose x[n,c,y,x]",
                           R"(\sum_{o \text{ that chose } x} \frac{\partial L}{\partial o})", cell);
  for_each_reader(window_, cell[2], cell[3], [&](Index oy, Index ox) {
    const Cell output{cell[0], cell[1], oy, ox};
    const ExplainContext forward{context.inputs, context.parameters, context.output};
    for (const Term& term : explain(output, forward).terms) {
      if (!term.input || !(term.input->index == cell)) continue;
      Term part{.input = TensorRef{"grad_output", output}};
      part.x = static_cast<double>(context.d_output.at(output));
      part.w = term.chosen ? 1 : 0;
      part.chosen = term.chosen;
      result.add(part);
    }
  });
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> MaxPool2d::reads(const Cell& cell) const {
  return window_cells(window_, cell);
}

AveragePool2d::AveragePool2d(const Shape& input, const WindowOptions& options,
                             bool count_include_pad)
    : window_(checked_window(input, options)), count_include_pad_(count_include_pad) {
  if (options.dilation != std::array<Index, 2>{1, 1}) {
    throw Error(ErrorKind::kBadFile, "WINDOW",
                {.found = "a dilation", .expected = "none in average pooling"});
  }
  input_shapes_ = {input};
  output_shape_ = {input[0], window_.y.outputs(), window_.x.outputs()};
}

Index AveragePool2d::divisor(Index oy, Index ox) const noexcept {
  const auto cells = [this](const WindowAxis& axis, Index o) {
    return count_include_pad_ ? covered(axis, o, -axis.pad.before, axis.input + axis.pad.after)
                              : covered(axis, o, 0, axis.input);
  };
  return cells(window_.y, oy) * cells(window_.x, ox);
}

void AveragePool2d::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  for_each_output(context.output.shape(), [&](Index n, Index c, Index oy, Index ox) {
    Scalar sum = 0;
    for_each_cell(window_, oy, ox, [&](Index iy, Index ix) { sum += x(n, c, iy, ix); });
    const Index count = divisor(oy, ox);
    context.output(n, c, oy, ox) = count > 0 ? sum / static_cast<Scalar>(count) : Scalar(0);
  });
}

void AveragePool2d::backward(const BackwardContext& context) const {
  const TensorView d_x = context.d_inputs[0];
  if (d_x.empty()) return;
  for_each_output(context.d_output.shape(), [&](Index n, Index c, Index oy, Index ox) {
    const Index count = divisor(oy, ox);
    if (count == 0) return;
    const Scalar share = context.d_output(n, c, oy, ox) / static_cast<Scalar>(count);
    for_each_cell(window_, oy, ox, [&](Index iy, Index ix) { d_x(n, c, iy, ix) += share; });
  });
}

Explanation AveragePool2d::explain(const Cell& cell, const ExplainContext& context) const {
  const Index count = divisor(cell[2], cell[3]);
  Explanation result;
  result.kind = FormulaKind::kMean;
  result.what = name_cell("out", "n,c,y,x", cell);
  result.formula =
      fmt::format("out[n,c,y,x] = 1/{} * sum over ky,kx of x[n,c,{},{}]", count,
                  position_text("y", "ky", window_.y), position_text("x", "kx", window_.x));
  result.formula_latex =
      fmt::format(R"(o_{{n,c,y,x}} = \frac{{1}}{{{}}} \sum_{{k_y,k_x}} x_{{n,c,\,{},\,{}}})", count,
                  position_latex("y", "ky", window_.y), position_latex("x", "kx", window_.x));
  for (Term& term : window_terms(window_, cell, context.inputs[0])) {
    term.w = count > 0 ? 1.0 / static_cast<double>(count) : 0.0;
    result.add(term);
  }
  result.substituted = substitute(result);
  return result;
}

Explanation AveragePool2d::explain_gradient(std::string_view, const Cell& cell,
                                            const ExplainGradientContext& context) const {
  Explanation result = gradient_explanation(
      "sum of grad_output / cells over the outputs whose window holds x[n,c,y,x]",
      R"(\sum_{o \text{ that reads } x} \frac{1}{n_o} \frac{\partial L}{\partial o})", cell);
  for_each_reader(window_, cell[2], cell[3], [&](Index oy, Index ox) {
    const Index count = divisor(oy, ox);
    const Cell output{cell[0], cell[1], oy, ox};
    result.add({.input = TensorRef{"grad_output", output},
                .x = static_cast<double>(context.d_output.at(output)),
                .w = count > 0 ? 1.0 / static_cast<double>(count) : 0.0});
  });
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> AveragePool2d::reads(const Cell& cell) const {
  return window_cells(window_, cell);
}

L2Pool2d::L2Pool2d(const Shape& input, const WindowOptions& options)
    : window_(checked_window(input, options)) {
  input_shapes_ = {input};
  output_shape_ = {input[0], window_.y.outputs(), window_.x.outputs()};
}

void L2Pool2d::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  for_each_output(context.output.shape(), [&](Index n, Index c, Index oy, Index ox) {
    Scalar sum = 0;
    for_each_cell(window_, oy, ox,
                  [&](Index iy, Index ix) { sum += x(n, c, iy, ix) * x(n, c, iy, ix); });
    context.output(n, c, oy, ox) = std::sqrt(sum);
  });
}

void L2Pool2d::backward(const BackwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const TensorView d_x = context.d_inputs[0];
  if (d_x.empty()) return;
  for_each_output(context.d_output.shape(), [&](Index n, Index c, Index oy, Index ox) {
    const Scalar root = context.output(n, c, oy, ox);
    if (root == 0) return;
    const Scalar share = context.d_output(n, c, oy, ox) / root;
    for_each_cell(window_, oy, ox,
                  [&](Index iy, Index ix) { d_x(n, c, iy, ix) += share * x(n, c, iy, ix); });
  });
}

Explanation L2Pool2d::explain(const Cell& cell, const ExplainContext& context) const {
  Explanation result;
  result.what = name_cell("out", "n,c,y,x", cell);
  result.formula =
      fmt::format("out[n,c,y,x] = sqrt(sum over ky,kx of x[n,c,{},{}]^2)",
                  position_text("y", "ky", window_.y), position_text("x", "kx", window_.x));
  result.formula_latex =
      fmt::format(R"(o_{{n,c,y,x}} = \sqrt{{\sum_{{k_y,k_x}} x_{{n,c,\,{},\,{}}}^2}})",
                  position_latex("y", "ky", window_.y), position_latex("x", "kx", window_.x));
  for (Term& term : window_terms(window_, cell, context.inputs[0])) {
    term.w = term.x;
    result.add(term);
  }
  // The sum as it stands, then its root.
  const std::string sum = substitute(result);
  result.kind = FormulaKind::kActivation;
  result.activation = "sqrt";
  result.activation_numpy = "np.sqrt(x)";
  result.result = std::sqrt(result.sum);
  result.substituted = fmt::format("sqrt({}) = {}", sum.substr(0, sum.rfind(" = ")),
                                   format_float(static_cast<float>(result.result)));
  return result;
}

Explanation L2Pool2d::explain_gradient(std::string_view, const Cell& cell,
                                       const ExplainGradientContext& context) const {
  Explanation result = gradient_explanation(
      "sum of grad_output * x[n,c,y,x] / out over the outputs whose window holds x[n,c,y,x]",
      R"(\sum_{o \text{ that reads } x} \frac{x}{o} \frac{\partial L}{\partial o})", cell);
  const double x = static_cast<double>(context.inputs[0].at(cell));
  for_each_reader(window_, cell[2], cell[3], [&](Index oy, Index ox) {
    const Cell output{cell[0], cell[1], oy, ox};
    const double root =
        explain(output, {context.inputs, context.parameters, context.output}).result;
    result.add({.input = TensorRef{"grad_output", output},
                .x = static_cast<double>(context.d_output.at(output)),
                .w = root > 0 ? x / root : 0.0});
  });
  result.substituted = substitute(result);
  return result;
}

std::vector<Cell> L2Pool2d::reads(const Cell& cell) const {
  return window_cells(window_, cell);
}

}  // namespace convscope::engine

#include "app/state/convolution/pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/state/convolution/convolution_state.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::ConstTensorView;
using engine::Explanation;
using engine::Index;
using engine::Shape;
using engine::Tensor;
using engine::TensorRef;
using engine::Term;
using engine::WindowAxis;
using Pass = ConvolutionPass;

bool shows_numbers(const ConvolutionResult& result) {
  return result.layer.options().window.mode != engine::PaddingMode::kZeros;
}

// Targets of dX: the cells, or with numbers in the padding those of the padded input.
Index input_targets(const WindowAxis& window, bool padded) {
  return window.input + (padded ? window.pad.before + window.pad.after : 0);
}

EquationAxis equation_axis(const WindowAxis& window, Pass pass, bool padded) {
  const Index outputs = window.outputs();
  EquationAxis axis{.first = -window.pad.before,
                    .count = window.input + window.pad.before + window.pad.after,
                    .numbers = window.input};
  switch (pass) {
    case Pass::kForward:
      axis.targets = outputs;
      axis.taps = window.kernel;
      axis.per_target = window.stride;
      axis.per_tap = window.dilation;
      axis.offset = -window.pad.before;
      return axis;
    case Pass::kWeight:
      axis.targets = window.kernel;
      axis.taps = outputs;
      axis.per_target = window.dilation;
      axis.per_tap = window.stride;
      axis.offset = -window.pad.before;
      return axis;
    case Pass::kInput: {
      axis.targets = input_targets(window, padded);
      axis.taps = window.kernel;
      axis.per_target = 1;
      axis.per_tap = window.dilation;
      axis.offset = (padded ? 0 : window.pad.before) - (window.reach() - 1);
      axis.spacing = window.stride;
      axis.numbers = outputs;
      const Index last =
          std::max((outputs - 1) * window.stride, axis.met(axis.targets - 1, window.kernel - 1));
      axis.first = std::min<Index>(0, axis.offset);
      axis.count = last - axis.first + 1;
      return axis;
    }
    case Pass::kBias:
      break;
  }
  return {.taps = outputs, .per_target = 0, .count = outputs, .numbers = outputs};
}

engine::Cursor cursor_of(const ConvolutionResult& result, Pass pass, const EquationAxis& y,
                         const EquationAxis& x) {
  const Shape& out = result.layer.output_shape();
  const Shape& in = result.input.shape();
  const Index taps = y.taps * x.taps;
  const Index groups = result.layer.options().groups;
  switch (pass) {
    case Pass::kWeight:
      return {result.weight.shape(), taps, y.taps};
    case Pass::kInput:
      return {Shape{in[1], y.targets, x.targets}, taps * (out[0] / groups), out[0] / groups};
    case Pass::kBias:
      return {Shape{out[0]}, taps, y.taps};
    case Pass::kForward:
      break;
  }
  return {out, taps * result.weight.shape()[1], result.weight.shape()[1]};
}

// The gradient by the padded input, cell by cell as it is stepped.
Tensor padded_gradient(const ConvolutionResult& result, const Tensor& upstream) {
  const Equation equation(result, Pass::kInput);
  const Shape& targets = equation.cursor().output();
  const Index slices = result.weight.shape()[1];
  Tensor sums(targets.with_leading(1));
  for (Index t = 0; t < targets.count(); ++t) {
    const Cell target = targets.cell_at(t);
    const Index first = equation.first_row(target), c = target[0] % slices;
    double sum = 0;
    for (Index f = first; f < first + equation.active_rows(); ++f) {
      for (Index i = 0; i < equation.y().taps; ++i) {
        const Index y = equation.y().met(target[1], i);
        if (!equation.y().holds(y)) continue;
        for (Index j = 0; j < equation.x().taps; ++j) {
          const Index x = equation.x().met(target[2], j);
          if (!equation.x().holds(x)) continue;
          sum += static_cast<double>(
                     upstream.at({0, f, y / equation.y().spacing, x / equation.x().spacing})) *
                 static_cast<double>(result.weight.at(
                     {f, c, equation.y().taps - 1 - i, equation.x().taps - 1 - j}));
        }
      }
    }
    sums[t] = static_cast<float>(sum);
  }
  return sums;
}

// What arrives, and behind an activation what it makes of it.
void set_upstream(const ConvolutionSetup& setup, const ConvolutionResult& result,
                  ConvolutionGradients& gradients) {
  const Shape& out = result.layer.output_shape();
  const Tensor arrives = upstream_of(setup, out);
  gradients.upstream =
      Tensor(out.with_leading(1), {arrives.values().begin(), arrives.values().end()});
  if (!result.activation) return;
  gradients.arriving = gradients.upstream;
  gradients.slope = Tensor(out.with_leading(1));
  for (Index i = 0; i < arrives.size(); ++i) {
    const double slope =
        engine::activation_derivative(*result.activation, static_cast<double>(result.output[i]));
    gradients.slope[i] = static_cast<float>(slope);
    gradients.upstream[i] = static_cast<float>(static_cast<double>(arrives[i]) * slope);
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// The weights by the names that they have in the setup: a turned kernel is read backwards.
void name_weights(const ConvolutionSetup& setup, Explanation& explanation) {
  if (!setup.choices.flipped) return;
  for (Term& term : explanation.terms) {
    if (term.weight && term.weight->name == "weight") {
      term.weight->index = setup.weight_index(term.weight->index);
    }
  }
  replace_all(explanation.formula, "weight[f,c,ky,kx]", "weight[f,c,kh-1-ky,kw-1-kx]");
  replace_all(explanation.formula_latex, "w_{f,c,k_y,k_x}", "w_{f,c,k_h-1-k_y,k_w-1-k_x}");
}

void name_weight_gradient(const ConvolutionSetup& setup, const Cell& tap,
                          Explanation& explanation) {
  if (!setup.choices.flipped) return;
  explanation.what = engine::name_cell("grad_weight", "f,c,ky,kx", setup.weight_index(tap));
  replace_all(explanation.formula, "grad_weight[f,c,ky,kx]", "grad_weight[f,c,kh-1-ky,kw-1-kx]");
  replace_all(explanation.formula_latex, "w_{f,c,k_y,k_x}", "w_{f,c,k_h-1-k_y,k_w-1-k_x}");
}

struct InputGradient {
  const ConvolutionSetup& setup;
  const ConvolutionResult& result;
  const ConvolutionGradients& gradients;
};

// dX as the full convolution that it is.
void add_input_terms(const InputGradient& of, const Cell& target, Explanation& explanation) {
  const Equation equation(of.result, Pass::kInput);
  const EquationAxis &ay = equation.y(), &ax = equation.x();
  const Index first = equation.first_row(target), c = target[0] % of.result.weight.shape()[1];
  for (Index f = first; f < first + equation.active_rows(); ++f) {
    for (Index i = 0; i < ay.taps; ++i) {
      for (Index j = 0; j < ax.taps; ++j) {
        const Index y = ay.met(target[1], i), x = ax.met(target[2], j);
        const Cell tap{f, c, ay.taps - 1 - i, ax.taps - 1 - j};
        Term term{.weight = TensorRef{"weight", tap},
                  .w = static_cast<double>(of.result.weight.at(tap))};
        term.padding = !ay.holds(y) || !ax.holds(x);
        if (!term.padding) {
          const Cell output{0, f, y / ay.spacing, x / ax.spacing};
          term.input = TensorRef{"grad_output", output};
          term.x = static_cast<double>(of.gradients.upstream.at(output));
        }
        explanation.add(std::move(term));
      }
    }
  }
}

}  // namespace

std::optional<Index> EquationAxis::tap(Index target, Index at) const {
  const Index distance = at - per_target * target - offset;
  if (distance < 0 || distance % per_tap != 0 || distance / per_tap >= taps) return {};
  return distance / per_tap;
}

std::optional<Index> EquationAxis::target(Index tap, Index at) const {
  const Index distance = at - per_tap * tap - offset;
  if (per_target == 0) return distance == 0 ? std::optional<Index>(0) : std::nullopt;
  if (distance < 0 || distance % per_target != 0 || distance / per_target >= targets) return {};
  return distance / per_target;
}

Equation::Equation(const ConvolutionResult& result, ConvolutionPass pass)
    : pass_(pass),
      y_(equation_axis(result.layer.window().y, pass, shows_numbers(result))),
      x_(equation_axis(result.layer.window().x, pass, shows_numbers(result))),
      slices_(result.weight.shape()[1]),
      group_filters_(result.weight.shape()[0] / result.layer.options().groups),
      cursor_(cursor_of(result, pass, y_, x_)) {
  const Index filters = result.weight.shape()[0], channels = result.input.shape()[1];
  const bool upstream = pass == Pass::kInput || pass == Pass::kBias;
  rows_ = upstream ? filters : channels;
  active_rows_ = pass == Pass::kForward ? slices_ : pass == Pass::kInput ? group_filters_ : 1;
  planes_ = pass == Pass::kForward  ? filters
            : pass == Pass::kWeight ? filters * slices_
            : pass == Pass::kInput  ? channels
                                    : 1;
}

Index Equation::first_row(const Cell& target) const {
  switch (pass_) {
    case Pass::kForward:
      return target[0] / group_filters_ * slices_;
    case Pass::kWeight:
      return target[0] / group_filters_ * slices_ + target[1];
    case Pass::kInput:
      return target[0] / slices_ * group_filters_;
    case Pass::kBias:
      break;
  }
  return target[0];
}

Shape Equation::plane_shape() const {
  if (pass_ == Pass::kBias) return {1, cursor_.output()[0]};
  return {y_.targets, x_.targets};
}

Index Equation::plane_of(const Cell& target) const {
  if (pass_ == Pass::kBias) return 0;
  return pass_ == Pass::kWeight ? target[0] * slices_ + target[1] : target[0];
}

Index Equation::row_in_plane(const Cell& target) const {
  return pass_ == Pass::kBias ? 0 : target[target.rank() - 2];
}

Index Equation::column_in_plane(const Cell& target) const {
  return target[target.rank() - 1];
}

Cell Equation::target(Index plane, Index row, Index column) const {
  if (pass_ == Pass::kBias) return {column};
  if (pass_ == Pass::kWeight) return {plane / slices_, plane % slices_, row, column};
  return {plane, row, column};
}

Index Equation::target_y(const Cell& target) const {
  return pass_ == Pass::kBias ? 0 : row_in_plane(target);
}

Index Equation::target_x(const Cell& target) const {
  return pass_ == Pass::kBias ? 0 : column_in_plane(target);
}

bool Equation::meets(const Cell& target, Index row, Index at_y, Index at_x) const {
  const Index first = first_row(target);
  return row >= first && row < first + active_rows_ && y_.tap(target_y(target), at_y) &&
         x_.tap(target_x(target), at_x);
}

std::shared_ptr<const ConvolutionGradients> compute_gradients(const ConvolutionSetup& setup,
                                                              const ConvolutionResult& result) {
  auto gradients = std::make_shared<ConvolutionGradients>();
  const Shape& out = result.layer.output_shape();
  set_upstream(setup, result, *gradients);
  const Tensor& upstream = gradients->upstream;
  gradients->d_input = Tensor(result.input.shape());
  gradients->d_weight = Tensor(result.weight.shape());
  gradients->d_bias = Tensor(result.bias.shape());
  const ConstTensorView inputs[] = {result.input.view()};
  const ConstTensorView parameters[] = {result.weight.view(), result.bias.view()};
  const engine::TensorView d_inputs[] = {gradients->d_input.view()};
  const engine::TensorView d_parameters[] = {gradients->d_weight.view(), gradients->d_bias.view()};
  result.layer.backward({.inputs = inputs,
                         .parameters = parameters,
                         .output = result.output.view(),
                         .slots = {},
                         .d_output = std::as_const(gradients->upstream).view(),
                         .d_inputs = d_inputs,
                         .d_parameters = d_parameters});
  // Also where there is no bias: what it would have.
  if (!setup.has_bias) {
    const Index plane = out[1] * out[2];
    for (Index i = 0; i < upstream.size(); ++i) gradients->d_bias[i / plane] += upstream[i];
  }
  if (shows_numbers(result)) gradients->d_padded = padded_gradient(result, gradients->upstream);
  const Tensor& arrives = result.activation ? gradients->arriving : upstream;
  const Tensor& outputs = result.activation ? result.activated : result.output;
  for (Index i = 0; i < arrives.size(); ++i) {
    gradients->loss += static_cast<double>(arrives[i]) * static_cast<double>(outputs[i]);
  }
  return gradients;
}

Explanation explain_target(const ConvolutionSetup& setup, const ConvolutionResult& result,
                           const ConvolutionGradients* gradients, ConvolutionPass pass,
                           const Cell& target) {
  if (pass == Pass::kForward || gradients == nullptr) {
    Explanation explanation = result.explain(target);
    name_weights(setup, explanation);
    return explanation;
  }
  const ConstTensorView inputs[] = {result.input.view()};
  const ConstTensorView parameters[] = {result.weight.view(), result.bias.view()};
  const engine::ExplainGradientContext context{.inputs = inputs,
                                               .parameters = parameters,
                                               .output = result.output.view(),
                                               .d_output = gradients->upstream.view()};
  if (pass == Pass::kWeight) {
    Explanation explanation = result.layer.explain_gradient("weight", target, context);
    name_weight_gradient(setup, target, explanation);
    return explanation;
  }
  if (pass == Pass::kBias) return result.layer.explain_gradient("bias", target, context);
  const bool padded = shows_numbers(result);
  Explanation explanation;
  Cell cell = target;
  if (padded) {
    cell[1] -= result.layer.window().y.pad.before;
    cell[2] -= result.layer.window().x.pad.before;
  }
  explanation.what =
      engine::name_cell(padded ? "grad_x_padded" : "grad_x", "n,c,y,x", cell.with_leading(0));
  explanation.formula =
      "grad_x[n,c,y,x] = sum over f,ky,kx of grad_output[n,f,oy,ox] * weight[f,c,ky,kx], "
      "where output oy,ox reads y,x with ky,kx";
  explanation.formula_latex = R"(\frac{\partial L}{\partial x_{n,c,y,x}} = \sum_{f,k_y,k_x} )"
                              R"(\frac{\partial L}{\partial o_{n,f,y',x'}} \, w_{f,c,k_y,k_x})";
  add_input_terms({setup, result, *gradients}, target, explanation);
  name_weights(setup, explanation);
  explanation.substituted = substitute(explanation);
  return explanation;
}

}  // namespace convscope::state

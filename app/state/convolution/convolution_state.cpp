#include "app/state/convolution/convolution_state.h"

#include "app/state/convolution/view.h"
#include "engine/core/error.h"

namespace convscope::state {

using engine::Cell;
using engine::ConstTensorView;
using engine::Index;
using engine::Tensor;

ConvolutionState::ConvolutionState() : history(example_setup(0)) {
  compute(*this);
}

void compute(ConvolutionState& state) {
  state.result = compute_convolution(state.setup());
  state.equation.reset();
  state.gradients = nullptr;
  state.scales = nullptr;
  state.target = nullptr;
  if (!state.result) return;
  state.equation.emplace(*state.result, state.pass);
  if (state.backward()) state.gradients = compute_gradients(state.setup(), *state.result);
  state.scales = std::make_shared<const ConvolutionScales>(find_scales(state));
}

std::shared_ptr<const ConvolutionTarget> target_of_step(const ConvolutionState& state) {
  const Cell cell = state.equation->cursor().at(state.step).cell;
  const auto& kept = state.target;
  if (kept && kept->cell == cell && kept->pass == state.pass && kept->result == state.result &&
      kept->gradients == state.gradients) {
    return kept;
  }
  return std::make_shared<const ConvolutionTarget>(ConvolutionTarget{
      state.result, state.gradients, state.pass, cell,
      explain_target(state.setup(), *state.result, state.gradients.get(), state.pass, cell)});
}

std::shared_ptr<const ConvolutionResult> compute_convolution(const ConvolutionSetup& setup) {
  if (nearest_working(setup.sizes, setup.choices) != setup.sizes) return nullptr;
  engine::Conv2d layer(setup.input.shape(), setup.options());
  const engine::Shape& out = layer.output_shape();
  Tensor weight = setup.group_weight();
  const Index taps = weight.shape().count() / weight.shape()[0], channels = weight.shape()[1];
  auto result = std::make_shared<ConvolutionResult>(
      ConvolutionResult{.layer = layer,
                        .input = Tensor(setup.input.shape().with_leading(1),
                                        {setup.input.values().begin(), setup.input.values().end()}),
                        .weight = std::move(weight),
                        .bias = setup.bias,
                        .output = Tensor(out.with_leading(1)),
                        .activated = {},
                        .cursor = engine::Cursor(out, taps, channels),
                        .activation = std::nullopt,
                        .flipped = setup.choices.flipped});
  const ConstTensorView inputs[] = {std::as_const(result->input).view()};
  const ConstTensorView parameters[] = {std::as_const(result->weight).view(),
                                        std::as_const(result->bias).view()};
  layer.forward(
      {.inputs = inputs, .parameters = parameters, .output = result->output.view(), .slots = {}});
  if (setup.choices.activation) {
    const auto options = engine::default_options(*setup.choices.activation);
    result->activation = options;
    result->activated = Tensor(result->output.shape());
    for (Index i = 0; i < result->output.size(); ++i) {
      result->activated[i] =
          static_cast<float>(engine::activate(options, static_cast<double>(result->output[i])));
    }
  }
  return result;
}

engine::Explanation ConvolutionResult::explain(const Cell& cell) const {
  const ConstTensorView inputs[] = {input.view()};
  const ConstTensorView parameters[] = {weight.view(), bias.view()};
  return layer.explain(cell.with_leading(0),
                       {.inputs = inputs, .parameters = parameters, .output = output.view()});
}

Cell ConvolutionResult::turned(Cell index) const {
  if (!flipped) return index;
  index[2] = weight.shape()[2] - 1 - index[2];
  index[3] = weight.shape()[3] - 1 - index[3];
  return index;
}

double StageView::magnification() const {
  double value = 1;
  for (int i = 0; i < level; ++i) value *= 1.2;
  return value;
}

}  // namespace convscope::state

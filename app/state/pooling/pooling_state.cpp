#include "app/state/pooling/pooling_state.h"

#include <algorithm>
#include <limits>

#include "engine/layers/pool2d.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::ConstTensorView;
using engine::Index;
using engine::Tensor;

std::shared_ptr<const engine::Layer> pooling_layer(const PoolingSetup& setup) {
  const engine::Shape& shape = setup.input.shape();
  switch (setup.mode) {
    case PoolingMode::kMax:
      return std::make_shared<engine::MaxPool2d>(shape, setup.window());
    case PoolingMode::kAverage:
      return std::make_shared<engine::AveragePool2d>(shape, setup.window());
    case PoolingMode::kL2:
      break;
  }
  return std::make_shared<engine::L2Pool2d>(shape, setup.window());
}

// The same numbers with a batch of one.
Tensor batched(const Tensor& tensor) {
  return Tensor(tensor.shape().with_leading(1), {tensor.values().begin(), tensor.values().end()});
}

void run_pooling(PoolingResult& result) {
  const ConstTensorView inputs[] = {std::as_const(result.input).view()};
  std::vector<Tensor> slots;
  for (const engine::SlotInfo& slot : result.layer->slots()) {
    slots.emplace_back(slot.shape.with_leading(1));
  }
  std::vector<engine::TensorView> slot_views;
  for (Tensor& slot : slots) slot_views.push_back(slot.view());
  result.layer->forward(
      {.inputs = inputs, .parameters = {}, .output = result.output.view(), .slots = slot_views});
  std::vector<ConstTensorView> kept;
  for (const Tensor& slot : slots) kept.push_back(slot.view());
  if (!slots.empty()) result.indices = slots[0];
  const engine::TensorView d_inputs[] = {result.gradient.view()};
  result.layer->backward({.inputs = inputs,
                          .parameters = {},
                          .output = std::as_const(result.output).view(),
                          .slots = kept,
                          .d_output = std::as_const(result.upstream).view(),
                          .d_inputs = d_inputs,
                          .d_parameters = {}});
  const ConstTensorView parameters[] = {std::as_const(result.kernel).view()};
  result.strided.forward({.inputs = inputs,
                          .parameters = parameters,
                          .output = result.strided_output.view(),
                          .slots = {}});
}

}  // namespace

PoolingState::PoolingState() : history(pooling_example_setup(0)) {
  result = compute_pooling(history.value());
}

std::shared_ptr<const PoolingResult> compute_pooling(const PoolingSetup& setup) {
  if (nearest_working(setup.sizes) != setup.sizes) return nullptr;
  const auto layer = pooling_layer(setup);
  const engine::Shape& out = layer->output_shape();
  const Index channels = setup[PoolingSize::kChannels], k = setup[PoolingSize::kKernel];
  const engine::Shape& in = setup.input.shape();
  auto result = std::make_shared<PoolingResult>(PoolingResult{
      .mode = setup.mode,
      .layer = layer,
      .window = engine::make_window(in[1], in[2], setup.window()),
      .input = batched(setup.input),
      .output = Tensor(out.with_leading(1)),
      .upstream = batched(setup.upstream),
      .gradient = Tensor(in.with_leading(1)),
      .strided = engine::Conv2d(
          in, {.filters = channels, .window = setup.window(), .groups = channels, .bias = false}),
      .kernel =
          Tensor({channels, 1, k, k}, {setup.kernel.values().begin(), setup.kernel.values().end()}),
      .strided_output = Tensor(out.with_leading(1)),
      .cursor = engine::Cursor(out, k * k, 1)});
  run_pooling(*result);
  return result;
}

engine::Explanation PoolingResult::explain(const Cell& cell) const {
  const ConstTensorView inputs[] = {input.view()};
  return layer->explain(cell.with_leading(0),
                        {.inputs = inputs, .parameters = {}, .output = output.view()});
}

engine::Explanation PoolingResult::explain_gradient(const Cell& cell) const {
  const ConstTensorView inputs[] = {input.view()};
  return layer->explain_gradient(
      "input", cell.with_leading(0),
      {.inputs = inputs, .parameters = {}, .output = output.view(), .d_output = upstream.view()});
}

engine::Explanation PoolingResult::explain_strided(const Cell& cell) const {
  const ConstTensorView inputs[] = {input.view()};
  const ConstTensorView parameters[] = {kernel.view()};
  return strided.explain(
      cell.with_leading(0),
      {.inputs = inputs, .parameters = parameters, .output = strided_output.view()});
}

Cell PoolingResult::input_of(const Cell& cell, Index term) const {
  return {cell[0], window.y.input_index(cell[1], term / window.x.kernel),
          window.x.input_index(cell[2], term % window.x.kernel)};
}

double PoolingResult::share(const Cell& cell, Index term) const {
  const Cell at = input_of(cell, term);
  if (window.y.is_padding(at[1]) || window.x.is_padding(at[2])) return 0;
  if (mode == PoolingMode::kMax) {
    const auto winner = static_cast<Index>(indices.at(cell.with_leading(0)));
    return winner == at[1] * window.x.input + at[2] ? 1 : 0;
  }
  if (mode == PoolingMode::kAverage) {
    return 1 / static_cast<double>(window.y.kernel * window.x.kernel);
  }
  const auto root = static_cast<double>(output.at(cell.with_leading(0)));
  return root > 0 ? static_cast<double>(input.at(at.with_leading(0))) / root : 0;
}

double pooled_so_far(const PoolingResult& result, const engine::Explanation& cell, Index done) {
  const auto count = static_cast<Index>(cell.terms.size());
  if (done >= count) return cell.result;
  if (result.mode != PoolingMode::kMax) {
    return done > 0 ? cell.terms[static_cast<std::size_t>(done - 1)].running_sum : 0;
  }
  double best = -std::numeric_limits<double>::infinity();
  for (Index k = 0; k < done; ++k) {
    const engine::Term& term = cell.terms[static_cast<std::size_t>(k)];
    if (!term.padding) best = std::max(best, term.x);
  }
  return best;
}

std::vector<Index> winners_of(const engine::Explanation& cell) {
  double best = -std::numeric_limits<double>::infinity();
  for (const engine::Term& term : cell.terms) {
    if (!term.padding) best = std::max(best, term.x);
  }
  std::vector<Index> winners;
  for (std::size_t k = 0; k < cell.terms.size(); ++k) {
    if (!cell.terms[k].padding && cell.terms[k].x == best) {
      winners.push_back(static_cast<Index>(k));
    }
  }
  return winners;
}

}  // namespace convscope::state

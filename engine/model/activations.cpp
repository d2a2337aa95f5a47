#include "engine/model/activations.h"

#include <algorithm>
#include <utility>

#include "engine/layers/recurrent.h"

namespace convscope::engine {
namespace {

template <typename View, typename Store>
std::vector<View> views_of(const std::vector<Store>& places, auto&& view_of) {
  std::vector<View> views;
  views.reserve(places.size());
  for (const auto& place : places) views.push_back(view_of(place));
  return views;
}

template <typename View>
std::vector<View> rows_of(std::vector<View> views, BatchRows rows) {
  for (View& view : views) view = view.entries(rows.first, rows.count);
  return views;
}

std::vector<ConstTensorView> input_views(const Network& network, Index number,
                                         const Activations& activations, BatchRows rows) {
  std::vector<ConstTensorView> inputs;
  for (const Index source : network.nodes()[static_cast<std::size_t>(number)].inputs) {
    inputs.push_back(activations.output(source).entries(rows.first, rows.count));
  }
  for (const ConstTensorView& state : activations.initial_state(number)) {
    inputs.push_back(state.entries(rows.first, rows.count));
  }
  return inputs;
}

std::vector<ConstTensorView> buffer_views(const Network& network, Index number,
                                          std::span<const Scalar> block) {
  if (network.nodes()[static_cast<std::size_t>(number)].buffer_count == 0) return {};
  return network.buffers_of(number,
                            block.subspan(static_cast<std::size_t>(network.parameter_count())));
}

// d of l1*|a| + l2*a^2.
void add_penalty(const Penalty& penalty, ConstTensorView values, TensorView gradient) {
  const auto l1 = static_cast<Scalar>(penalty.l1), l2 = static_cast<Scalar>(2 * penalty.l2);
  for (Index i = 0; i < values.size(); ++i) {
    const Scalar value = values[i];
    const auto sign = static_cast<Scalar>((value > 0) - (value < 0));
    gradient[i] += l1 * sign + l2 * value;
  }
}

}  // namespace

Activations::Activations(const Network& network, Index batch) : batch_(batch) {
  Index size = 0;
  const auto place = [&](const Shape& shape) {
    const Place result{size, shape.with_leading(batch)};
    size += result.shape.count();
    return result;
  };
  outputs_.push_back(place(network.input_shape()));
  for (const Node& node : network.nodes()) {
    outputs_.push_back(place(node.layer->output_shape()));
    auto& slots = slots_.emplace_back();
    for (const SlotInfo& slot : node.layer->slots()) slots.push_back(place(slot.shape));
  }
  values_.assign(static_cast<std::size_t>(size), Scalar(0));
  const auto place_state = [&](const Node& node) {
    auto& states = states_.emplace_back();
    if (node.state_count == 0) return;
    const Index units = static_cast<const RecurrentLayer&>(*node.layer).units();
    for (Index first = 0; first < node.state_count; first += units) {
      states.push_back({node.state_offset + first, Tensor({batch, units})});
    }
  };
  for (const Node& node : network.nodes()) place_state(node);
}

void Activations::begin_with(std::span<const Scalar> state) {
  const Index size = static_cast<Index>(state.size()) / std::max<Index>(batch_, 1);
  for (auto& states : states_) {
    for (State& part : states) {
      const Index units = part.values.shape()[1];
      for (Index i = 0; i < part.values.size(); ++i) {
        const Index from = i / units * size + part.offset + i % units;
        part.values[i] = state.empty() ? Scalar(0) : state[static_cast<std::size_t>(from)];
      }
    }
  }
}

std::vector<ConstTensorView> Activations::initial_state(Index node) const {
  std::vector<ConstTensorView> views;
  for (const State& part : states_[static_cast<std::size_t>(node)]) {
    views.push_back(part.values.view());
  }
  return views;
}

void Activations::end_state(const Network& network, std::span<Scalar> state) const {
  const Index size = network.state_count();
  for (Index number = 0; number < static_cast<Index>(states_.size()); ++number) {
    const auto& states = states_[static_cast<std::size_t>(number)];
    const auto slots = this->slots(number);
    // A recurrent layer's last slots: h_n and, with a cell state, c_n.
    for (std::size_t part = 0; part < states.size(); ++part) {
      const ConstTensorView last = slots[slots.size() - states.size() + part];
      const Index units = last.shape()[1];
      for (Index i = 0; i < last.size(); ++i) {
        const Index to = i / units * size + states[part].offset + i % units;
        state[static_cast<std::size_t>(to)] = last[i];
      }
    }
  }
}

TensorView Activations::output(Index node) {
  const Place& place = outputs_[static_cast<std::size_t>(node + 1)];
  return {values_.data() + place.offset, place.shape};
}

ConstTensorView Activations::output(Index node) const {
  const Place& place = outputs_[static_cast<std::size_t>(node + 1)];
  return {values_.data() + place.offset, place.shape};
}

std::vector<TensorView> Activations::slots(Index node) {
  return views_of<TensorView>(slots_[static_cast<std::size_t>(node)], [this](const Place& place) {
    return TensorView(values_.data() + place.offset, place.shape);
  });
}

std::vector<ConstTensorView> Activations::slots(Index node) const {
  return views_of<ConstTensorView>(
      slots_[static_cast<std::size_t>(node)], [this](const Place& place) {
        return ConstTensorView(values_.data() + place.offset, place.shape);
      });
}

void forward_node(const Network& network, Index number, std::span<const Scalar> block,
                  Activations& activations, const PassOptions& options, BatchRows rows) {
  const Node& node = network.nodes()[static_cast<std::size_t>(number)];
  const auto inputs = input_views(network, number, activations, rows);
  const auto tensors = network.parameters_of(number, block);
  const auto slots = rows_of(activations.slots(number), rows);
  const auto buffers = buffer_views(network, number, block);
  std::vector<TensorView> new_buffers;
  if (node.buffer_count > 0 && !options.new_buffers.empty()) {
    new_buffers = network.buffers_of(number, options.new_buffers);
  }
  const Rng rng = options.rng.fork(static_cast<std::uint64_t>(number));
  node.layer->forward({.inputs = inputs,
                       .parameters = tensors,
                       .output = activations.output(number).entries(rows.first, rows.count),
                       .slots = slots,
                       .buffers = buffers,
                       .new_buffers = new_buffers,
                       .mode = options.mode,
                       .rng = &rng});
}

void forward(const Network& network, std::span<const Scalar> block, ConstTensorView images,
             Activations& activations, const PassOptions& options) {
  const auto from = images.values();
  std::copy(from.begin(), from.end(), activations.output(Node::kNetworkInput).data());
  for (Index i = 0; i < static_cast<Index>(network.nodes().size()); ++i) {
    forward_node(network, i, block, activations, options, {0, activations.batch()});
  }
}

void add_activity_penalty(const BackwardPass& pass, Index node) {
  const Penalty& penalty =
      pass.network.spec().layers[static_cast<std::size_t>(node)].regularizer.activity;
  if (penalty.none()) return;
  add_penalty(penalty, pass.activations.output(node), pass.d_activations.output(node));
}

void backward_node(const BackwardPass& pass, Index number, BatchRows rows, BackwardPart part) {
  const Network& network = pass.network;
  const Node& node = network.nodes()[static_cast<std::size_t>(number)];
  const auto inputs = input_views(network, number, pass.activations, rows);
  const auto tensors = network.parameters_of(number, pass.block);
  const auto slots = rows_of(pass.activations.slots(number), rows);
  const auto buffers = buffer_views(network, number, pass.block);
  std::vector<TensorView> d_inputs(node.inputs.size());
  for (std::size_t i = 0; i < d_inputs.size(); ++i) {
    const Index source = node.inputs[i];
    if (source == Node::kNetworkInput || part == BackwardPart::kParameters) continue;
    d_inputs[i] = pass.d_activations.output(source).entries(rows.first, rows.count);
  }
  auto d_tensors = network.parameters_of(number, pass.gradient);
  if (node.frozen || part == BackwardPart::kInputs) std::ranges::fill(d_tensors, TensorView());
  const Activations& d_activations = pass.d_activations;
  node.layer->backward({.inputs = inputs,
                        .parameters = tensors,
                        .output = pass.activations.output(number).entries(rows.first, rows.count),
                        .slots = slots,
                        .d_output = d_activations.output(number).entries(rows.first, rows.count),
                        .d_inputs = d_inputs,
                        .d_parameters = d_tensors,
                        .buffers = buffers,
                        .mode = pass.mode});
}

void backward(const BackwardPass& pass, ConstTensorView d_logits) {
  const Index logits = pass.network.logits_node();
  std::ranges::fill(pass.d_activations.values(), Scalar(0));
  std::ranges::copy(d_logits.values(), pass.d_activations.output(logits).data());
  for (Index i = logits; i >= 0; --i) {
    add_activity_penalty(pass, i);
    backward_node(pass, i, {0, pass.activations.batch()});
  }
}

}  // namespace convscope::engine

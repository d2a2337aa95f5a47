#include "engine/model/activations.h"

#include <algorithm>

namespace convscope::engine {
namespace {

template <typename View, typename Store>
std::vector<View> views_of(const std::vector<Store>& places, auto&& view_of) {
  std::vector<View> views;
  views.reserve(places.size());
  for (const auto& place : places) views.push_back(view_of(place));
  return views;
}

std::vector<ConstTensorView> input_views(const Node& node, const Activations& activations) {
  std::vector<ConstTensorView> inputs;
  for (const Index source : node.inputs) inputs.push_back(activations.output(source));
  return inputs;
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

void forward(const Network& network, std::span<const Scalar> parameters, ConstTensorView images,
             Activations& activations) {
  const auto from = images.values();
  std::copy(from.begin(), from.end(), activations.output(Node::kNetworkInput).data());
  for (Index i = 0; i < static_cast<Index>(network.nodes().size()); ++i) {
    const Node& node = network.nodes()[static_cast<std::size_t>(i)];
    const auto inputs = input_views(node, activations);
    const auto tensors = network.parameters_of(i, parameters);
    const auto slots = activations.slots(i);
    node.layer->forward(
        {.inputs = inputs, .parameters = tensors, .output = activations.output(i), .slots = slots});
  }
}

void backward(const Network& network, std::span<const Scalar> parameters,
              const Activations& activations, ConstTensorView d_logits, Activations& d_activations,
              std::span<Scalar> gradient) {
  std::ranges::fill(d_activations.values(), Scalar(0));
  std::ranges::copy(d_logits.values(), d_activations.output(network.logits_node()).data());
  for (Index i = network.logits_node(); i >= 0; --i) {
    const Node& node = network.nodes()[static_cast<std::size_t>(i)];
    const auto inputs = input_views(node, activations);
    const auto tensors = network.parameters_of(i, parameters);
    const auto slots = activations.slots(i);
    std::vector<TensorView> d_inputs;
    for (const Index source : node.inputs) {
      d_inputs.push_back(source == Node::kNetworkInput ? TensorView()
                                                       : d_activations.output(source));
    }
    auto d_tensors = network.parameters_of(i, gradient);
    if (node.frozen) std::ranges::fill(d_tensors, TensorView());
    node.layer->backward({.inputs = inputs,
                          .parameters = tensors,
                          .output = activations.output(i),
                          .slots = slots,
                          .d_output = d_activations.output(i),
                          .d_inputs = d_inputs,
                          .d_parameters = d_tensors});
  }
}

}  // namespace convscope::engine

#include "engine/model/network.h"

#include <algorithm>

#include "engine/core/error.h"
#include "engine/layers/recurrent.h"
#include "engine/model/initializer.h"
#include "engine/model/spec_check.h"

namespace convscope::engine {
namespace {

bool saturates(ActivationFunction function) {
  switch (function) {
    case ActivationFunction::kSoftsign:
    case ActivationFunction::kSigmoid:
    case ActivationFunction::kTanh:
    case ActivationFunction::kHardSigmoidTorch:
    case ActivationFunction::kHardSigmoidKeras2:
      return true;
    default:
      return false;
  }
}

// A node nobody reads has no effect on the logits, so only the final softmax matters.
Index find_logits(const NetworkSpec& spec, const std::vector<Node>& nodes) {
  const bool softmax = std::holds_alternative<SoftmaxSpec>(spec.layers.back().layer);
  return softmax && nodes.back().inputs[0] >= 0 ? nodes.back().inputs[0]
                                                : static_cast<Index>(nodes.size()) - 1;
}

// A state that goes through the same weights at every step neither grows nor fades when these are
// orthogonal (Saxe, McClelland and Ganguli, 2013); Keras starts recurrent layers in this way.
InitializerSpec automatic_of(const Node& node, const ParameterInfo& tensor, Initializer automatic) {
  if (node.state_count == 0) return {automatic};
  return tensor.name == "w_hh" ? InitializerSpec{Initializer::kOrthogonal, 1}
                               : InitializerSpec{Initializer::kGlorotUniform};
}

template <typename View, typename Value>
std::vector<View> tensors_of(std::span<const ParameterTensor> tensors, const Node& node,
                             std::span<Value> block) {
  std::vector<View> views;
  const std::size_t count = node.layer->parameters().size();
  for (const auto& tensor : tensors.subspan(static_cast<std::size_t>(node.first_tensor), count)) {
    views.emplace_back(block.data() + tensor.offset, tensor.info.shape);
  }
  return views;
}

template <typename View, typename Value>
std::vector<View> buffers_in(const Network& network, Index node, std::span<Value> buffers) {
  std::vector<View> views;
  for (const BufferTensor& tensor : network.buffer_tensors()) {
    if (tensor.node != node) continue;
    views.emplace_back(buffers.data() + tensor.offset - network.parameter_count(),
                       tensor.info.shape);
  }
  return views;
}

}  // namespace

Initializer automatic_initializer(const NetworkSpec& spec) {
  bool saturating = false;
  for (const LayerEntry& entry : spec.layers) {
    const auto* recurrent = std::get_if<RecurrentSpec>(&entry.layer);
    saturating = saturating || (recurrent && !recurrent->relu);
    const auto* activation = std::get_if<ActivationSpec>(&entry.layer);
    if (!activation) continue;
    if (!saturates(activation->options.function)) return Initializer::kHeNormal;
    saturating = true;
  }
  return saturating ? Initializer::kGlorotUniform : Initializer::kHeNormal;
}

Network::Network(const NetworkSpec& spec) : spec_(spec) {
  auto layers = build_layers(spec);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    Node node;
    node.name = spec.layers[i].name;
    for (const std::string& input : spec.layers[i].inputs) node.inputs.push_back(find(input));
    node.frozen = spec.layers[i].frozen;
    node.parameter_offset = parameter_count_;
    node.first_tensor = static_cast<Index>(tensors_.size());
    for (const ParameterInfo& info : layers[i]->parameters()) {
      tensors_.push_back(
          {node.name + "." + info.name, static_cast<Index>(i), parameter_count_, info});
      parameter_count_ = saturating_add(parameter_count_, info.shape.count());
    }
    node.parameter_count = parameter_count_ - node.parameter_offset;
    node.state_offset = state_count_;
    if (const auto* recurrent = dynamic_cast<const RecurrentLayer*>(layers[i].get())) {
      node.state_count = recurrent->state_count();
    }
    state_count_ = saturating_add(state_count_, node.state_count);
    node.layer = std::move(layers[i]);
    nodes_.push_back(std::move(node));
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i].buffer_offset = number_count();
    for (const BufferInfo& info : nodes_[i].layer->buffers()) {
      buffer_tensors_.push_back(
          {nodes_[i].name + "." + info.name, static_cast<Index>(i), number_count(), info});
      buffer_count_ = saturating_add(buffer_count_, info.shape.count());
    }
    nodes_[i].buffer_count = number_count() - nodes_[i].buffer_offset;
  }
  logits_ = find_logits(spec_, nodes_);
}

Index Network::find(std::string_view name) const {
  if (name == "input") return Node::kNetworkInput;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].name == name) return static_cast<Index>(i);
  }
  throw Error(
      ErrorKind::kUsage, "LAYER_NAME",
      {.found = "'" + std::string(name) + "'", .expected = "the name of a layer of " + spec_.name});
}

std::vector<ConstTensorView> Network::parameters_of(Index node,
                                                    std::span<const Scalar> block) const {
  return tensors_of<ConstTensorView>(tensors_, nodes_[static_cast<std::size_t>(node)], block);
}

std::vector<TensorView> Network::parameters_of(Index node, std::span<Scalar> block) const {
  return tensors_of<TensorView>(tensors_, nodes_[static_cast<std::size_t>(node)], block);
}

std::vector<ConstTensorView> Network::buffers_of(Index node,
                                                 std::span<const Scalar> buffers) const {
  return buffers_in<ConstTensorView>(*this, node, buffers);
}

std::vector<TensorView> Network::buffers_of(Index node, std::span<Scalar> buffers) const {
  return buffers_in<TensorView>(*this, node, buffers);
}

std::vector<Scalar> Network::initial_parameters(std::uint64_t seed) const {
  std::vector<Scalar> block(static_cast<std::size_t>(number_count()));
  const Rng root(seed);
  const Initializer automatic = automatic_initializer(spec_);
  const auto numbers = [&](Index offset, const Shape& shape) {
    return std::span(block).subspan(static_cast<std::size_t>(offset),
                                    static_cast<std::size_t>(shape.count()));
  };
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const ParameterTensor& tensor = tensors_[i];
    const auto values = numbers(tensor.offset, tensor.info.shape);
    if (tensor.info.is_bias) continue;
    if (tensor.info.name == "gamma") {  // a scale, not a weight
      std::ranges::fill(values, Scalar(1));
      continue;
    }
    InitializerSpec chosen = spec_.layers[static_cast<std::size_t>(tensor.node)].initializer;
    if (chosen.kind == Initializer::kAutomatic) {
      chosen = automatic_of(nodes_[static_cast<std::size_t>(tensor.node)], tensor.info, automatic);
    }
    initialise(values, tensor.info, chosen, root.fork(i));
  }
  for (const BufferTensor& tensor : buffer_tensors_) {
    std::ranges::fill(numbers(tensor.offset, tensor.info.shape), tensor.info.initial);
  }
  return block;
}

}  // namespace convscope::engine

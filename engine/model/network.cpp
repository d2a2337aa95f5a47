#include "engine/model/network.h"

#include <cmath>

#include "engine/core/error.h"
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

void draw(std::span<Scalar> values, const ParameterInfo& info, bool he, Rng rng) {
  const auto fan_in = static_cast<double>(info.fan_in);
  const double deviation = std::sqrt(2.0 / fan_in);
  const double limit = std::sqrt(6.0 / (fan_in + static_cast<double>(info.fan_out)));
  for (Scalar& value : values) {
    value =
        static_cast<Scalar>(he ? deviation * rng.normal() : limit * (2.0 * rng.uniform() - 1.0));
  }
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

}  // namespace

Initializer automatic_initializer(const NetworkSpec& spec) {
  bool saturating = false;
  for (const LayerEntry& entry : spec.layers) {
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
    node.layer = std::move(layers[i]);
    nodes_.push_back(std::move(node));
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

std::vector<Scalar> Network::initial_parameters(std::uint64_t seed) const {
  std::vector<Scalar> block(static_cast<std::size_t>(parameter_count_));
  const Rng root(seed);
  const Initializer automatic = automatic_initializer(spec_);
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const ParameterTensor& tensor = tensors_[i];
    if (tensor.info.is_bias) continue;
    Initializer chosen = spec_.layers[static_cast<std::size_t>(tensor.node)].initializer;
    if (chosen == Initializer::kAutomatic) chosen = automatic;
    draw(std::span(block).subspan(static_cast<std::size_t>(tensor.offset),
                                  static_cast<std::size_t>(tensor.info.shape.count())),
         tensor.info, chosen == Initializer::kHeNormal, root.fork(i));
  }
  return block;
}

}  // namespace convscope::engine

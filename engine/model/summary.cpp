#include "engine/model/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/model/receptive_field.h"
#include "engine/model/spec_check.h"

namespace convscope::engine {
namespace {

using Field = std::vector<FieldAxis>;  // y and x, or the only axis of a flat input

struct Describer {
  const Shape& input;
  const Field& field;

  Field behind(const WindowOptions& options) const {
    const Window2d window = make_window(input[1], input[2], options);
    return {field[0].through(window.y), field[1].through(window.x)};
  }
  // One value that sees all that the map before it sees.
  Field whole() const {
    Field result = field;
    for (FieldAxis& axis : result) {
      axis = {.first = std::max<Index>(axis.first, 0), .size = axis.reached(), .input = axis.input};
    }
    return result;
  }

  Field operator()(const Conv2dSpec& spec) const { return behind(spec.options.window); }
  Field operator()(const MaxPool2dSpec& spec) const { return behind(spec.window); }
  Field operator()(const AveragePool2dSpec& spec) const { return behind(spec.window); }
  Field operator()(const DenseSpec&) const { return whole(); }
  Field operator()(const SoftmaxSpec&) const { return whole(); }
  Field operator()(const ActivationSpec&) const { return field; }
  Field operator()(const FlattenSpec&) const { return field; }
};

struct Formula {
  const Shape& input;

  std::string operator()(const Conv2dSpec& spec) const {
    const auto& kernel = spec.options.window.kernel;
    const std::string one =
        fmt::format("{}*{}*{}", kernel[0], kernel[1], input[0] / spec.options.groups);
    return times(one, spec.options.bias, spec.options.filters);
  }
  std::string operator()(const DenseSpec& spec) const {
    return times(fmt::format("{}", input.count()), spec.bias, spec.units);
  }
  template <typename Spec>
  std::string operator()(const Spec&) const {
    return "0";
  }
  static std::string times(const std::string& weights, bool bias, Index outputs) {
    return bias ? fmt::format("({}+1)*{}", weights, outputs)
                : fmt::format("{}*{}", weights, outputs);
  }
};

Field input_field(const Shape& input) {
  Field field;
  for (int axis = input.rank() == 3 ? 1 : 0; axis < input.rank(); ++axis) {
    field.push_back({.count = input[axis], .input = input[axis]});
  }
  return field;
}

Shape sizes_of(const Field& field) {
  std::vector<Index> sizes;
  for (const FieldAxis& axis : field) sizes.push_back(axis.size);
  return Shape(sizes);
}

// Only convolutions and dense layers multiply and accumulate.
Index macs_of(const LayerSpec& spec, const Layer& layer) {
  const bool counted =
      std::holds_alternative<Conv2dSpec>(spec) || std::holds_alternative<DenseSpec>(spec);
  return counted ? layer.macs() : 0;
}

LayerSummary describe(const LayerEntry& entry, const Layer& layer) {
  LayerSummary summary;
  summary.name = entry.name;
  summary.type = type_name(entry.layer);
  summary.output = layer.output_shape();
  for (const ParameterInfo& info : layer.parameters()) {
    summary.parameters = saturating_add(summary.parameters, info.shape.count());
  }
  summary.parameters_formula = std::visit(Formula{layer.input_shapes()[0]}, entry.layer);
  summary.trainable = entry.frozen ? 0 : summary.parameters;
  summary.macs = macs_of(entry.layer, layer);
  summary.activation_bytes =
      saturating_multiply(summary.output.count(), static_cast<Index>(sizeof(float)));
  return summary;
}

}  // namespace

NetworkSummary summarise(const NetworkSpec& spec) {
  NetworkSummary network{.name = spec.name, .input = spec.input};
  const auto layers = build_layers(spec);
  std::map<std::string, Field, std::less<>> fields{{"input", input_field(spec.input)}};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerEntry& entry = spec.layers[i];
    LayerSummary layer = describe(entry, *layers[i]);
    const Field& before = fields.at(entry.inputs[0]);
    const Field field = std::visit(Describer{layers[i]->input_shapes()[0], before}, entry.layer);
    layer.receptive_field = sizes_of(field);
    fields[entry.name] = field;
    network.parameters = saturating_add(network.parameters, layer.parameters);
    network.trainable = saturating_add(network.trainable, layer.trainable);
    network.macs = saturating_add(network.macs, layer.macs);
    network.activation_bytes = saturating_add(network.activation_bytes, layer.activation_bytes);
    network.layers.push_back(std::move(layer));
  }
  return network;
}

}  // namespace convscope::engine

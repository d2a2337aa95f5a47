#include "engine/model/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/model/receptive_field.h"
#include "engine/model/spec_check.h"

namespace convscope::engine {
namespace {

using Field = std::vector<FieldAxis>;  // y and x, or the only axis of a flat input or a sequence

// One value that sees all that the map before it sees.
Field whole(Field field) {
  for (FieldAxis& axis : field) {
    axis = {.first = std::max<Index>(axis.first, 0), .size = axis.reached(), .input = axis.input};
  }
  return field;
}

struct Describer {
  const Shape& input;
  const Field& field;

  // A window over something that is no map of the input any more sees all of it.
  Field behind(const WindowOptions& options) const {
    if (field.size() != 2) return whole(field);
    const Window2d window = make_window(input[1], input[2], options);
    return {field[0].through(window.y), field[1].through(window.x)};
  }
  Field operator()(const Conv2dSpec& spec) const { return behind(spec.options.window); }
  Field operator()(const MaxPool2dSpec& spec) const { return behind(spec.window); }
  Field operator()(const AveragePool2dSpec& spec) const { return behind(spec.window); }
  Field operator()(const L2Pool2dSpec& spec) const { return behind(spec.window); }
  Field operator()(const Conv1dSpec& spec) const {
    if (field.size() != 1) return whole(field);
    return {field[0].through(Conv1d(input, spec.options).window())};
  }
  Field operator()(const ConvTranspose2dSpec& spec) const {
    if (field.size() != 2) return whole(field);
    const ConvTranspose2d layer(input, spec.options);
    return {field[0].through(layer.window().y), field[1].through(layer.window().x)};
  }
  Field operator()(const PaddingSpec& spec) const {
    WindowOptions options;
    options.padding = spec.sides;
    return behind(options);
  }
  Field operator()(const DenseSpec&) const { return whole(field); }
  Field operator()(const SoftmaxSpec&) const { return whole(field); }
  Field operator()(const GlobalPool2dSpec&) const { return whole(field); }
  Field operator()(const RecurrentSpec&) const { return whole(field); }
  template <typename Spec>
  Field operator()(const Spec&) const {
    return field;
  }
};

// What any of several inputs reaches.
Field united(const Field& a, const Field& b) {
  if (a.size() != b.size()) return whole(a);
  Field field = a;
  for (std::size_t i = 0; i < field.size(); ++i) field[i] = a[i].united(b[i]);
  return field;
}

struct Formula {
  const Shape& input;
  const Layer& layer;

  std::string operator()(const Conv2dSpec& spec) const {
    const auto& kernel = spec.options.window.kernel;
    return times(fmt::format("{}*{}*{}", kernel[0], kernel[1], input[0] / spec.options.groups),
                 spec.options.bias, spec.options.filters);
  }
  std::string operator()(const Conv1dSpec& spec) const {
    return times(fmt::format("{}*{}", spec.options.kernel, input[0] / spec.options.groups),
                 spec.options.bias, spec.options.filters);
  }
  std::string operator()(const ConvTranspose2dSpec& spec) const {
    const auto& kernel = spec.options.window.kernel;
    return times(fmt::format("{}*{}*{}", kernel[0], kernel[1], input[0] / spec.options.groups),
                 spec.options.bias, spec.options.filters);
  }
  std::string operator()(const DenseSpec& spec) const {
    return times(fmt::format("{}", layer.parameters()[0].shape[1]), spec.bias, spec.units);
  }
  // Scale and shift, running mean and variance.
  std::string operator()(const BatchNormSpec&) const { return fmt::format("4*{}", input[0]); }
  std::string operator()(const EmbeddingSpec& spec) const {
    return fmt::format("{}*{}", layer.parameters()[0].shape[0], spec.units);
  }
  std::string operator()(const RecurrentSpec& spec) const {
    Index biases = 0;
    for (const ParameterInfo& info : layer.parameters()) biases += info.is_bias ? 1 : 0;
    const Index gates = layer.parameters()[0].shape[0] / spec.units;
    const std::string one = fmt::format("({}+{}+{})*{}", input[1], spec.units, biases, spec.units);
    return gates == 1 ? one : fmt::format("{}*{}", gates, one);
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

Field input_field(const NetworkSpec& spec) {
  const Shape& input = spec.input;
  if (spec.vocabulary > 0) return {{.count = input[0], .input = input[0]}};
  Field field;
  for (int axis = input.rank() > 1 ? 1 : 0; axis < input.rank(); ++axis) {
    field.push_back({.count = input[axis], .input = input[axis]});
  }
  return field;
}

Shape sizes_of(const Field& field) {
  std::vector<Index> sizes;
  for (const FieldAxis& axis : field) sizes.push_back(axis.size);
  return Shape(sizes);
}

// Only layers with weights multiply and accumulate; an embedding looks up.
struct Counted {
  bool operator()(const Conv2dSpec&) const { return true; }
  bool operator()(const Conv1dSpec&) const { return true; }
  bool operator()(const ConvTranspose2dSpec&) const { return true; }
  bool operator()(const DenseSpec&) const { return true; }
  bool operator()(const RecurrentSpec&) const { return true; }
  template <typename Spec>
  bool operator()(const Spec&) const {
    return false;
  }
};

LayerSummary describe(const LayerEntry& entry, const Layer& layer) {
  LayerSummary summary;
  summary.name = entry.name;
  summary.type = type_name(entry.layer);
  summary.output = layer.output_shape();
  for (const ParameterInfo& info : layer.parameters()) {
    summary.parameters = saturating_add(summary.parameters, info.shape.count());
  }
  summary.trainable = entry.frozen ? 0 : summary.parameters;
  for (const BufferInfo& info : layer.buffers()) {
    summary.parameters = saturating_add(summary.parameters, info.shape.count());
  }
  summary.parameters_formula = std::visit(Formula{layer.input_shapes()[0], layer}, entry.layer);
  summary.macs = std::visit(Counted{}, entry.layer) ? layer.macs() : 0;
  summary.activation_bytes =
      saturating_multiply(summary.output.count(), static_cast<Index>(sizeof(float)));
  return summary;
}

}  // namespace

NetworkSummary summarise(const NetworkSpec& spec) {
  NetworkSummary network{.name = spec.name, .input = spec.input};
  const auto layers = build_layers(spec);
  std::map<std::string, Field, std::less<>> fields{{"input", input_field(spec)}};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerEntry& entry = spec.layers[i];
    LayerSummary layer = describe(entry, *layers[i]);
    Field before = fields.at(entry.inputs[0]);
    for (const std::string& input : entry.inputs) before = united(before, fields.at(input));
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

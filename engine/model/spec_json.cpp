#include "engine/model/spec_json.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/core/error.h"
#include "engine/io/json_reader.h"
#include "engine/model/presets.h"
#include "engine/model/window_json.h"

namespace convscope::engine {
namespace {

using Json = nlohmann::ordered_json;
using Keys = std::vector<std::string_view>;

// Sizes that only multiply may be as large as anybody asks: nothing is allocated from them.
constexpr Index kMaxUnits = Index{1} << 40;

void allow(const JsonValue& value, Keys keys) {
  for (const char* common : {"type", "name", "inputs", "frozen", "initializer", "regularizer"}) {
    keys.emplace_back(common);
  }
  value.allow_keys(keys);
}

template <typename Read>
auto read_or(const JsonValue& value, std::string_view key, auto fallback, Read&& read) {
  const auto found = value.find(key);
  return found ? read(*found) : fallback;
}

bool read_flag(const JsonValue& value, std::string_view key, bool fallback) {
  return read_or(value, key, fallback, [](const JsonValue& v) { return v.boolean(); });
}

std::array<Index, 2> read_pair(const JsonValue& value, std::string_view key,
                               std::array<Index, 2> fallback) {
  return read_or(value, key, fallback, parse_pair);
}

// kernel is required; the stride's default is 1 for convolutions and the kernel for pooling.
WindowOptions read_window(const JsonValue& value, bool pooling) {
  WindowOptions window;
  window.kernel = parse_pair(value.at("kernel"));
  window.stride = read_pair(value, "stride", pooling ? window.kernel : std::array<Index, 2>{1, 1});
  window.dilation = read_pair(value, "dilation", {1, 1});
  window.padding = read_or(value, "padding", Padding(std::array<PadPair, 2>{}), parse_padding);
  window.ceil_mode = read_flag(value, "ceil_mode", false);
  return window;
}

LayerSpec read_conv2d(const JsonValue& value) {
  allow(value, {"filters", "kernel", "stride", "padding", "dilation", "groups", "bias"});
  Conv2dSpec spec;
  spec.options.filters = value.at("filters").index(1, kMaxUnits);
  spec.options.window = read_window(value, false);
  spec.options.groups =
      read_or(value, "groups", Index{1}, [](const JsonValue& v) { return v.index(1, kMaxUnits); });
  spec.options.bias = read_flag(value, "bias", true);
  return spec;
}

LayerSpec read_maxpool2d(const JsonValue& value) {
  allow(value, {"kernel", "stride", "padding", "dilation", "ceil_mode"});
  return MaxPool2dSpec{read_window(value, true)};
}

LayerSpec read_avgpool2d(const JsonValue& value) {
  allow(value, {"kernel", "stride", "padding", "ceil_mode", "count_include_pad"});
  return AveragePool2dSpec{read_window(value, true), read_flag(value, "count_include_pad", true)};
}

LayerSpec read_dense(const JsonValue& value) {
  allow(value, {"units", "bias"});
  return DenseSpec{value.at("units").index(1, kMaxUnits), read_flag(value, "bias", true)};
}

LayerSpec read_activation(const JsonValue& value) {
  allow(value, {"function", "parameter"});
  const JsonValue name = value.at("function");
  const auto function = find_activation(name.text());
  if (!function) {
    std::string known;
    for (const ActivationInfo& row : activation_table()) {
      if (row.function == ActivationFunction::kGeluTanh) continue;
      known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    name.fail("ACTIVATION", name.describe(), "one of " + known);
  }
  ActivationSpec spec{default_options(*function)};
  const auto parameter = value.find("parameter");
  if (!parameter) return spec;
  if (*function == ActivationFunction::kGelu) {
    if (parameter->text() == "tanh") spec.options.function = ActivationFunction::kGeluTanh;
    if (parameter->text() != "tanh" && parameter->text() != "none") {
      parameter->fail("\"none\" or \"tanh\"");
    }
  } else if (info(*function).parameter.empty()) {
    parameter->fail("no parameter: " + name.text() + " has none");
  } else {
    spec.options.parameter = parameter->number();
  }
  return spec;
}

LayerSpec read_flatten(const JsonValue& value) {
  allow(value, {});
  return FlattenSpec{};
}

LayerSpec read_softmax(const JsonValue& value) {
  allow(value, {});
  return SoftmaxSpec{};
}

LayerSpec read_layer(const JsonValue& value) {
  static const std::map<std::string, LayerSpec (*)(const JsonValue&), std::less<>> kReaders = {
      {"conv2d", read_conv2d},  {"maxpool2d", read_maxpool2d},   {"avgpool2d", read_avgpool2d},
      {"dense", read_dense},    {"activation", read_activation}, {"flatten", read_flatten},
      {"softmax", read_softmax}};
  const JsonValue type = value.at("type");
  const auto reader = kReaders.find(type.text());
  if (reader == kReaders.end()) {
    std::string known;
    for (const auto& [name, unused] : kReaders) known += (known.empty() ? "" : ", ") + name;
    type.fail("LAYER_TYPE", "the type \"" + type.text() + "\"", "one of " + known);
  }
  return reader->second(value);
}

Initializer read_initializer(const JsonValue& value) {
  if (value.text() == "he") return Initializer::kHeNormal;
  if (value.text() == "glorot") return Initializer::kGlorotUniform;
  value.fail("\"he\" or \"glorot\"");
}

std::vector<std::string> read_inputs(const JsonValue& value) {
  std::vector<std::string> names;
  for (Index i = 0; i < value.size(); ++i) names.push_back(value.item(i).text());
  if (names.empty()) value.fail("at least one name");
  return names;
}

LayerEntry read_entry(const JsonValue& value, const std::string& previous) {
  LayerEntry entry;
  entry.layer = read_layer(value);
  entry.inputs = read_or(value, "inputs", std::vector<std::string>{previous}, read_inputs);
  entry.frozen = read_flag(value, "frozen", false);
  entry.initializer = read_or(value, "initializer", Initializer::kAutomatic, read_initializer);
  if (const auto regularizer = value.find("regularizer"); regularizer && !regularizer->is_null()) {
    regularizer->fail("null: regularizers of single layers are not built yet");
  }
  return entry;
}

// The first free "conv1", "conv2", ... for this type's stem; counts every layer of the stem.
std::string default_name(const std::string& stem, const std::set<std::string, std::less<>>& taken,
                         Index& number) {
  std::string name = stem + std::to_string(number);
  while (taken.contains(name)) name = stem + std::to_string(++number);
  return name;
}

std::vector<LayerEntry> read_layers(const JsonValue& value) {
  if (value.size() == 0) value.fail("at least one layer");
  std::set<std::string, std::less<>> taken{"input"};
  std::map<std::string, Index> numbers;
  std::vector<LayerEntry> layers;
  for (Index i = 0; i < value.size(); ++i) {
    const JsonValue item = value.item(i);
    LayerEntry entry = read_entry(item, layers.empty() ? "input" : layers.back().name);
    const std::string stem = name_stem(entry.layer);
    Index& number = ++numbers[stem];
    const auto name = item.find("name");
    entry.name = name ? name->text() : default_name(stem, taken, number);
    if (entry.name.empty()) name->fail("a name");
    if (!taken.insert(entry.name).second) {
      (name ? *name : item)
          .fail("LAYER_NAME", "the name \"" + entry.name + "\" again", "a name of its own");
    }
    layers.push_back(std::move(entry));
  }
  return layers;
}

Shape read_input_shape(const JsonValue& value) {
  if (value.is_object()) value.fail("[C,H,W] or [n]: sequences are not built yet");
  const auto sizes = value.indices(1, std::numeric_limits<std::int32_t>::max());
  if (sizes.size() != 1 && sizes.size() != 3) value.fail("[C,H,W] or [n]");
  return Shape(sizes);
}

struct LayerPrinter {
  Json& json;

  void window(const WindowOptions& options) const {
    json["kernel"] = print_pair(options.kernel);
    json["stride"] = print_pair(options.stride);
    json["padding"] = print_padding(options.padding);
  }
  void operator()(const Conv2dSpec& spec) const {
    json["filters"] = spec.options.filters;
    window(spec.options.window);
    json["dilation"] = print_pair(spec.options.window.dilation);
    json["groups"] = spec.options.groups;
    json["bias"] = spec.options.bias;
  }
  void operator()(const MaxPool2dSpec& spec) const {
    window(spec.window);
    json["dilation"] = print_pair(spec.window.dilation);
    json["ceil_mode"] = spec.window.ceil_mode;
  }
  void operator()(const AveragePool2dSpec& spec) const {
    window(spec.window);
    json["ceil_mode"] = spec.window.ceil_mode;
    json["count_include_pad"] = spec.count_include_pad;
  }
  void operator()(const DenseSpec& spec) const {
    json["units"] = spec.units;
    json["bias"] = spec.bias;
  }
  void operator()(const ActivationSpec& spec) const {
    const ActivationInfo& row = info(spec.options.function);
    json["function"] = row.name;
    if (row.function == ActivationFunction::kGeluTanh) json["parameter"] = "tanh";
    if (!row.parameter.empty()) json["parameter"] = spec.options.parameter;
  }
  void operator()(const FlattenSpec&) const {}
  void operator()(const SoftmaxSpec&) const {}
};

Json print_entry(const LayerEntry& entry) {
  Json json{{"type", type_name(entry.layer)}, {"name", entry.name}, {"inputs", entry.inputs}};
  std::visit(LayerPrinter{json}, entry.layer);
  if (entry.frozen) json["frozen"] = true;
  if (entry.initializer != Initializer::kAutomatic) {
    json["initializer"] = entry.initializer == Initializer::kHeNormal ? "he" : "glorot";
  }
  return json;
}

// A word that could not be a path: then a missing preset is likelier than a missing file.
bool looks_like_a_path(const std::string& text) {
  return text.find_first_of("./") != std::string::npos || std::filesystem::exists(text);
}

}  // namespace

NetworkSpec parse_spec(const JsonValue& root) {
  root.allow_keys({"format", "name", "input", "layers"});
  if (root.at("format").index(0, kMaxUnits) != 1) root.at("format").fail("format 1");
  NetworkSpec spec;
  spec.name = root.at("name").text();
  spec.input = read_input_shape(root.at("input"));
  spec.layers = read_layers(root.at("layers"));
  return spec;
}

NetworkSpec parse_spec(std::string_view text, const std::string& file) {
  return parse_spec(JsonDocument::parse(text, file));
}

std::string print_spec(const NetworkSpec& spec) {
  Json layers = Json::array();
  for (const LayerEntry& entry : spec.layers) layers.push_back(print_entry(entry));
  const Json json{{"format", 1},
                  {"name", spec.name},
                  {"input", std::vector<Index>(spec.input.begin(), spec.input.end())},
                  {"layers", std::move(layers)}};
  return json.dump();
}

NetworkSpec load_spec(const std::string& preset_or_path) {
  if (auto preset = find_preset(preset_or_path)) return *std::move(preset);
  if (preset_or_path != "-" && !looks_like_a_path(preset_or_path)) {
    std::string known;
    for (const auto& name : preset_names()) known += (known.empty() ? "" : ", ") + name;
    throw Error(ErrorKind::kUsage, "PRESET",
                {.found = "'" + preset_or_path + "'",
                 .expected = "a spec file or one of the presets " + known});
  }
  return parse_spec(JsonDocument::read(preset_or_path));
}

}  // namespace convscope::engine

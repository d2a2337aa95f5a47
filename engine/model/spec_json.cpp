#include "engine/model/spec_json.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/core/error.h"
#include "engine/io/json_reader.h"
#include "engine/model/layer_json.h"
#include "engine/model/presets.h"

namespace convscope::engine {
namespace {

using Json = nlohmann::ordered_json;

// Formats and lengths are small numbers.
constexpr Index kMost = std::numeric_limits<std::int32_t>::max();

// A name, or {"name": ..., "std": ...}.
InitializerSpec read_initializer(const JsonValue& value) {
  const JsonValue name = value.is_object() ? value.at("name") : value;
  const auto known = find_initializer(name.text());
  if (!known) {
    std::string names;
    for (const auto& row : initializer_table()) {
      names += (names.empty() ? "" : ", ") + std::string(row.name);
    }
    name.fail("INITIALIZER", name.describe(), "one of " + names);
  }
  InitializerSpec spec = *known;
  if (!value.is_object()) return spec;
  const InitializerInfo& row = info(spec.kind);
  std::vector<std::string_view> keys{"name"};
  for (const auto key : {row.first_name, row.second_name}) {
    if (!key.empty()) keys.push_back(key);
  }
  value.allow_keys(std::span<const std::string_view>(keys));
  const auto read = [&](std::string_view key, double& number) {
    const auto found = key.empty() ? std::nullopt : value.find(key);
    if (found) number = found->number();
  };
  read(row.first_name, spec.first);
  read(row.second_name, spec.second);
  return spec;
}

Penalty read_penalty(const JsonValue& value) {
  value.allow_keys({"l1", "l2"});
  Penalty penalty;
  for (auto [key, number] : {std::pair("l1", &penalty.l1), std::pair("l2", &penalty.l2)}) {
    const auto found = value.find(key);
    if (!found) continue;
    *number = found->number();
    if (*number < 0) found->fail("at least 0");
  }
  return penalty;
}

// {"kernel": {"l1", "l2"}, "bias": ..., "activity": ...}; {"l1", "l2"} alone is the kernel's.
Regularizer read_regularizer(const JsonValue& value) {
  Regularizer regularizer;
  if (value.is_null()) return regularizer;
  if (value.has("l1") || value.has("l2")) {
    regularizer.kernel = read_penalty(value);
    return regularizer;
  }
  value.allow_keys({"kernel", "bias", "activity"});
  if (const auto found = value.find("kernel")) regularizer.kernel = read_penalty(*found);
  if (const auto found = value.find("bias")) regularizer.bias = read_penalty(*found);
  if (const auto found = value.find("activity")) regularizer.activity = read_penalty(*found);
  return regularizer;
}

std::vector<std::string> read_inputs(const JsonValue& value) {
  std::vector<std::string> names;
  for (Index i = 0; i < value.size(); ++i) names.push_back(value.item(i).text());
  if (names.empty()) value.fail("at least one name");
  return names;
}

LayerEntry read_entry(const JsonValue& value, const std::string& previous) {
  LayerEntry entry;
  entry.layer = parse_layer(value);
  entry.inputs = {previous};
  if (const auto inputs = value.find("inputs")) entry.inputs = read_inputs(*inputs);
  if (const auto frozen = value.find("frozen")) entry.frozen = frozen->boolean();
  if (const auto found = value.find("initializer")) entry.initializer = read_initializer(*found);
  if (const auto found = value.find("regularizer")) entry.regularizer = read_regularizer(*found);
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

void read_input(const JsonValue& value, NetworkSpec& spec) {
  if (value.is_object()) {
    value.allow_keys({"sequence", "length"});
    spec.vocabulary = value.at("sequence").index(1, kMost);
    const auto length = value.find("length");
    const Index steps = length ? length->index(1, kMost) : 1;
    const bool numbers =
        !spec.layers.empty() && std::holds_alternative<EmbeddingSpec>(spec.layers[0].layer);
    spec.input = numbers ? Shape{steps} : Shape{steps, spec.vocabulary};
    return;
  }
  const auto sizes = value.indices(1, kMost);
  if (sizes.size() != 1 && sizes.size() != 3) value.fail("[C,H,W], [n] or {\"sequence\": V}");
  spec.input = Shape(sizes);
}

Json print_input(const NetworkSpec& spec) {
  if (spec.vocabulary > 0) return {{"sequence", spec.vocabulary}, {"length", spec.input[0]}};
  return std::vector<Index>(spec.input.begin(), spec.input.end());
}

Json print_initializer(const InitializerSpec& spec) {
  // The two that spec files have had from the beginning.
  if (spec.kind == Initializer::kHeNormal) return "he";
  if (spec.kind == Initializer::kGlorotUniform) return "glorot";
  const InitializerInfo& row = info(spec.kind);
  if (row.first_name.empty()) return row.name;
  Json json{{"name", row.name}, {row.first_name, spec.first}};
  if (!row.second_name.empty()) json[std::string(row.second_name)] = spec.second;
  return json;
}

Json print_regularizer(const Regularizer& regularizer) {
  Json json = Json::object();
  const auto add = [&](const char* key, const Penalty& penalty) {
    if (!penalty.none()) json[key] = Json{{"l1", penalty.l1}, {"l2", penalty.l2}};
  };
  add("kernel", regularizer.kernel);
  add("bias", regularizer.bias);
  add("activity", regularizer.activity);
  return json;
}

Json print_entry(const LayerEntry& entry) {
  Json json{{"type", type_name(entry.layer)}, {"name", entry.name}, {"inputs", entry.inputs}};
  print_layer(entry.layer, json);
  if (entry.frozen) json["frozen"] = true;
  if (entry.initializer.kind != Initializer::kAutomatic) {
    json["initializer"] = print_initializer(entry.initializer);
  }
  if (!(entry.regularizer == Regularizer{})) {
    json["regularizer"] = print_regularizer(entry.regularizer);
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
  if (root.at("format").index(0, kMost) != 1) root.at("format").fail("format 1");
  NetworkSpec spec;
  spec.name = root.at("name").text();
  spec.layers = read_layers(root.at("layers"));
  read_input(root.at("input"), spec);
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
                  {"input", print_input(spec)},
                  {"layers", std::move(layers)}};
  return json.dump();
}

NetworkSpec load_spec(const std::string& preset_or_path) {
  if (auto preset = find_preset(preset_or_path)) return *std::move(preset);
  if (auto preset = find_text_preset(preset_or_path)) return *std::move(preset);
  if (preset_or_path != "-" && !looks_like_a_path(preset_or_path)) {
    std::string known;
    for (const auto& name : preset_names()) known += (known.empty() ? "" : ", ") + name;
    for (const auto& name : text_preset_names()) known += ", " + name;
    throw Error(ErrorKind::kUsage, "PRESET",
                {.found = "'" + preset_or_path + "'",
                 .expected = "a spec file or one of the presets " + known});
  }
  return parse_spec(JsonDocument::read(preset_or_path));
}

}  // namespace convscope::engine

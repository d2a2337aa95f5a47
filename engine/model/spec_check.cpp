#include "engine/model/spec_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

struct Output {
  Shape shape;
  bool sequence = false;
};
using Outputs = std::map<std::string, Output, std::less<>>;

/// Whether a layer's output is a sequence; `of` tells whether its input is.
struct GivesSequence {
  bool of;
  bool operator()(const EmbeddingSpec&) const { return of; }
  bool operator()(const RecurrentSpec& spec) const { return spec.sequences; }
  bool operator()(const DenseSpec&) const { return of; }
  bool operator()(const ActivationSpec&) const { return of; }
  bool operator()(const DropoutSpec&) const { return of; }
  bool operator()(const SoftmaxSpec&) const { return of; }
  bool operator()(const AddSpec&) const { return of; }
  template <typename Spec>
  bool operator()(const Spec&) const {
    return false;
  }
};

[[noreturn]] void fail(const char* code, std::string found, std::string expected,
                       std::string place = {}) {
  throw Error(
      ErrorKind::kBadFile, code,
      {.place = std::move(place), .found = std::move(found), .expected = std::move(expected)});
}

std::vector<Shape> shapes_of(const LayerEntry& entry, const Outputs& known) {
  std::vector<Shape> inputs;
  for (const std::string& name : entry.inputs) {
    const auto found = known.find(name);
    if (found == known.end()) {
      fail("LAYER_INPUT", fmt::format("the input '{}'", name),
           "the name of a layer before this one, or \"input\"");
    }
    inputs.push_back(found->second.shape);
  }
  return inputs;
}

bool reads_sequence(const LayerEntry& entry, const Outputs& known) {
  const auto found = entry.inputs.empty() ? known.end() : known.find(entry.inputs[0]);
  return found != known.end() && found->second.sequence;
}

void check_input(const NetworkSpec& spec) {
  const int sequence = spec.vocabulary > 0 ? 2 : 3;
  const bool rank = spec.input.rank() == 1 || spec.input.rank() == sequence;
  if (!rank || std::ranges::any_of(spec.input, [](Index size) { return size < 1; })) {
    fail("SPEC_INPUT", spec.input.to_string(), "[C,H,W] or [n], each at least 1", "/input");
  }
  if (spec.layers.empty()) fail("SPEC_LAYERS", "no layer", "at least one", "/layers");
}

std::unique_ptr<const Layer> build_layer(const NetworkSpec& spec, std::size_t i,
                                         const Outputs& known) {
  const LayerEntry& entry = spec.layers[i];
  if (known.contains(entry.name) || entry.name.empty()) {
    fail("LAYER_NAME", fmt::format("the name '{}' again", entry.name), "a name of its own");
  }
  if (std::holds_alternative<SoftmaxSpec>(entry.layer) && i + 1 < spec.layers.size()) {
    fail("SOFTMAX_PLACE", "softmax before the end", "softmax as the last layer only");
  }
  if (std::holds_alternative<SoftmaxSpec>(entry.layer) && !entry.regularizer.activity.none()) {
    fail("SOFTMAX_PENALTY", "an activity regularizer of softmax", "it at the layer before");
  }
  return make_layer(entry.layer, shapes_of(entry, known), spec.vocabulary,
                    reads_sequence(entry, known));
}

}  // namespace

std::vector<std::unique_ptr<const Layer>> build_layers(const NetworkSpec& spec) {
  check_input(spec);
  // Numbers for an embedding, (T), are one too.
  Outputs known{{"input", {spec.input, spec.vocabulary > 0}}};
  std::vector<std::unique_ptr<const Layer>> layers;
  for (std::size_t i = 0; i < spec.layers.size(); ++i) {
    try {
      layers.push_back(build_layer(spec, i, known));
    } catch (const Error& error) {
      // A JSON pointer, and the name by which people know the layer.
      ErrorDetail detail = error.detail();
      const bool gap = !detail.place.empty() && !detail.place.starts_with('/');
      detail.place = fmt::format("/layers/{}{}{} (layer {})", i, gap ? "/" : "", detail.place,
                                 spec.layers[i].name);
      throw Error(error.kind(), error.code(), std::move(detail));
    }
    const bool sequence =
        std::visit(GivesSequence{reads_sequence(spec.layers[i], known)}, spec.layers[i].layer);
    known.emplace(spec.layers[i].name, Output{layers.back()->output_shape(), sequence});
  }
  return layers;
}

}  // namespace convscope::engine

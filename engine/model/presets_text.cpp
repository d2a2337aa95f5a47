// Networks of text: they are made for a vocabulary, so that their sizes follow from the data.

#include "engine/model/presets.h"
#include "engine/model/spec_builder.h"

namespace convscope::engine {
namespace {

struct TextPreset {
  const char* name;
  RecurrentKind kind;
};
constexpr TextPreset kTextPresets[] = {{"char-rnn", RecurrentKind::kRnn},
                                       {"char-lstm", RecurrentKind::kLstm},
                                       {"char-gru", RecurrentKind::kGru}};

}  // namespace

std::vector<std::string> text_preset_names() {
  std::vector<std::string> names;
  for (const TextPreset& preset : kTextPresets) names.emplace_back(preset.name);
  return names;
}

std::optional<NetworkSpec> find_text_preset(std::string_view name, Index vocabulary, Index steps) {
  constexpr Index kUnits = 128;
  for (const TextPreset& preset : kTextPresets) {
    if (name != preset.name) continue;
    SpecBuilder builder(preset.name, {steps, vocabulary});
    builder.add(RecurrentSpec{.kind = preset.kind, .units = kUnits, .sequences = true});
    NetworkSpec spec = builder.dense(vocabulary).softmax().build();
    spec.vocabulary = vocabulary;
    return spec;
  }
  return std::nullopt;
}

}  // namespace convscope::engine

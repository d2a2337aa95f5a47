#include "app/state/scene.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "app/state/convolution/scene.h"
#include "app/state/network/scene.h"
#include "app/state/network/update_network.h"
#include "app/state/training/training_scene.h"
#include "engine/core/error.h"
#include "engine/io/assets.h"
#include "engine/io/json_reader.h"

namespace convscope::state {
namespace {

using engine::Error;
using engine::ErrorKind;
using engine::JsonDocument;
using engine::JsonValue;

std::filesystem::path scene_path(const std::string& name) {
  const bool is_name =
      name != "-" && name.find('/') == std::string::npos && name.find(".json") == std::string::npos;
  if (!is_name) return name;
  std::error_code error;
  if (std::filesystem::is_regular_file(name, error)) return name;
  const std::filesystem::path shipped = engine::find_asset("scenes/" + name + ".json");
  if (shipped.empty()) {
    throw Error(ErrorKind::kIo, "NO_SCENE",
                {.file = name,
                 .found = "no such file or scene",
                 .expected = "a scene file or one of the scenes in assets/scenes"});
  }
  return shipped;
}

LabId read_lab(const JsonValue& value) {
  const std::string name = value.text();
  for (const LabName& lab : kLabs) {
    if (lab.key == name) return lab.id;
  }
  std::string known;
  for (const LabName& lab : kLabs) known += (known.empty() ? "" : ", ") + std::string(lab.key);
  value.fail("one of " + known);
}

// `folder` is where the weights that it names are.
AppState read_scene(const JsonValue& scene, const std::filesystem::path& folder, AppState state) {
  scene.allow_keys(
      {"format", "lab", "view", "step", "grain", "selection", "state", "weights", "present"});
  scene.at("format").index(1, 1);
  if (const auto lab = scene.find("lab")) state.lab = read_lab(*lab);
  if (const auto present = scene.find("present")) state.presenting = present->boolean();
  if (state.lab == LabId::kConvolution) read_convolution_scene(scene, state.convolution);
  if (state.lab == LabId::kTraining) {
    if (const auto fields = scene.find("state")) {
      read_training_scene(*fields, state.training);
      network::read_drawing(*fields, state.network);
    }
    if (const auto step = scene.find("step")) {
      state.training.rewound_to = step->index(0, engine::Index{1} << 40);
    }
  }
  if (state.lab == LabId::kNetwork) {
    const auto weights = scene.find("weights");
    if (weights && !weights->is_null()) {
      const std::filesystem::path file = folder / weights->text();
      network::use_weights(state.network, read_weights(file), network::WeightsChoice::kFile);
    }
    network::read_network_scene(scene, state.network);
  }
  return state;
}

}  // namespace

AppState first_state() {
  AppState state;
  network::NetworkState& lab = state.network;
  lab.trained = shipped_weights();
  if (lab.trained) {
    network::use_weights(lab, lab.trained, network::WeightsChoice::kTrained);
  } else {
    network::use_weights(lab, random_weights("lenet", lab.seed), network::WeightsChoice::kRandom);
  }
  return state;
}

AppState load_scene(const std::string& name) {
  const std::filesystem::path path = scene_path(name);
  return read_scene(JsonDocument::read(path.string()), path.parent_path(), first_state());
}

AppState parse_scene(std::string_view text, const std::string& file, AppState first) {
  return read_scene(JsonDocument::parse(text, file), std::filesystem::path(file).parent_path(),
                    std::move(first));
}

}  // namespace convscope::state

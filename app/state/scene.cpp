#include "app/state/scene.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <utility>
#include <vector>

#include "app/state/convolution/scene.h"
#include "app/state/kernels/kernels_scene.h"
#include "app/state/network/scene.h"
#include "app/state/network/update_network.h"
#include "app/state/pixel_shuffle/scene.h"
#include "app/state/pooling/pooling_scene.h"
#include "app/state/training/training_scene.h"
#include "engine/core/error.h"
#include "engine/io/assets.h"
#include "engine/io/json_reader.h"
#include "engine/model/presets.h"

namespace convscope::state {
namespace {

using engine::Error;
using engine::ErrorKind;
using engine::JsonDocument;
using engine::JsonValue;

// "convolution, network"; what is there, so that a message can name it.
std::string shipped_scenes() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(engine::find_asset("scenes"), error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "in assets/scenes" : text;
}

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
                 .expected = "a file that exists, or one of the scenes " + shipped_scenes()});
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

// What another lab has would be ignored here.
void refuse_fields(const JsonValue& scene, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    const auto value = scene.find(key);
    if (value && !value->is_null()) value->fail("nothing: this lab has no " + std::string(key));
  }
}

// A lab with one view may name it.
void check_only_view(const JsonValue& scene, std::string_view lab) {
  const auto view = scene.find("view");
  if (view && !view->is_null() && view->text() != lab) view->fail(std::string(lab));
}

bool is_preset(const engine::Network& network, const std::string& name) {
  const auto preset = engine::find_preset(name);
  return preset && preset->input == network.spec().input && preset->layers == network.spec().layers;
}

// `folder` is where the weights that it names are.
AppState read_scene(const JsonValue& scene, const std::filesystem::path& folder, AppState state) {
  scene.allow_keys({"format", "lab", "view", "step", "grain", "selection", "state", "weights"});
  scene.at("format").index(1, 1);
  if (const auto lab = scene.find("lab")) state.lab = read_lab(*lab);
  const auto weights = scene.find("weights");
  const bool from_file = weights && !weights->is_null();
  if (state.lab == LabId::kConvolution) {
    refuse_fields(scene, {"weights"});
    read_convolution_scene(scene, state.convolution);
    if (const auto fields = scene.find("state")) read_pixel_shuffle(*fields, state.pixel_shuffle);
  }
  if (state.lab == LabId::kPooling) {
    refuse_fields(scene, {"weights"});
    read_pooling_scene(scene, state.pooling);
  }
  if (state.lab == LabId::kKernels) {
    refuse_fields(scene, {"weights"});
    read_kernels_scene(scene, folder, state.kernels);
  }
  if (state.lab == LabId::kTraining) {
    check_only_view(scene, "training");
    refuse_fields(scene, {"grain", "selection"});
    if (const auto fields = scene.find("state")) {
      read_training_scene(*fields, state.training);
      network::read_drawing(*fields, state.network);
    }
    if (from_file) {
      state.training.opened = read_weights(folder / weights->text());
      if (!is_preset(*state.training.opened.network, state.training.settings.preset)) {
        weights->fail("weights of the network " + state.training.settings.preset);
      }
    }
    if (const auto step = scene.find("step")) {
      state.training.rewound_to = step->index(0, state.training.scene_batches);
    }
  }
  if (state.lab == LabId::kNetwork) {
    if (from_file) {
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

#include "app/state/scene_text.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/scene.h"
#include "app/state/convolution/view.h"
#include "app/state/kernels/kernels_scene.h"
#include "app/state/network/columns.h"
#include "app/state/network/update_network.h"
#include "app/state/phrases/network.h"
#include "app/state/phrases/training.h"
#include "app/state/pixel_shuffle/scene.h"
#include "app/state/pooling/pooling_scene.h"
#include "engine/core/format.h"
#include "engine/data/catalog.h"
#include "engine/model/presets.h"

namespace convscope::state {
namespace {

using Json = nlohmann::ordered_json;
using engine::Grain;
using engine::Index;
using engine::Tensor;

// A float as the shortest decimal that reads back to it.
Json number(float value) {
  return Json::parse(engine::format_float(value));
}

// The numbers from `at` on, as nested lists from dimension `axis` on.
Json nested(const Tensor& tensor, int axis, Index& at) {
  if (axis == tensor.shape().rank()) return number(tensor[at++]);
  Json list = Json::array();
  for (Index i = 0; i < tensor.shape()[axis]; ++i) list.push_back(nested(tensor, axis + 1, at));
  return list;
}

Json nested(const Tensor& tensor) {
  Index at = 0;
  return nested(tensor, 0, at);
}

std::string_view grain_name(Grain grain) {
  switch (grain) {
    case Grain::kTerm:
      return "term";
    case Grain::kCell:
      return "cell";
    case Grain::kChannel:
      return "channel";
    case Grain::kLayer:
      break;
  }
  return "layer";
}

// Sizes and choices.
void write_geometry(Json& fields, const ConvolutionSetup& setup) {
  using Size = ConvolutionSize;
  const ConvolutionSizes& s = setup.sizes;
  const ConvolutionChoices& choices = setup.choices;
  fields["dimensions"] = choices.one_dimensional ? 1 : 2;
  fields["height"] = s[Size::kHeight];
  fields["width"] = s[Size::kWidth];
  fields["channels"] = s[Size::kChannels];
  fields["filters"] = s[Size::kFilters];
  const bool both = choices.per_axis || choices.one_dimensional;
  const auto pair = [&](const char* key, Size y, Size x) {
    fields[key] = both ? Json{s[y], s[x]} : Json(s[y]);
  };
  pair("kernel", Size::kKernel, Size::kKernelX);
  pair("stride", Size::kStride, Size::kStrideX);
  if (choices.padding != PaddingChoice::kNumber) {
    fields["padding"] = kPaddingKeys[static_cast<std::size_t>(choices.padding)];
  } else if (both) {
    fields["padding"] = {{s[Size::kPadding], s[Size::kPaddingBelow]},
                         {s[Size::kPaddingLeft], s[Size::kPaddingRight]}};
  } else {
    fields["padding"] = s[Size::kPadding];
  }
  pair("dilation", Size::kDilation, Size::kDilationX);
  fields["groups"] = s[Size::kGroups];
  fields["padding_mode"] = engine::to_string(choices.mode);
  fields["flipped"] = choices.flipped;
  fields["activation"] = nullptr;
  if (choices.activation) fields["activation"] = engine::info(*choices.activation).name;
}

void write_stack(Json& fields, const FieldStack& stack) {
  Json layers = Json::array();
  for (const StackLayer& layer : stack.layers) {
    Json item{{"type", layer.pool ? "pool" : "conv"},
              {"kernel", layer.kernel},
              {"stride", layer.stride},
              {"padding", layer.padding}};
    if (!layer.pool) {
      item["dilation"] = layer.dilation;
      item["filters"] = layer.filters;
    }
    layers.push_back(std::move(item));
  }
  fields["stack"] = {{"input", stack.input}, {"channels", stack.channels}};
  fields["stack"]["layers"] = std::move(layers);
}

void write_convolution(Json& scene, const ConvolutionState& lab) {
  const ConvolutionSetup& setup = lab.setup();
  scene["view"] = kConvolutionViewKeys[static_cast<std::size_t>(lab.kind)];
  scene["step"] = lab.step;
  scene["grain"] = grain_name(lab.grain);
  if (lab.pinned && lab.equation) {
    if (const auto cell = ConvolutionView(lab, false).target_of(*lab.pinned)) {
      scene["selection"] = Json::array();
      for (const Index i : *cell) scene["selection"].push_back(i);
    }
  }
  Json fields;
  fields["example"] = convolution_examples()[static_cast<std::size_t>(setup.example)].key;
  write_geometry(fields, setup);
  fields["has_bias"] = setup.has_bias;
  fields["input"] = nested(setup.input);
  fields["weight"] = nested(setup.weight);
  fields["bias"] = nested(setup.bias);
  fields["hide_pending"] = lab.hide_pending;
  fields["speed"] = lab.speed;
  if (lab.checking) fields["gradient_check"] = true;
  if (!lab.as_patches) fields["matrix"] = "sparse";
  if (!(setup.stack == stack_presets().front().stack)) write_stack(fields, setup.stack);
  if (!setup.upstream.empty() && lab.result) {
    fields["upstream"] = nested(upstream_of(setup, lab.result->layer.output_shape()));
  }
  if (lab.backward()) {
    fields["pass"] = kConvolutionPassKeys[static_cast<std::size_t>(lab.pass)];
    fields["learning_rate"] = lab.learning_rate;
  }
  scene["state"] = std::move(fields);
}

Json strokes_of(const Drawing& drawing) {
  Json strokes = Json::array();
  for (const Stroke& stroke : drawing.strokes) {
    Json points = Json::array();
    for (const PadPoint point : stroke.points) points.push_back({number(point.x), number(point.y)});
    strokes.push_back({{"tool", stroke.tool == PadTool::kPen ? "pen" : "eraser"},
                       {"width", number(stroke.width)},
                       {"points", std::move(points)}});
  }
  return strokes;
}

void write_drawing(Json& fields, const Drawing& drawing) {
  if (drawing.picture) fields["picture"] = nested(*drawing.picture);
  fields["strokes"] = strokes_of(drawing);
}

// A file of weights as a scene in `folder` names it.
std::string reference(const std::string& path, const std::filesystem::path& folder) {
  const std::filesystem::path file(path);
  return !folder.empty() && file.parent_path() == folder ? file.filename().string() : path;
}

void write_network(Json& scene, const network::NetworkState& lab,
                   const std::filesystem::path& folder) {
  switch (lab.grain) {
    case network::Grain::kTerm:
      scene["grain"] = "term";
      break;
    case network::Grain::kCell:
      scene["grain"] = "cell";
      break;
    case network::Grain::kChannel:
      scene["grain"] = "channel";
      break;
    case network::Grain::kLayer:
      scene["grain"] = "layer";
      break;
  }
  if (lab.step >= 0) scene["step"] = lab.step;
  if (lab.selected && lab.selected->column >= 0) {
    scene["selection"] = {lab.selected->column, lab.selected->map, lab.cell_y, lab.cell_x};
  }
  Json fields;
  const std::string model = lab.weights.network ? lab.weights.network->spec().name : "";
  if (engine::find_preset(model)) fields["model"] = model;
  if (lab.choice == network::WeightsChoice::kFile && !lab.weights.path.empty()) {
    scene["weights"] = reference(lab.weights.path, folder);
  } else {
    fields["weights"] = lab.choice == network::WeightsChoice::kRandom ? "random" : "trained";
  }
  fields["seed"] = lab.seed;
  fields["test_image"] = lab.test.index;
  if (lab.checking) fields["gradient_check"] = true;
  write_drawing(fields, lab.pad.drawing());
  scene["state"] = std::move(fields);
}

// What is running, or was run, is what the scene shows; settings that wait for the next start are
// not in effect.
void write_training(Json& scene, const TrainingState& lab, const Drawing& drawing,
                    const std::filesystem::path& folder) {
  const TrainingSettings& settings = lab.started ? *lab.started : lab.settings;
  const Weights& first = lab.started ? lab.started_with : lab.opened;
  if (!first.path.empty()) scene["weights"] = reference(first.path, folder);
  Json fields;
  // A directory is not in a scene: it may not be there where the scene is opened.
  const auto names = engine::dataset_names();
  if (std::ranges::find(names, settings.data) != names.end()) fields["data"] = settings.data;
  fields["preset"] = settings.preset;
  fields["optimizer"] = optimizer_info(settings.optimizer).key;
  fields["learning_rate"] = settings.learning_rate;
  fields["schedule"] =
      settings.schedule == engine::ScheduleKind::kConstant ? "constant" : "one-cycle";
  fields["batch"] = settings.batch;
  fields["epochs"] = settings.epochs;
  fields["seed"] = settings.seed;
  fields["limit"] = settings.limit;
  const Index batches = std::min<Index>(lab.last_step(), 100000);
  if (batches > 0) fields["batches"] = batches;
  fields["log_scale"] = lab.log_scale;
  fields["smooth"] = lab.smooth;
  fields["by_epoch"] = lab.by_epoch;
  if (!drawing.empty()) write_drawing(fields, drawing);
  if (lab.rewound_to) scene["step"] = std::min(*lab.rewound_to, batches);
  scene["state"] = std::move(fields);
}

}  // namespace

std::string scene_text(const AppState& state, const std::filesystem::path& folder) {
  const auto lab = std::find_if(kLabs.begin(), kLabs.end(),
                                [&](const LabName& name) { return name.id == state.lab; });
  Json scene;
  scene["format"] = 1;
  scene["lab"] = lab->key;
  switch (state.lab) {
    case LabId::kConvolution:
      write_convolution(scene, state.convolution);
      if (const std::string text = pixel_shuffle_text(state.pixel_shuffle); !text.empty()) {
        scene["state"]["pixel_shuffle"] = Json::parse(text);
      }
      break;
    case LabId::kPooling:
      scene.update(Json::parse(pooling_scene_text(state.pooling)));
      break;
    case LabId::kKernels:
      scene.update(Json::parse(kernels_scene_text(state.kernels, folder)));
      break;
    case LabId::kNetwork:
      write_network(scene, state.network, folder);
      break;
    case LabId::kTraining:
      write_training(scene, state.training, state.network.pad.drawing(), folder);
      break;
  }
  return scene.dump(1) + "\n";
}

std::string scene_remark(const AppState& state) {
  const auto say = [&](const Phrase& phrase) {
    return std::string(phrase.in(state.settings.language));
  };
  if (state.lab == LabId::kNetwork && state.network.choice == network::WeightsChoice::kLive) {
    return say(phrase::kSceneWithoutLive);
  }
  if (state.lab != LabId::kTraining || !state.training.started) return {};
  if (state.training.resumed) return say(phrase::kSceneOfResumed);
  return state.training.rate_changed ? say(phrase::kSceneOfChangedRate) : std::string();
}

}  // namespace convscope::state

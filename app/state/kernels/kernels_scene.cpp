#include "app/state/kernels/kernels_scene.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/state/convolution/scene.h"
#include "app/state/json_text.h"
#include "app/state/kernels/kernels_check.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::JsonValue;

constexpr std::array<std::string_view, 4> kPageNames{"split", "side-by-side", "chain", "learn"};
constexpr std::array<std::string_view, 4> kOutputNames{"signed", "absolute", "magnitude",
                                                       "direction"};
constexpr std::array<std::string_view, 3> kOptimizerNames{"sgd", "adam", "rmsprop"};
constexpr std::array kOptimizers{engine::OptimizerKind::kSgd, engine::OptimizerKind::kAdam,
                                 engine::OptimizerKind::kRmsProp};
constexpr std::array<std::string_view, 3> kChannelNames{"red", "green", "blue"};
constexpr Index kMostSceneSteps = 500;

template <std::size_t N>
std::size_t named(const JsonValue& value, const std::array<std::string_view, N>& names) {
  const std::string name = value.text();
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
    known += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  value.fail("one of " + known);
}

KernelPreset read_preset(const JsonValue& value) {
  const std::string key = value.text();
  std::string known;
  for (const KernelPresetName& info : kernel_presets()) {
    if (info.key == key) return info.preset;
    known += (known.empty() ? "" : ", ") + std::string(info.key);
  }
  value.fail("one of " + known);
}

double in_range(const JsonValue& value, double least, double most) {
  const double number = value.number();
  if (!(number >= least && number <= most)) {
    value.fail(fmt::format("a number from {} to {}", least, most));
  }
  return number;
}

PhotoPtr read_photo_name(const JsonValue& value, const std::filesystem::path& folder) {
  const std::string name = value.text();
  if (name == "test") return test_picture();
  for (const PhotoName& photo : kPhotos) {
    if (photo.key == name) return shipped_photo(name);
  }
  return read_photo(folder / name);
}

KernelFilter read_filter(const JsonValue& value) {
  value.allow_keys({"preset", "size", "weights", "divide", "add"});
  const KernelPreset preset =
      value.has("preset") ? read_preset(value.at("preset")) : KernelPreset::kSobelX;
  Index size = preset_info(preset).size;
  if (const auto wanted = value.find("size")) size = wanted->index(1, kMostKernel);
  KernelFilter filter = preset_filter(preset, size);
  if (const auto weights = value.find("weights")) {
    const engine::Tensor tensor = weights->tensor(2, 2);
    const engine::Shape expected{size, size};
    if (!(tensor.shape() == expected)) {
      weights->fail("KERNEL_SHAPE", "the shape " + tensor.shape().to_string(),
                    expected.to_string());
    }
    filter.values.assign(tensor.values().begin(), tensor.values().end());
  }
  if (const auto divide = value.find("divide")) {
    filter.divide = static_cast<float>(in_range(*divide, -1e6, 1e6));
    if (std::fabs(filter.divide) < 1e-6F) divide->fail("a number that is not 0");
  }
  if (const auto add = value.find("add"))
    filter.add = static_cast<float>(in_range(*add, -1e6, 1e6));
  return filter;
}

void read_learning(const JsonValue& fields, KernelsState& state) {
  fields.allow_keys(
      {"target", "own", "size", "seed", "optimizer", "rate", "noise", "steps", "gradient_check"});
  LearnSettings& settings = state.learn.settings;
  if (const auto target = fields.find("target")) {
    settings.target = read_preset(*target);
    settings.size = preset_info(settings.target).size;
  }
  if (const auto own = fields.find("own")) settings.own = own->boolean();
  if (const auto size = fields.find("size")) settings.size = size->index(1, kMostKernel);
  if (const auto seed = fields.find("seed")) {
    settings.seed = static_cast<std::uint64_t>(seed->index(0, 1000000));
  }
  if (const auto name = fields.find("optimizer")) {
    settings.optimizer = kOptimizers[named(*name, kOptimizerNames)];
  }
  if (const auto rate = fields.find("rate")) settings.rate = in_range(*rate, 1e-5, 10);
  if (const auto noise = fields.find("noise")) settings.noise = in_range(*noise, 0, 1);
  if (const auto on = fields.find("gradient_check")) state.learn.checking = on->boolean();
  const auto steps = fields.find("steps");
  if (!steps) return;
  const Index count = steps->index(0, kMostSceneSteps);
  state.learn.wanted = wanted_filter(state);
  engine::KernelLearner learner(
      learn_picture(state.setup().photo), state.learn.wanted.size, state.learn.wanted.weights(),
      start_kernel(settings, state.learn.wanted.size), learn_optimizer(settings.optimizer));
  learner.set_noise(settings.noise, settings.seed);
  for (Index i = 0; i <= count; ++i) {
    state.learn.points.push_back(learner.look());
    if (i < count) learner.step(state.learn.points.back(), settings.rate);
  }
}

void read_kernels_fields(const JsonValue& fields, const std::filesystem::path& folder,
                         KernelsState& state) {
  fields.allow_keys({"photo", "chain", "chosen", "output", "luminance", "channel", "divider",
                     "magnified", "speed", "learn"});
  KernelsSetup setup = state.setup();
  if (const auto photo = fields.find("photo")) setup.photo = read_photo_name(*photo, folder);
  if (const auto chain = fields.find("chain")) {
    const Index count = chain->size();
    if (count < 1 || count > static_cast<Index>(kMostFilters)) chain->fail("1 to 4 kernels");
    setup.chain.clear();
    for (Index i = 0; i < count; ++i) setup.chain.push_back(read_filter(chain->item(i)));
  }
  if (const auto chosen = fields.find("chosen")) {
    setup.chosen = static_cast<int>(chosen->index(0, static_cast<Index>(setup.chain.size()) - 1));
  }
  if (const auto output = fields.find("output")) {
    setup.output = static_cast<KernelOutput>(named(*output, kOutputNames));
  }
  if (const auto on = fields.find("luminance")) setup.luminance = on->boolean();
  if (const auto channel = fields.find("channel")) {
    setup.channel = static_cast<int>(named(*channel, kChannelNames));
  }
  if (const auto divider = fields.find("divider")) state.divider = in_range(*divider, 0, 1);
  if (const auto factor = fields.find("magnified")) {
    state.magnified = static_cast<int>(factor->index(0, 4));
  }
  if (const auto speed = fields.find("speed")) state.stepper.speed = in_range(*speed, 0.25, 8);
  state.history = History<KernelsSetup>(std::move(setup));
  state.result = compute_kernels(state.setup());
  if (const auto learn = fields.find("learn")) read_learning(*learn, state);
}

}  // namespace

void read_kernels_scene(const JsonValue& scene, const std::filesystem::path& folder,
                        KernelsState& state) {
  const auto fields = scene.find("state");
  if (!fields || !fields->has("photo")) {
    KernelsSetup setup = state.setup();
    setup.photo = shipped_photo(kPhotos[0].key);
    state.history = History<KernelsSetup>(std::move(setup));
    state.result = compute_kernels(state.setup());
  }
  if (fields) read_kernels_fields(*fields, folder, state);
  const auto view = scene.find("view");
  if (view && !view->is_null() && view->text() != "kernels") {
    state.page = static_cast<KernelsPage>(named(*view, kPageNames));
  }
  refresh_learn_check(state);
  if (const auto grain = scene.find("grain")) state.stepper.grain = read_grain(*grain);
  if (const auto step = scene.find("step")) {
    state.stepper.step = step->index(0, state.last_step());
  }
  const auto selection = scene.find("selection");
  if (!selection || selection->is_null()) return;
  const std::vector<Index> index = selection->indices(0, 1 << 20);
  const engine::Shape& shape = state.result->cursor.output();
  if (index.size() != 2 || index[0] >= shape[1] || index[1] >= shape[2]) {
    selection->fail("KERNEL_PIXEL", selection->describe(),
                    fmt::format("a pixel [y,x] inside {}x{}", shape[1], shape[2]));
  }
  state.stepper.step = state.result->cursor.last_step({0, index[0], index[1]});
}

std::string kernels_scene_text(const KernelsState& state, const std::filesystem::path& folder) {
  const KernelsSetup& setup = state.setup();
  std::string photo = setup.photo->key;
  if (photo.empty()) {
    const std::filesystem::path path(setup.photo->path);
    photo =
        !folder.empty() && path.parent_path() == folder ? path.filename().string() : path.string();
  }
  std::string text =
      fmt::format(R"({{"view":"{}","step":{},"grain":"{}","state":{{"photo":{},"chain":[)",
                  kPageNames[static_cast<std::size_t>(state.page)], state.stepper.step,
                  grain_key(state.stepper.grain), nlohmann::json(photo).dump());
  for (std::size_t i = 0; i < setup.chain.size(); ++i) {
    const KernelFilter& filter = setup.chain[i];
    text += fmt::format(R"({}{{"preset":"{}","size":{},"weights":{},"divide":{},"add":{}}})",
                        i > 0 ? "," : "", preset_info(filter.preset).key, filter.size,
                        nested_text(engine::Tensor({filter.size, filter.size}, filter.values)),
                        engine::format_float(filter.divide), engine::format_float(filter.add));
  }
  text += fmt::format(
      R"(],"chosen":{},"output":"{}","luminance":{},"divider":{},"magnified":{},"speed":{})",
      setup.chosen, kOutputNames[static_cast<std::size_t>(setup.output)], setup.luminance,
      engine::format_float(static_cast<float>(state.divider)), state.magnified,
      engine::format_float(static_cast<float>(state.stepper.speed)));
  if (setup.channel > 0) {
    text +=
        fmt::format(R"(,"channel":"{}")", kChannelNames[static_cast<std::size_t>(setup.channel)]);
  }
  const LearnSettings& learn = state.learn.settings;
  if (!(learn == LearnSettings{}) || !state.learn.points.empty() || state.learn.checking) {
    std::size_t optimizer = 0;
    for (std::size_t i = 0; i < kOptimizers.size(); ++i) {
      if (kOptimizers[i] == learn.optimizer) optimizer = i;
    }
    text += fmt::format(R"(,"learn":{{"target":"{}","own":{},"size":{},"seed":{},"optimizer":"{}",)"
                        R"("rate":{},"noise":{})",
                        preset_info(learn.target).key, learn.own, learn.size, learn.seed,
                        kOptimizerNames[optimizer], learn.rate, learn.noise);
    if (!state.learn.points.empty()) {
      text += fmt::format(R"(,"steps":{})", std::min(state.learn.shown(), kMostSceneSteps));
    }
    if (state.learn.checking) text += ",\"gradient_check\":true";
    text += "}";
  }
  return text + "}}";
}

}  // namespace convscope::state

#include "app/state/training/training_scene.h"

#include <algorithm>

#include "engine/data/catalog.h"
#include "engine/model/presets.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::JsonValue;

std::string one_of(const JsonValue& value, const std::vector<std::string>& names) {
  const std::string text = value.text();
  if (std::ranges::find(names, text) != names.end()) return text;
  std::string known;
  for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
  value.fail("one of " + known);
}

TrainingOptimizer read_optimizer(const JsonValue& value) {
  std::vector<std::string> names;
  for (const auto& info : kTrainingOptimizers) names.emplace_back(info.key);
  const std::string name = one_of(value, names);
  return std::ranges::find(kTrainingOptimizers, name, &TrainingOptimizerInfo::key)->optimizer;
}

double read_rate(const JsonValue& value) {
  const double rate = value.number();
  if (!(rate > 0) || rate > 1000) value.fail("a number above 0, at most 1000");
  return rate;
}

}  // namespace

void read_training_scene(const JsonValue& fields, TrainingState& training) {
  fields.allow_keys({"data", "preset", "optimizer", "learning_rate", "schedule", "batch", "epochs",
                     "seed", "limit", "batches", "log_scale", "smooth", "by_epoch", "picture",
                     "strokes"});
  TrainingSettings& settings = training.settings;
  if (const auto v = fields.find("data")) settings.data = one_of(*v, engine::dataset_names());
  if (const auto v = fields.find("preset")) settings.preset = one_of(*v, engine::preset_names());
  if (const auto v = fields.find("optimizer")) {
    settings.optimizer = read_optimizer(*v);
    settings.learning_rate = optimizer_info(settings.optimizer).usual_rate;
  }
  if (const auto v = fields.find("learning_rate")) settings.learning_rate = read_rate(*v);
  if (const auto v = fields.find("schedule")) {
    const std::string name = one_of(*v, {"constant", "one-cycle"});
    settings.schedule = *engine::find_schedule(name);
  }
  if (const auto v = fields.find("batch")) settings.batch = v->index(1, 4096);
  if (const auto v = fields.find("epochs")) settings.epochs = v->index(1, 1000);
  if (const auto v = fields.find("seed")) {
    settings.seed = static_cast<std::uint64_t>(v->index(0, Index{1} << 53));
  }
  if (const auto v = fields.find("limit")) settings.limit = v->index(0, Index{1} << 40);
  if (const auto v = fields.find("batches")) training.scene_batches = v->index(0, 100000);
  if (const auto v = fields.find("log_scale")) training.log_scale = v->boolean();
  if (const auto v = fields.find("smooth")) training.smooth = v->boolean();
  if (const auto v = fields.find("by_epoch")) training.by_epoch = v->boolean();
}

}  // namespace convscope::state

#include "app/state/training/training_settings.h"

#include <algorithm>

#include "engine/model/presets.h"

namespace convscope::state {
namespace {

constexpr engine::Index kValidationShare = 12;

engine::OptimizerSpec optimizer_spec(TrainingOptimizer optimizer) {
  engine::OptimizerSpec spec;
  switch (optimizer) {
    case TrainingOptimizer::kSgd:
      break;
    case TrainingOptimizer::kNesterov:
      spec.nesterov = true;
      [[fallthrough]];
    case TrainingOptimizer::kMomentum:
      spec.momentum = 0.9;
      break;
    case TrainingOptimizer::kAdam:
      spec.kind = engine::OptimizerKind::kAdam;
      break;
  }
  return spec;
}

}  // namespace

const TrainingOptimizerInfo& optimizer_info(TrainingOptimizer optimizer) {
  return *std::ranges::find(kTrainingOptimizers, optimizer, &TrainingOptimizerInfo::optimizer);
}

TrainingSplit split_of(const engine::Dataset& data, engine::Index limit) {
  const engine::Index count = data.train.count();
  const engine::Index validation = count / kValidationShare;
  const engine::Index train = count - validation;
  return {limit > 0 ? std::min(limit, train) : train, validation};
}

engine::TrainOptions train_options(const TrainingSettings& settings, const TrainingSplit& split) {
  engine::TrainOptions options;
  options.optimizer = optimizer_spec(settings.optimizer);
  options.schedule = settings.schedule;
  options.max_rate = settings.learning_rate;
  options.batch = settings.batch;
  options.epochs = settings.epochs;
  options.seed = settings.seed;
  options.train_count = split.train;
  return options;
}

TrainingSettings settings_of(const engine::Checkpoint& checkpoint, const TrainingSettings& now) {
  const engine::Checkpoint::Training& training = *checkpoint.training;
  const engine::TrainOptions& options = training.options;
  TrainingSettings settings = now;
  settings.data = training.data;
  for (const std::string& name : engine::preset_names()) {
    const engine::NetworkSpec preset = *engine::find_preset(name);
    const engine::NetworkSpec& spec = checkpoint.spec;
    if (preset.input == spec.input && preset.layers == spec.layers) settings.preset = name;
  }
  for (const TrainingOptimizerInfo& info : kTrainingOptimizers) {
    if (optimizer_spec(info.optimizer) == options.optimizer) settings.optimizer = info.optimizer;
  }
  settings.schedule = options.schedule;
  settings.learning_rate = training.state.max_rate > 0 ? training.state.max_rate : options.max_rate;
  settings.batch = options.batch;
  settings.epochs = options.epochs;
  settings.seed = options.seed;
  settings.limit = options.train_count;
  return settings;
}

}  // namespace convscope::state

#include "app/state/training/training_settings.h"

#include <algorithm>

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

}  // namespace convscope::state

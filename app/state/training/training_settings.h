#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/train/checkpoint.h"
#include "engine/train/trainer.h"

namespace convscope::state {

enum class TrainingOptimizer { kSgd, kMomentum, kNesterov, kAdam };

/// An optimizer as the lab offers it.
struct TrainingOptimizerInfo {
  TrainingOptimizer optimizer;
  std::string_view key;    ///< in scenes
  std::string_view title;  ///< the same in every language
  double usual_rate;       ///< at which a LeNet learns well, batch 128
};
inline constexpr std::array kTrainingOptimizers{
    TrainingOptimizerInfo{TrainingOptimizer::kSgd, "sgd", "SGD", 0.1},
    TrainingOptimizerInfo{TrainingOptimizer::kMomentum, "momentum", "SGD + momentum", 0.02},
    TrainingOptimizerInfo{TrainingOptimizer::kNesterov, "nesterov", "SGD + Nesterov", 0.02},
    TrainingOptimizerInfo{TrainingOptimizer::kAdam, "adam", "Adam", 0.002},
};
const TrainingOptimizerInfo& optimizer_info(TrainingOptimizer optimizer);

/// What somebody chooses before a training. All but the learning rate hold until the next start.
struct TrainingSettings {
  std::string data = "mnist";
  std::string preset = "lenet";
  TrainingOptimizer optimizer = TrainingOptimizer::kAdam;
  double learning_rate = 2e-3;  ///< the schedule's maximum
  engine::ScheduleKind schedule = engine::ScheduleKind::kOneCycle;
  engine::Index batch = 128;
  engine::Index epochs = 4;
  std::uint64_t seed = 1;
  engine::Index limit = 0;  ///< training samples at most; 0: all that are not for validation
  friend bool operator==(const TrainingSettings&, const TrainingSettings&) = default;
};

/// How a data set is divided.
struct TrainingSplit {
  engine::Index train = 0;       ///< the first samples of the training split
  engine::Index validation = 0;  ///< its last ones, a twelfth of it: 5,000 of MNIST
};
TrainingSplit split_of(const engine::Dataset& data, engine::Index limit);

/// The engine's options for these settings; momentum is 0.9.
engine::TrainOptions train_options(const TrainingSettings& settings, const TrainingSplit& split);

/// What an interrupted training was started with, as far as the lab can choose it; `now` gives the
/// rest. The checkpoint must hold a training.
TrainingSettings settings_of(const engine::Checkpoint& checkpoint, const TrainingSettings& now);

}  // namespace convscope::state

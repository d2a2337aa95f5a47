#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "app/state/training/training_settings.h"
#include "app/state/weights.h"
#include "engine/train/checkpoint.h"
#include "engine/train/snapshot.h"

namespace convscope::state {

// What somebody wants of the Training lab.

/// All settings as they shall be. A new learning rate holds from the next batch on, everything
/// else from the next start.
struct SetTrainingSettings {
  TrainingSettings settings;
};
enum class TrainingCommand {
  kRun,            ///< start; or go on from the step that is looked at
  kPause,          ///< after this batch
  kOneBatch,       ///< from the last step
  kOneEpoch,       ///< to the end of the running epoch
  kStop,           ///< at once
  kRestart,        ///< from fresh weights, with the settings as they are now
  kHalveRate,      ///< back to before it went wrong, and on at half the learning rate
  kSaveWeights,    ///< to weights_path
  kOpenWeights,    ///< from weights_path
  kForgetWeights,  ///< the next start draws random ones again
};
struct CommandTraining {
  TrainingCommand command;
};
struct SetWeightsPath {
  std::string path;
};
struct ShowCurves {
  bool log_scale = false;
  bool smooth = true;
};
/// Looks at a step; none: at the last one.
struct LookAtStep {
  std::optional<engine::Index> step;
};
/// One batch or epoch forwards (1) or backwards (-1); forwards from the last step trains.
struct StepTraining {
  int direction = 1;
};
struct SetTrainingGrain {
  bool by_epoch = false;
};
struct SetTrainingSpeed {
  double speed = 1;
};
/// Space: replays what was recorded; at the last step starts or pauses the training.
struct ToggleTrainingPlay {};
struct ChooseConfusion {
  std::optional<std::pair<int, int>> cell;  ///< true and predicted class
};

// What the training answers.
struct SnapshotArrived {
  std::shared_ptr<const engine::Snapshot> snapshot;
};
struct MetricsArrived {
  std::vector<engine::SessionEvent> events;
};
struct WeightsOpened {
  Weights weights;
};
struct WeightsSaved {
  std::string path;
};
/// What a training that was cut short goes on from.
struct TrainingRecovered {
  std::shared_ptr<const engine::Checkpoint> checkpoint;
};

using TrainingIntent =
    std::variant<SetTrainingSettings, CommandTraining, SetWeightsPath, ShowCurves, LookAtStep,
                 StepTraining, SetTrainingGrain, SetTrainingSpeed, ToggleTrainingPlay,
                 ChooseConfusion, SnapshotArrived, MetricsArrived, WeightsOpened, WeightsSaved,
                 TrainingRecovered>;

}  // namespace convscope::state

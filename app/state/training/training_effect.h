#pragma once

#include <memory>
#include <string>
#include <variant>

#include "app/state/training/training_settings.h"
#include "app/state/weights.h"
#include "engine/data/dataset.h"
#include "engine/train/checkpoint.h"

namespace convscope::state {

// What the Training lab asks of the world: one training at a time, on a thread of its own.

/// A new training in place of the one that is there; it waits for a RunTraining.
struct BeginTraining {
  TrainingSettings settings;
  std::shared_ptr<const engine::Dataset> data;
  std::shared_ptr<const std::vector<engine::Scalar>> weights;  ///< to begin with; null: random
  std::shared_ptr<const engine::Checkpoint> resume;            ///< to go on from, bit by bit
};
/// Reads an autosave and makes it the one that the next training writes; answered by
/// TrainingRecovered or a toast.
struct RecoverTraining {
  std::string path;
};
enum class TrainingRun { kOn, kOneBatch, kOneEpoch };
struct RunTraining {
  TrainingRun run = TrainingRun::kOn;
};
struct PauseTraining {};
struct StopTraining {};
struct SetTrainingRate {
  double rate;
};
/// To a step of the snapshot's history.
struct RewindTraining {
  engine::Index step;
};
struct JudgeTestSet {};
/// The weights, written atomically; answered by WeightsSaved or a toast.
struct SaveTrainingWeights {
  std::string path;
  Weights weights;
};
/// Answered by WeightsOpened or a toast.
struct OpenTrainingWeights {
  std::string path;
};

using TrainingEffect = std::variant<BeginTraining, RunTraining, PauseTraining, StopTraining,
                                    SetTrainingRate, RewindTraining, JudgeTestSet,
                                    SaveTrainingWeights, OpenTrainingWeights, RecoverTraining>;

}  // namespace convscope::state

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/state/training/seen_picture.h"
#include "app/state/training/smoothed_curve.h"
#include "app/state/training/training_settings.h"
#include "app/state/weights.h"
#include "engine/train/checkpoint.h"
#include "engine/train/snapshot.h"

namespace convscope::state {

/// What a training has told so far, by step.
struct TrainingRecord {
  SmoothedCurve loss, accuracy;  ///< of every batch
  std::vector<engine::ValidationMetrics> validation;
  std::vector<engine::EpochMetrics> epochs;
  std::vector<std::shared_ptr<const engine::DatedEvaluation>> tests;
};

/// Weights of one moment and what they see in the picture.
struct Milestone {
  engine::Index step = 0;
  engine::SharedParameters parameters;
  std::shared_ptr<const SeenPicture> seen;  ///< null when it cannot be shown
};

/// The picture that the feature maps are of: 28x28, 0 to 1, white on black as MNIST.
struct WatchedPicture {
  std::vector<float> pixels;  ///< empty: none yet
  bool drawn = false;         ///< by the user, not the first image of the test set
  friend bool operator==(const WatchedPicture&, const WatchedPicture&) = default;
};

struct TrainingState {
  TrainingSettings settings;  ///< as chosen; the learning rate is in force at once
  std::string weights_path = "lenet-weights.safetensors";
  /// What the next start goes on from, instead of beginning; null: nothing.
  std::shared_ptr<const engine::Checkpoint> recovered;
  Weights opened;  ///< what the next start begins with; empty: random
  bool log_scale = false;
  bool smooth = true;

  /// What to do as soon as the data set has been read.
  enum class Pending { kNothing, kRun, kOneBatch, kOneEpoch };
  Pending pending = Pending::kNothing;

  std::optional<TrainingSettings> started;  ///< of the training that is there; none: none is
  Weights started_with;                     ///< what it began with; empty: random ones, by the seed
  bool resumed = false;                     ///< it goes on from a training of another time
  bool rate_changed = false;  ///< in the middle of it, so that the settings do not say everything
  TrainingSplit split;
  engine::Index test_count = 0;
  std::shared_ptr<const engine::Snapshot> snapshot;  ///< the newest; null at first
  TrainingRecord record;

  engine::Index scene_batches = 0;  ///< to be trained before anything is shown

  std::optional<engine::Index> rewound_to;  ///< the step that is looked at; none: the last one
  bool by_epoch = false;                    ///< the transport bar's grain
  double speed = 1;
  bool replaying = false;  ///< the position moves on by itself
  double replay_rest = 0;  ///< part of a step that time has already covered

  WatchedPicture picture;
  std::vector<Milestone> milestones;                    ///< in the order of their steps
  std::optional<std::pair<int, int>> chosen_confusion;  ///< true and predicted class

  bool running() const { return snapshot && snapshot->status == engine::SessionStatus::kRunning; }
  /// The last step of the training.
  engine::Index last_step() const { return snapshot ? snapshot->step : 0; }
  /// The step that is looked at.
  engine::Index step() const { return rewound_to.value_or(last_step()); }
};

}  // namespace convscope::state

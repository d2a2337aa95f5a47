#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/training/training_intent.h"

/// What the Training lab's panels say: pure functions of the state.
namespace convscope::state {

struct MeanMetrics {
  double loss = 0;
  double accuracy = 0;
  engine::Index step = 0;  ///< whose weights were judged
};
/// What was known at a step: the running mean of the batches, the last validation and test set at
/// or before it.
struct StepMetrics {
  std::optional<MeanMetrics> train, validation, test;
};
StepMetrics metrics_at(const TrainingState& training, engine::Index step);
/// The judgement of the test set that was there at `step`, or null.
std::shared_ptr<const engine::DatedEvaluation> test_at(const TrainingState& training,
                                                       engine::Index step);

/// The one filled button and what it does.
struct TrainingAction {
  TrainingCommand command = TrainingCommand::kRun;
  std::string label;
};
TrainingAction primary_action(const AppState& app);

/// Names of the settings that differ from the running training's and wait for the next start.
std::vector<std::string> waiting_settings(const AppState& app);

/// Whether the weights that were judged still answered with numbers.
bool is_finite(const engine::DatedEvaluation& test);
/// What a class of the training's data is called, short: "7", "Sneaker".
std::string class_name(const AppState& app, int label);

/// A loss in at most 8 characters: "0.069", "2.371", "12 345", "1.0e15"; or in words that it is
/// none.
std::string loss_text(double value, Language language);
/// Where the loss was more than ten times its first value; none when it never was.
std::optional<engine::Index> step_of_blow_up(const TrainingState& training);

struct TrainingNotice {
  enum class Tone { kWarn, kBad, kQuiet };
  Tone tone = Tone::kWarn;
  std::string text;
  bool offers_halving = false;
};
/// What has to be said before anything else: diverged, failed, rewound, reading the data.
std::optional<TrainingNotice> training_notice(const AppState& app);

struct TrainingProgress {
  double fraction = 0;  ///< of all epochs
  engine::Index epochs = 1;
  std::vector<std::pair<std::string, std::string>> rows;  ///< what, how much
};
TrainingProgress training_progress(const AppState& app);

/// "860 of 1 287" and "end of epoch 2".
struct TrainingPosition {
  std::string step;
  std::string place;
};
TrainingPosition training_position(const AppState& app);
/// "end of epoch 2", "epoch 3, batch 17 of 430"
std::string place_of_step(const TrainingState& training, engine::Index step, Language language);

/// "6 read as 5, 21 times"; classes by their names.
std::string confusion_text(const std::string& truth, const std::string& predicted,
                           engine::Index count, Language language);
/// As people write them: "LeNet-5 (1998)", "Fashion-MNIST"; of a folder or file its name.
std::string preset_title(const std::string& preset);
std::string dataset_title(const std::string& data);
/// "7 s", "1 min 05 s", "2 h 03 min"
std::string duration_text(double seconds, Language language);

}  // namespace convscope::state

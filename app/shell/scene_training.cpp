#include "app/shell/scene_training.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "app/state/intent.h"
#include "app/state/update.h"
#include "engine/core/error.h"
#include "engine/data/catalog.h"
#include "engine/model/presets.h"
#include "engine/train/history.h"

namespace convscope::shell {
namespace {

using engine::Index;

/// A training in the foreground that tells its story like a session.
class SceneTraining {
 public:
  /// `first`: weights to begin with, empty for random ones.
  SceneTraining(const state::TrainingSettings& settings,
                std::shared_ptr<const engine::Dataset> data, const state::Weights& first)
      : data_(std::move(data)),
        split_(state::split_of(*data_, settings.limit)),
        team_(std::make_shared<const engine::Network>(*engine::find_preset(settings.preset)), 0),
        trainer_(team_, data_, state::train_options(settings, split_)) {
    if (first) {
      engine::TrainerState state = trainer_.state();
      state.parameters = *first.parameters;
      trainer_.restore(state);
    }
    history_.add(trainer_.state());
  }

  void train(Index steps) {
    const Index per_epoch = trainer_.steps_per_epoch();
    const Index look_every = std::max<Index>(per_epoch / 12, 1);
    try {
      while (trainer_.step() < steps) {
        trainer_.step_once();
        events_.push_back(trainer_.last_batch());
        if (trainer_.at_epoch_end()) {
          end_epoch();
        } else if (trainer_.step() % look_every == 0) {
          look();
        }
        if (engine::TrainingHistory::wants(trainer_.step(), per_epoch)) {
          history_.add(trainer_.state());
        }
      }
    } catch (const engine::DivergedError& error) {
      divergence_ = error.divergence();
      message_ = error.what();
    }
    if (tests_.empty() || tests_.back()->step != trainer_.step()) judge_test_set();
  }

  /// The judgements of the test set at every epoch's end, and at the end of all.
  const auto& tests() const { return tests_; }

  std::vector<engine::SessionEvent> take_events() { return std::move(events_); }

  std::shared_ptr<const engine::Snapshot> snapshot(
      std::shared_ptr<const engine::DatedEvaluation> test) const {
    auto snapshot = std::make_shared<engine::Snapshot>();
    snapshot->id = 1;
    snapshot->status = divergence_       ? engine::SessionStatus::kDiverged
                       : trainer_.done() ? engine::SessionStatus::kFinished
                                         : engine::SessionStatus::kPaused;
    snapshot->divergence = divergence_;
    snapshot->message = message_;
    snapshot->network = team_.shared_network();
    const auto parameters = trainer_.parameters();
    snapshot->parameters =
        std::make_shared<const std::vector<engine::Scalar>>(parameters.begin(), parameters.end());
    snapshot->history = history_.entries();
    snapshot->step = trainer_.step();
    snapshot->steps_per_epoch = trainer_.steps_per_epoch();
    snapshot->total_steps = trainer_.total_steps();
    snapshot->learning_rate = trainer_.learning_rate();
    snapshot->epoch = trainer_.epoch_metrics();
    snapshot->test = std::move(test);
    return snapshot;
  }

 private:
  engine::RowRange validation_rows(Index most) const {
    return {data_->train.count() - split_.validation, std::min(split_.validation, most)};
  }

  void look() {
    constexpr Index kSample = 512;
    const auto result =
        engine::evaluate(team_, trainer_.parameters(), data_->train, validation_rows(kSample));
    events_.push_back(engine::ValidationMetrics{trainer_.step(), result->metrics.loss(),
                                                result->metrics.accuracy()});
  }

  void judge_test_set() {
    tests_.push_back(std::make_shared<const engine::DatedEvaluation>(
        trainer_.step(),
        *engine::evaluate(team_, trainer_.parameters(), data_->test, {0, data_->test.count()})));
  }

  void end_epoch() {
    judge_test_set();
    const auto result = engine::evaluate(team_, trainer_.parameters(), data_->train,
                                         validation_rows(split_.validation));
    events_.push_back(engine::EpochMetrics{.epoch = trainer_.step() / trainer_.steps_per_epoch(),
                                           .step = trainer_.step(),
                                           .train_loss = trainer_.epoch_metrics().loss(),
                                           .train_accuracy = trainer_.epoch_metrics().accuracy(),
                                           .validation_loss = result->metrics.loss(),
                                           .validation_accuracy = result->metrics.accuracy()});
  }

  std::shared_ptr<const engine::Dataset> data_;
  state::TrainingSplit split_;
  engine::ExecutorTeam team_;
  engine::Trainer trainer_;
  engine::TrainingHistory history_;
  std::vector<engine::SessionEvent> events_;
  std::vector<std::shared_ptr<const engine::DatedEvaluation>> tests_;
  std::optional<engine::Divergence> divergence_;
  std::string message_;
};

}  // namespace

void train_scene(state::AppState& state) {
  const Index steps = std::exchange(state.training.scene_batches, 0);
  if (state.lab != state::LabId::kTraining || steps < 1) return;
  const state::TrainingSettings settings = state.training.settings;
  const auto look_at = std::exchange(state.training.rewound_to, std::nullopt);
  state::update(state, state::DatasetLoaded{settings.data, engine::load_dataset(settings.data)});
  const auto want = [&state](state::TrainingIntent intent) { state::update(state, intent); };
  want(state::CommandTraining{state::TrainingCommand::kRun});
  SceneTraining training(settings, state.datasets[settings.data].data, state.training.started_with);
  training.train(steps);
  want(state::MetricsArrived{training.take_events()});
  for (const auto& test : training.tests()) want(state::SnapshotArrived{training.snapshot(test)});
  if (look_at) want(state::LookAtStep{look_at});
}

}  // namespace convscope::shell

#include "app/state/training/training_update.h"

#include <algorithm>
#include <cmath>

#include "app/state/phrases/training.h"
#include "app/state/update.h"
#include "engine/model/presets.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::SessionStatus;

/// One overload an intent.
struct TrainingUpdater {
  AppState& app;
  TrainingState& state;
  Effects& effects;

  template <typename Wish>
  void ask(Wish wish) {
    effects.emplace_back(std::in_place_type<TrainingEffect>, std::move(wish));
  }

  void operator()(const SetTrainingSettings& intent) {
    const TrainingSettings before = state.settings;
    state.settings = intent.settings;
    state.settings.learning_rate = std::clamp(intent.settings.learning_rate, 1e-8, 1e3);
    state.settings.batch = std::clamp<Index>(intent.settings.batch, 1, 4096);
    state.settings.epochs = std::clamp<Index>(intent.settings.epochs, 1, 1000);
    const bool usual = before.learning_rate == optimizer_info(before.optimizer).usual_rate;
    if (state.settings.optimizer != before.optimizer && usual) {
      state.settings.learning_rate = optimizer_info(state.settings.optimizer).usual_rate;
    }
    // A rate that belongs to another optimizer must not reach the training that runs.
    const bool same_optimizer =
        state.started && state.started->optimizer == state.settings.optimizer;
    if (same_optimizer && state.settings.learning_rate != before.learning_rate) {
      state.started->learning_rate = state.settings.learning_rate;
      state.rate_changed |= state.last_step() > 0 || state.running();
      ask(SetTrainingRate{state.settings.learning_rate});
    }
    if (state.settings.preset != before.preset) state.opened = {};
    if (state.settings.data != before.data) request_dataset(app, state.settings.data, effects);
  }

  void operator()(const CommandTraining& intent) {
    switch (intent.command) {
      case TrainingCommand::kRun:
        return run(TrainingState::Pending::kRun);
      case TrainingCommand::kOneBatch:
        return run(TrainingState::Pending::kOneBatch);
      case TrainingCommand::kOneEpoch:
        return run(TrainingState::Pending::kOneEpoch);
      case TrainingCommand::kPause:
        return pause();
      case TrainingCommand::kStop:
        state.pending = TrainingState::Pending::kNothing;
        return ask(StopTraining{});
      case TrainingCommand::kRestart:
        forget_training();
        return run(TrainingState::Pending::kRun);
      case TrainingCommand::kHalveRate:
        return halve_rate();
      case TrainingCommand::kSaveWeights:
        return save_weights();
      case TrainingCommand::kOpenWeights:
        return ask(OpenTrainingWeights{state.weights_path});
      case TrainingCommand::kForgetWeights:
        state.opened = {};
        return;
    }
  }

  void operator()(const SetWeightsPath& intent) { state.weights_path = intent.path; }
  void operator()(const ShowCurves& intent) {
    state.log_scale = intent.log_scale;
    state.smooth = intent.smooth;
  }
  void operator()(const LookAtStep& intent) {
    state.replaying = false;
    look_at_step(intent.step.value_or(state.last_step()));
  }
  void operator()(const StepTraining& intent);
  void operator()(const SetTrainingGrain& intent) { state.by_epoch = intent.by_epoch; }
  void operator()(const SetTrainingSpeed& intent) { state.speed = intent.speed; }
  void operator()(const ToggleTrainingPlay&) {
    if (state.rewound_to) {
      state.replaying = !state.replaying;
      state.replay_rest = 0;
    } else if (state.running()) {
      pause();
    } else {
      run(TrainingState::Pending::kRun);
    }
  }
  void operator()(const ChooseConfusion& intent) { state.chosen_confusion = intent.cell; }

  void operator()(const SnapshotArrived& intent);
  void operator()(const MetricsArrived& intent);
  void operator()(const WeightsOpened& intent) {
    for (const std::string& name : engine::preset_names()) {
      const engine::NetworkSpec preset = *engine::find_preset(name);
      const engine::NetworkSpec& spec = intent.weights.network->spec();
      if (!(preset.input == spec.input) || preset.layers != spec.layers) continue;
      ask(StopTraining{});
      forget_training();
      state.settings.preset = name;
      state.opened = intent.weights;
      app.live_weights = intent.weights;
      return;
    }
    update_with_toast(Toast::Tone::kWarn,
                      std::string(phrase::kOtherNetwork.in(app.settings.language)));
  }
  // Goes on where an earlier training was cut short, with everything as it was chosen then.
  void operator()(const TrainingRecovered& intent) {
    ask(StopTraining{});
    forget_training();
    state.settings = settings_of(*intent.checkpoint, state.settings);
    state.recovered = intent.checkpoint;
    app.lab = LabId::kTraining;
    run(TrainingState::Pending::kRun);
  }
  void operator()(const WeightsSaved& intent) {
    const std::string words(phrase::kWeightsSaved.in(app.settings.language));
    update_with_toast(Toast::Tone::kGood, words + " " + intent.path);
  }

  void update_with_toast(Toast::Tone tone, std::string text) {
    app.toasts.push_back({tone, std::move(text), app.next_toast++});
  }

  // Looking back stops the training first: what is looked at must not run away.
  void look_at_step(Index step) {
    if (state.running()) pause();
    step = std::clamp<Index>(step, 0, state.last_step());
    state.rewound_to.reset();
    if (step < state.last_step()) state.rewound_to = step;
  }

  void pause() {
    ask(PauseTraining{});
    ask(JudgeTestSet{});
  }

  void forget_training() {
    state.started.reset();
    state.snapshot.reset();
    state.record = TrainingRecord();
    state.milestones.clear();
    state.rewound_to.reset();
    state.replaying = false;
    state.chosen_confusion.reset();
    state.recovered = nullptr;
  }

  // Starts, or goes on from the step that is looked at.
  void run(TrainingState::Pending what) {
    state.replaying = false;
    if (!state.started && !begin(what)) return;
    if (state.rewound_to) rewind(recorded_step(state, *state.rewound_to));
    state.pending = TrainingState::Pending::kNothing;
    ask(RunTraining{what == TrainingState::Pending::kOneBatch   ? TrainingRun::kOneBatch
                    : what == TrainingState::Pending::kOneEpoch ? TrainingRun::kOneEpoch
                                                                : TrainingRun::kOn});
  }

  // False when the data set has to be read first.
  bool begin(TrainingState::Pending what) {
    const auto slot = app.datasets.find(state.settings.data);
    if (slot == app.datasets.end() || !slot->second.data) {
      state.pending = what;
      request_dataset(app, state.settings.data, effects);
      return false;
    }
    const engine::Dataset& data = *slot->second.data;
    state.started = state.settings;
    state.split = split_of(data, state.settings.limit);
    state.test_count = data.test.count();
    const auto resume = std::exchange(state.recovered, nullptr);
    state.resumed = resume != nullptr;
    state.rate_changed = false;
    state.started_with = resume ? Weights{} : state.opened;
    if (resume) restore_record(*resume);
    ask(BeginTraining{state.settings, slot->second.data, resume ? nullptr : state.opened.parameters,
                      resume});
    return true;
  }

  // The curves up to where the training was cut short.
  void restore_record(const engine::Checkpoint& checkpoint) {
    const engine::TrainingCurves& curves = checkpoint.training->curves;
    const auto refill = [](const engine::Curve& from, SmoothedCurve& into) {
      for (std::size_t i = 0; i < from.bins().size(); ++i) {
        const bool last = i + 1 == from.bins().size();
        const Index steps = last ? from.last() : from.steps_per_bin();
        for (Index k = 0; k < steps; ++k) into.push(static_cast<double>(from.bins()[i].mean));
      }
    };
    refill(curves.loss, state.record.loss);
    refill(curves.accuracy, state.record.accuracy);
    state.record.epochs = curves.epochs;
    for (const engine::EpochMetrics& epoch : curves.epochs) {
      if (!std::isfinite(epoch.validation_loss)) continue;
      state.record.validation.push_back(
          {epoch.step, epoch.validation_loss, epoch.validation_accuracy});
    }
  }

  void rewind(Index step) {
    forget_after(step);
    state.rewound_to.reset();
    if (step == 0) state.rate_changed = false;
    ask(RewindTraining{step});
    // The state of that step remembers its own rate; the one chosen since holds.
    ask(SetTrainingRate{state.started->learning_rate});
  }

  void forget_after(Index step) {
    TrainingRecord& record = state.record;
    record.loss.truncate(step);
    record.accuracy.truncate(step);
    std::erase_if(record.validation, [step](const auto& entry) { return entry.step > step; });
    std::erase_if(record.epochs, [step](const auto& entry) { return entry.step > step; });
    std::erase_if(record.tests, [step](const auto& entry) { return entry->step > step; });
  }

  void halve_rate() {
    if (!state.started) return;
    const Index step = safe_step(state);
    state.started->learning_rate /= 2;
    if (state.settings.optimizer == state.started->optimizer) {
      state.settings.learning_rate = state.started->learning_rate;
    }
    rewind(step);
    state.rate_changed |= step > 0;
    ask(RunTraining{});
  }

  void save_weights() {
    if (!state.snapshot || !state.snapshot->parameters) {
      return update_with_toast(Toast::Tone::kWarn,
                               std::string(phrase::kNothingToSave.in(app.settings.language)));
    }
    // What is looked at is what is saved.
    Weights weights = app.live_weights;
    const Index step = recorded_step(state, state.step());
    for (const engine::HistoryEntry& entry : *state.snapshot->history) {
      if (state.rewound_to && entry.step == step) weights.parameters = entry.parameters;
    }
    weights.step = step;
    ask(SaveTrainingWeights{state.weights_path, std::move(weights)});
  }
};

void TrainingUpdater::operator()(const StepTraining& intent) {
  state.replaying = false;
  const bool at_end = !state.rewound_to;
  if (intent.direction > 0 && at_end) {
    return run(state.by_epoch ? TrainingState::Pending::kOneEpoch
                              : TrainingState::Pending::kOneBatch);
  }
  Index step = state.step() + intent.direction;
  if (state.by_epoch && state.snapshot) {
    const Index epoch = state.snapshot->steps_per_epoch;
    step = intent.direction > 0 ? (state.step() / epoch + 1) * epoch
                                : (state.step() - 1) / epoch * epoch;
  }
  look_at_step(std::min(step, state.last_step()));
}

void TrainingUpdater::operator()(const SnapshotArrived& intent) {
  if (!state.started || !intent.snapshot) return;
  const auto before = std::exchange(state.snapshot, intent.snapshot);
  const engine::Snapshot& now = *state.snapshot;
  auto& tests = state.record.tests;
  if (now.test && (tests.empty() || tests.back()->step < now.test->step)) tests.push_back(now.test);
  if (now.parameters) {
    app.live_weights = {.network = now.network,
                        .parameters = now.parameters,
                        .name = state.started->preset,
                        .trained = now.step > 0,
                        .test_accuracy = now.test ? now.test->evaluation.metrics.accuracy() : -1,
                        .step = now.step};
  }
  if (now.status == SessionStatus::kFailed && (!before || before->status != now.status)) {
    update_with_toast(Toast::Tone::kBad, now.message);
  }
}

void TrainingUpdater::operator()(const MetricsArrived& intent) {
  if (!state.started) return;
  TrainingRecord& record = state.record;
  for (const engine::SessionEvent& event : intent.events) {
    if (const auto* batch = std::get_if<engine::BatchMetrics>(&event)) {
      // After a rewind the queue may still hold steps of the way that was left.
      if (batch->step > record.loss.steps() + 1) continue;
      if (batch->step <= record.loss.steps()) forget_after(batch->step - 1);
      record.loss.push(batch->loss);
      record.accuracy.push(batch->accuracy);
    } else if (const auto* look = std::get_if<engine::ValidationMetrics>(&event)) {
      if (look->step <= record.loss.steps()) record.validation.push_back(*look);
    } else if (const auto* epoch = std::get_if<engine::EpochMetrics>(&event)) {
      if (epoch->step > record.loss.steps()) continue;
      record.epochs.push_back(*epoch);
      if (std::isfinite(epoch->validation_loss)) {
        std::erase_if(record.validation, [&](const auto& e) { return e.step == epoch->step; });
        record.validation.push_back(
            {epoch->step, epoch->validation_loss, epoch->validation_accuracy});
      }
      ask(JudgeTestSet{});
    }
  }
}

}  // namespace

void update_training(AppState& state, const TrainingIntent& intent, Effects& effects) {
  std::visit(TrainingUpdater{state, state.training, effects}, intent);
}

void training_data_loaded(AppState& state, const std::string& name, Effects& effects) {
  TrainingState& training = state.training;
  if (training.pending == TrainingState::Pending::kNothing || name != training.settings.data) {
    return;
  }
  const auto what = std::exchange(training.pending, TrainingState::Pending::kNothing);
  TrainingUpdater{state, training, effects}.run(what);
}

bool training_wants_time(const AppState& state) {
  return state.training.replaying;
}

void advance_training(AppState& state, double seconds) {
  TrainingState& training = state.training;
  if (!training.replaying || !training.snapshot) return;
  constexpr double kStepsPerSecond = 40;
  const auto epoch = static_cast<double>(training.snapshot->steps_per_epoch);
  training.replay_rest += seconds * training.speed * (training.by_epoch ? epoch : kStepsPerSecond);
  const double grain = training.by_epoch ? epoch : 1;
  const double jumps = std::floor(training.replay_rest / grain);
  if (jumps < 1) return;
  training.replay_rest -= jumps * grain;
  Index step = training.step() + static_cast<Index>(jumps * grain);
  if (training.by_epoch) step -= step % training.snapshot->steps_per_epoch;
  if (step >= training.last_step()) {
    training.rewound_to.reset();
    training.replaying = false;
  } else {
    training.rewound_to = step;
  }
}

}  // namespace convscope::state

#include "app/shell/training_host.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <utility>

#include "engine/core/error.h"
#include "engine/model/presets.h"
#include "engine/train/checkpoint.h"

namespace convscope::shell {
namespace {

// How often validation is sampled between two epochs' ends.
constexpr engine::Index kLooksPerEpoch = 12;

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

TrainingHost::TrainingHost(std::function<void()> wake, std::string autosave)
    : wake_(std::move(wake)), autosave_(std::move(autosave)) {}

TrainingHost::~TrainingHost() {
  // What came since the last frame may have been its end.
  take_intents();
  if (session_ && ended_) session_->abandon();
  session_.reset();
  if (ended_) forget_autosave();
}

void TrainingHost::carry_out(const state::TrainingEffect& effect) {
  if (const auto* start = std::get_if<state::BeginTraining>(&effect)) {
    return begin(*start);
  }
  if (const auto* target = std::get_if<state::SaveTrainingWeights>(&effect)) return save(*target);
  if (const auto* file = std::get_if<state::OpenTrainingWeights>(&effect)) return open(*file);
  if (const auto* file = std::get_if<state::RecoverTraining>(&effect)) return recover(*file);
  if (!session_) return;
  engine::Session& session = *session_;
  std::visit(
      Overloaded{[&](const state::RunTraining& run) {
                   if (run.run == state::TrainingRun::kOneBatch) return session.one_batch();
                   if (run.run == state::TrainingRun::kOneEpoch) return session.one_epoch();
                   session.start();
                 },
                 [&](const state::PauseTraining&) { session.pause(); },
                 [&](const state::StopTraining&) { session.stop(); },
                 [&](const state::SetTrainingRate& rate) { session.set_learning_rate(rate.rate); },
                 [&](const state::RewindTraining& target) { session.rewind(target.step); },
                 [&](const state::JudgeTestSet&) { session.evaluate_test(); }, [](const auto&) {}},
      effect);
}

void TrainingHost::begin(const state::BeginTraining& effect) {
  if (session_) {
    session_->abandon();
    farewell_ = std::jthread([old = std::move(session_)]() mutable { old.reset(); });
  }
  const auto spec = engine::find_preset(effect.settings.preset);
  if (!spec) return;
  const state::TrainingSplit split = state::split_of(*effect.data, effect.settings.limit);
  engine::SessionConfig config;
  config.network = std::make_shared<const engine::Network>(*spec);
  config.data = effect.data;
  config.options = state::train_options(effect.settings, split);
  config.validation = {effect.data->train.count() - split.validation, split.validation};
  const engine::Index per_epoch = split.train / std::max<engine::Index>(effect.settings.batch, 1);
  config.validate_every = std::max<engine::Index>(per_epoch / kLooksPerEpoch, 1);
  if (effect.weights) config.weights = *effect.weights;
  if (effect.resume && effect.resume->training) {
    const engine::Checkpoint::Training& training = *effect.resume->training;
    config.network = std::make_shared<const engine::Network>(effect.resume->spec);
    config.options = training.options;
    config.validation = {effect.data->train.count() - training.validation_count,
                         training.validation_count};
    config.weights.clear();
    config.resume = training.state;
    config.curves = training.curves;
  } else {
    forget_autosave();
  }
  config.data_name = effect.settings.data;
  std::error_code error;
  if (!autosave_.empty()) {
    std::filesystem::create_directories(std::filesystem::path(autosave_).parent_path(), error);
  }
  config.autosave = error ? "" : autosave_;
  ended_ = false;
  config.notify = wake_;
  session_ = std::make_unique<engine::Session>(std::move(config));
}

void TrainingHost::save(const state::SaveTrainingWeights& effect) {
  work([effect]() -> state::Intent {
    engine::Checkpoint checkpoint;
    checkpoint.spec = effect.weights.network->spec();
    checkpoint.parameters = *effect.weights.parameters;
    engine::write_checkpoint(effect.path, checkpoint);
    return state::TrainingIntent(state::WeightsSaved{effect.path});
  });
}

void TrainingHost::open(const state::OpenTrainingWeights& effect) {
  work([path = effect.path]() -> state::Intent {
    return state::TrainingIntent(state::WeightsOpened{state::read_weights(path)});
  });
}

// The file becomes this program's own autosave, so that nothing is lost while it goes on.
void TrainingHost::recover(const state::RecoverTraining& effect) {
  ended_ = false;  // it has yet to be gone on with
  work([path = effect.path, own = autosave_]() -> state::Intent {
    auto checkpoint = std::make_shared<engine::Checkpoint>(engine::read_checkpoint(path));
    if (!checkpoint->training) {
      throw engine::Error(engine::ErrorKind::kBadFile, "AUTOSAVE",
                          {.file = path, .found = "no training", .expected = "an autosave"});
    }
    if (!own.empty() && path != own) std::filesystem::rename(path, own);
    return state::TrainingIntent(state::TrainingRecovered{std::move(checkpoint)});
  });
}

// A training that came to its end, or was ended, needs no recovery.
void TrainingHost::forget_autosave() {
  std::error_code error;
  if (!autosave_.empty()) std::filesystem::remove(autosave_, error);
}

void TrainingHost::work(std::function<state::Intent()> job) {
  workers_.emplace_back([job = std::move(job), answers = answers_, wake = wake_] {
    try {
      answers->push(job());
    } catch (const std::exception& error) {
      answers->push(state::ShowToast{state::Toast::Tone::kBad, error.what()});
    }
    if (wake) wake();
  });
}

std::vector<state::Intent> TrainingHost::take_intents() {
  std::vector<state::Intent> intents = answers_->drain();
  if (!session_) return intents;
  // The snapshot first: the events drained after it reach at least as far.
  auto snapshot = session_->take_snapshot();
  auto events = session_->drain_events();
  if (!events.empty()) {
    intents.emplace_back(state::TrainingIntent(state::MetricsArrived{std::move(events)}));
  }
  if (snapshot) {
    using enum engine::SessionStatus;
    ended_ = snapshot->status == kFinished;
    if (snapshot->status == kFinished) forget_autosave();
    intents.emplace_back(state::TrainingIntent(state::SnapshotArrived{std::move(snapshot)}));
  }
  return intents;
}

}  // namespace convscope::shell

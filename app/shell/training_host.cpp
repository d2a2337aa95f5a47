#include "app/shell/training_host.h"

#include <algorithm>
#include <utility>

#include "engine/model/presets.h"

namespace convscope::shell {
namespace {

// How often validation is sampled between two epochs' ends.
constexpr engine::Index kLooksPerEpoch = 12;

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

TrainingHost::TrainingHost(std::function<void()> wake) : wake_(std::move(wake)) {}

TrainingHost::~TrainingHost() = default;

bool TrainingHost::carry_out(const state::TrainingEffect& effect) {
  if (const auto* start = std::get_if<state::BeginTraining>(&effect)) {
    begin(*start);
    return true;
  }
  if (std::holds_alternative<state::SaveTrainingWeights>(effect) ||
      std::holds_alternative<state::OpenTrainingWeights>(effect)) {
    return false;
  }
  if (!session_) return true;
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
  return true;
}

void TrainingHost::begin(const state::BeginTraining& effect) {
  if (session_) {
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
  config.notify = wake_;
  session_ = std::make_unique<engine::Session>(std::move(config));
}

std::vector<state::Intent> TrainingHost::take_intents() {
  std::vector<state::Intent> intents;
  if (!session_) return intents;
  // The snapshot first: the events drained after it reach at least as far.
  auto snapshot = session_->take_snapshot();
  auto events = session_->drain_events();
  if (!events.empty()) {
    intents.emplace_back(state::TrainingIntent(state::MetricsArrived{std::move(events)}));
  }
  if (snapshot) {
    intents.emplace_back(state::TrainingIntent(state::SnapshotArrived{std::move(snapshot)}));
  }
  return intents;
}

}  // namespace convscope::shell

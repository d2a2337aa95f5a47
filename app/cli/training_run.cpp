#include "app/cli/training_run.h"

#include <filesystem>
#include <utility>

#include "engine/core/error.h"
#include "engine/train/evaluate.h"

namespace convscope::cli {
namespace {

using engine::Index;

constexpr auto kSaveInterval = std::chrono::seconds(10);
constexpr auto kProgressInterval = std::chrono::milliseconds(100);

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

double rate(Index samples, double seconds) {
  return seconds > 0 ? static_cast<double>(samples) / seconds : 0;
}

const char* initializer_name(const engine::NetworkSpec& spec) {
  const bool he = engine::automatic_initializer(spec) == engine::Initializer::kHeNormal;
  return he ? "he" : "glorot";
}

std::string part_of(const std::string& out) {
  return out + std::string(TrainingRun::kPartSuffix);
}

}  // namespace

TrainingRun::TrainingRun(Setup setup, InterruptWatch& interrupt, TrainReport& report)
    : setup_(std::move(setup)),
      interrupt_(interrupt),
      report_(report),
      team_(setup_.network, setup_.threads),
      trainer_(team_, setup_.data, setup_.recipe.train) {
  if (setup_.resume) resume();
}

void TrainingRun::resume() {
  if (setup_.resume->training) {
    trainer_.restore(setup_.resume->training->state);
    curves_ = setup_.resume->training->curves;
  } else {
    engine::TrainerState state = trainer_.state();
    state.parameters = setup_.resume->parameters;
    trainer_.restore(state);
  }
}

int TrainingRun::run() {
  report_.start({.model = setup_.network->spec().name,
                 .data = setup_.data->name,
                 .parameters = setup_.network->parameter_count(),
                 .test_count = setup_.data->test.count(),
                 .initializer = initializer_name(setup_.network->spec()),
                 .recipe = setup_.recipe,
                 .characters = setup_.network->spec().vocabulary,
                 .sequence = setup_.network->input_shape()[0]});
  // At once, so that a path that cannot be written is known before the training and not after it.
  if (!setup_.out.empty()) save(part_of(setup_.out));
  EndFacts facts;
  int code = 0;
  try {
    loop();
    if (!interrupt_.interrupted()) facts.test = test();
  } catch (const engine::DivergedError& error) {
    facts.event = "diverged";
    facts.divergence = error.divergence();
    code = static_cast<int>(engine::ErrorKind::kDiverged);
    // The step that led there has been taken back, and may have been an epoch's last one.
    std::erase_if(curves_.epochs, [this](const auto& e) { return e.step > trainer_.step(); });
  }
  if (code == 0 && interrupt_.interrupted()) {
    facts.event = "interrupted";
    code = interrupt_.exit_code();
  }
  finish(std::move(facts));
  return code;
}

void TrainingRun::loop() {
  const bool resumed_at_end =
      trainer_.at_epoch_end() && static_cast<Index>(curves_.epochs.size()) < trainer_.epoch();
  if (resumed_at_end && !end_epoch()) return;
  while (!trainer_.done()) {
    const auto before = Clock::now();
    if (!trainer_.step_once(interrupt_.token())) return;
    const double seconds = seconds_between(before, Clock::now());
    step_seconds_ += seconds;
    epoch_seconds_ += seconds;
    samples_ += trainer_.last_batch_size();
    epoch_samples_ += trainer_.last_batch_size();
    curves_.add(trainer_.last_batch());
    tell_progress();
    if (trainer_.at_epoch_end() && !end_epoch()) return;
    if (!setup_.out.empty() && Clock::now() - last_save_ >= kSaveInterval) {
      save(part_of(setup_.out));
    }
  }
}

// False when it was interrupted: then the epoch's end is still to come.
bool TrainingRun::end_epoch() {
  EpochFacts facts{.epochs = setup_.recipe.train.epochs,
                   .learning_rate = trainer_.last_batch().learning_rate,
                   .samples_per_s = rate(epoch_samples_, epoch_seconds_)};
  engine::RunningMetrics validation;
  const Index count = setup_.recipe.validation_count;
  if (count > 0) {
    const engine::RowRange rows{setup_.data->train.count() - count, count};
    const auto result = engine::evaluate(team_, trainer_.parameters(), setup_.data->train, rows,
                                         interrupt_.token());
    if (!result) return false;
    validation = result->metrics;
    trainer_.check_evaluation(validation);
  }
  facts.metrics = {.epoch = trainer_.epoch(),
                   .step = trainer_.step(),
                   .train_loss = trainer_.epoch_metrics().loss(),
                   .train_accuracy = trainer_.epoch_metrics().accuracy(),
                   .validation_loss = validation.loss(),
                   .validation_accuracy = validation.accuracy()};
  facts.elapsed_s = elapsed();
  curves_.epochs.push_back(facts.metrics);
  trainer_.end_epoch(facts.metrics.validation_loss);
  report_.epoch(facts);
  epoch_samples_ = 0;
  epoch_seconds_ = 0;
  if (!setup_.out.empty()) save(part_of(setup_.out));
  return true;
}

// None when it was interrupted.
std::optional<engine::RunningMetrics> TrainingRun::test() {
  trainer_.restore_best();
  if (setup_.data->test.count() == 0) return std::nullopt;
  const auto result = engine::evaluate(team_, trainer_.parameters(), setup_.data->test,
                                       {0, setup_.data->test.count()}, interrupt_.token());
  if (!result) return std::nullopt;
  trainer_.check_evaluation(result->metrics);
  return result->metrics;
}

void TrainingRun::tell_progress() {
  const auto now = Clock::now();
  if (now - last_progress_ < kProgressInterval) return;
  last_progress_ = now;
  const double done =
      static_cast<double>(trainer_.step()) / static_cast<double>(trainer_.total_steps());
  const double speed = rate(samples_, step_seconds_);
  const auto left =
      static_cast<double>((trainer_.total_steps() - trainer_.step()) * setup_.recipe.train.batch);
  report_.progress({.epoch = (trainer_.step() - 1) / trainer_.steps_per_epoch() + 1,
                    .epochs = setup_.recipe.train.epochs,
                    .done = done,
                    .loss = trainer_.epoch_metrics().loss(),
                    .accuracy = trainer_.epoch_metrics().accuracy(),
                    .samples_per_s = speed,
                    .remaining_s = speed > 0 ? left / speed : 0});
}

void TrainingRun::save(const std::string& path) {
  const engine::TrainerState state = trainer_.state();
  engine::write_checkpoint(path, {.spec = setup_.network->spec(),
                                  .parameters = state.parameters,
                                  .vocabulary = vocabulary(),
                                  .training = engine::Checkpoint::Training{
                                      .data = setup_.data_name,
                                      .options = setup_.recipe.train,
                                      .validation_count = setup_.recipe.validation_count,
                                      .stratified = setup_.recipe.stratified,
                                      .shortage = setup_.recipe.shortage,
                                      .label_noise = setup_.recipe.label_noise,
                                      .state = state,
                                      .curves = curves_}});
  last_save_ = Clock::now();
}

// After an interrupt both files hold where it stopped. A training that is at its end, or that
// diverged and cannot go on, leaves FILE alone.
void TrainingRun::finish(EndFacts facts) {
  if (!setup_.out.empty()) {
    save(setup_.out);
    if (std::string_view(facts.event) == "interrupted") {
      save(part_of(setup_.out));
    } else {
      std::error_code ignored;
      std::filesystem::remove(part_of(setup_.out), ignored);
    }
    facts.out = setup_.out;
  }
  facts.epochs = static_cast<Index>(curves_.epochs.size());
  facts.samples_per_s = rate(samples_, step_seconds_);
  facts.elapsed_s = elapsed();
  report_.end(facts);
}

engine::Vocabulary TrainingRun::vocabulary() const {
  return setup_.data->train.is_text() ? setup_.data->classes : engine::Vocabulary{};
}

double TrainingRun::elapsed() const {
  return seconds_between(start_, Clock::now());
}

}  // namespace convscope::cli

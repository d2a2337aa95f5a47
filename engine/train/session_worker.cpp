#include "engine/train/session_worker.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/platform_thread.h"
#include "engine/train/checkpoint.h"

namespace convscope::engine {
namespace {

using session_command::EvaluateTest;
using session_command::Pause;
using session_command::Rewind;
using session_command::Run;
using session_command::Save;
using session_command::SetRate;
using session_command::Stop;

constexpr auto kAutosaveInterval = std::chrono::seconds(10);
constexpr auto kPublishInterval = std::chrono::milliseconds(33);

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <typename... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
// clang 14, which builds the fuzz targets, does not deduce an aggregate's arguments by itself.
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

Session::Worker::Worker(SessionConfig config) : config_(std::move(config)) {}

void Session::Worker::post(SessionCommand command) {
  {
    const std::lock_guard lock(mutex_);
    if (std::holds_alternative<Stop>(command)) interrupt_.request_stop();
    commands_.push_back(std::move(command));
  }
  wake_.notify_all();
}

void Session::Worker::interrupt() {
  const std::lock_guard lock(mutex_);
  interrupt_.request_stop();
}

void Session::Worker::run(std::stop_token quit) {
  if (config_.background) lower_thread_priority();
  try {
    prepare();
  } catch (const std::exception& error) {
    fail(SessionStatus::kFailed, error.what());
  }
  while (!quit.stop_requested()) serve(quit);
  autosave();
}

void Session::Worker::prepare() {
  team_ = std::make_unique<ExecutorTeam>(config_.network, config_.threads, config_.executor);
  auto trainer = std::make_unique<Trainer>(*team_, config_.data, config_.options);
  if (config_.resume) {
    trainer->restore(*config_.resume);
  } else if (!config_.weights.empty()) {
    TrainerState state = trainer->state();
    state.parameters = config_.weights;
    trainer->restore(state);
  }
  trainer_ = std::move(trainer);
  curves_ = config_.curves;
  curves_start_ = trainer_->step() - curves_.loss.steps();
  history_.add(trainer_->state());
  last_autosave_ = Clock::now();
  autosaved_step_ = trainer_->step();  // nothing yet that would be lost
  publish(true);
}

// One turn: all commands that wait, then one batch or one evaluation.
void Session::Worker::serve(std::stop_token quit) {
  try {
    while (auto command = next_command(quit, !busy())) obey(*command);
    if (quit.stop_requested() || !busy()) return;
    const auto start = Clock::now();
    work(fresh_token());
    busy_seconds_ += seconds_since(start);
    publish(false);
  } catch (const DivergedError& error) {
    divergence_ = error.divergence();
    // The step that led there has been taken back: other weights than were published.
    parameters_.reset();
    history_.rewind(trainer_->step());
    curves_.rewind(trainer_->step(), curves_start_);
    fail(SessionStatus::kDiverged, error.what());
  } catch (const std::exception& error) {
    fail(SessionStatus::kFailed, error.what());
  }
}

std::optional<SessionCommand> Session::Worker::next_command(std::stop_token quit, bool wait) {
  std::unique_lock lock(mutex_);
  if (wait) wake_.wait(lock, std::move(quit), [this] { return !commands_.empty(); });
  if (commands_.empty()) return std::nullopt;
  SessionCommand command = std::move(commands_.front());
  commands_.pop_front();
  // The work that this command interrupted has ended; what follows it must not be interrupted.
  if (std::holds_alternative<Stop>(command)) interrupt_ = {};
  return command;
}

std::stop_token Session::Worker::fresh_token() {
  const std::lock_guard lock(mutex_);
  return interrupt_.get_token();
}

void Session::Worker::obey(const SessionCommand& command) {
  if (!trainer_) {
    fail(SessionStatus::kFailed, message_);
    return;
  }
  std::visit(Overloaded{[this](const Run& run) { go(run.steps); },
                        [this](const Pause&) {
                          budget_ = 0;
                          if (status_ == SessionStatus::kRunning)
                            set_status(SessionStatus::kPaused);
                        },
                        [this](const Stop&) {
                          budget_ = 0;
                          owes_test_ = false;
                          if (status_ == SessionStatus::kRunning) {
                            set_status(SessionStatus::kStopped);
                          }
                        },
                        [this](const SetRate& command_rate) {
                          if (!(command_rate.rate > 0) || std::isinf(command_rate.rate)) return;
                          trainer_->set_max_rate(command_rate.rate);
                          publish(true);
                        },
                        [this](const Rewind& target) { rewind(target.step); },
                        [this](const EvaluateTest&) { owes_test_ = true; },
                        [this](const Save& target) { save(target.path, true); }},
             command);
}

void Session::Worker::go(Index steps) {
  const Index per_epoch = trainer_->steps_per_epoch();
  budget_ = steps == Run::kToEpochEnd ? per_epoch - trainer_->step() % per_epoch : steps;
  divergence_.reset();
  message_.clear();
  set_status(SessionStatus::kRunning);
}

void Session::Worker::rewind(Index step) {
  const TrainerState* state = history_.find(step);
  if (!state) return;
  trainer_->restore(*state);
  history_.rewind(step);
  curves_.rewind(step, curves_start_);
  autosaved_step_ = -1;  // it will come to the same steps with other weights
  budget_ = 0;
  owes_validation_ = false;
  if (validation_ && validation_->step > step) validation_.reset();
  if (test_ && test_->step > step) test_.reset();
  divergence_.reset();
  message_.clear();
  set_status(SessionStatus::kPaused);
}

void Session::Worker::save(const std::string& path, bool tell_success) {
  SaveResult result{path, {}};
  try {
    const TrainerState state = trainer_->state();
    write_checkpoint(path,
                     {.spec = config_.network->spec(),
                      .parameters = state.parameters,
                      .training = Checkpoint::Training{.data = config_.data_name,
                                                       .options = config_.options,
                                                       .validation_count = config_.validation.count,
                                                       .state = state,
                                                       .curves = curves_}});
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  if (tell_success || !result.error.empty()) events.push(std::move(result));
}

void Session::Worker::work(std::stop_token stop) {
  if (owes_validation_) {
    validate(std::move(stop));
  } else if (owes_test_) {
    test(std::move(stop));
  } else {
    step(std::move(stop));
  }
  const bool training = status_ == SessionStatus::kRunning;
  if (!training || budget_ != 0 || owes_validation_) return;
  set_status(trainer_->done() ? SessionStatus::kFinished : SessionStatus::kPaused);
}

void Session::Worker::step(std::stop_token stop) {
  const auto start = Clock::now();
  if (!trainer_->step_once(stop)) return;
  after_step(seconds_since(start));
  if (config_.validate_every > 0 && trainer_->step() % config_.validate_every == 0) {
    look(std::move(stop));
  }
}

void Session::Worker::after_step(double seconds) {
  samples_ += trainer_->last_batch_size();
  step_seconds_ += seconds;
  if (budget_ > 0) --budget_;
  events.push(trainer_->last_batch());
  curves_.add(trainer_->last_batch());
  owes_validation_ = trainer_->at_epoch_end();
  if (trainer_->step() == trainer_->total_steps()) budget_ = 0;
  if (TrainingHistory::wants(trainer_->step(), trainer_->steps_per_epoch())) {
    history_.add(trainer_->state());
  }
  if (Clock::now() - last_autosave_ >= kAutosaveInterval) autosave();
}

// Whenever the training stands still, so that nothing is lost whatever comes then, and every ten
// seconds on the way.
void Session::Worker::autosave() {
  if (config_.autosave.empty() || !trainer_ || abandoned_) return;
  if (trainer_->step() == autosaved_step_) return;
  save(config_.autosave, false);
  autosaved_step_ = trainer_->step();
  last_autosave_ = Clock::now();
}

// The end of an epoch, with the validation set where there is one.
void Session::Worker::validate(std::stop_token stop) {
  EpochMetrics metrics{.epoch = trainer_->step() / trainer_->steps_per_epoch(),
                       .step = trainer_->step(),
                       .train_loss = trainer_->epoch_metrics().loss(),
                       .train_accuracy = trainer_->epoch_metrics().accuracy(),
                       .validation_loss = RunningMetrics{}.loss(),
                       .validation_accuracy = RunningMetrics{}.accuracy()};
  if (config_.validation.count > 0) {
    auto result = evaluate(*team_, trainer_->parameters(), config_.data->train, config_.validation,
                           std::move(stop));
    if (!result) return;  // interrupted: still owed
    trainer_->check_evaluation(result->metrics);
    metrics.validation_loss = result->metrics.loss();
    metrics.validation_accuracy = result->metrics.accuracy();
    validation_ = std::make_shared<const DatedEvaluation>(
        DatedEvaluation{trainer_->step(), *std::move(result)});
  }
  owes_validation_ = false;
  curves_.epochs.push_back(metrics);
  trainer_->end_epoch(metrics.validation_loss);
  if (trainer_->done()) {
    trainer_->restore_best();
    parameters_.reset();  // the same step has other weights now
    budget_ = 0;
    owes_test_ = true;
  }
  events.push(metrics);
}

void Session::Worker::look(std::stop_token stop) {
  RowRange rows = config_.validation;
  rows.count = std::min(rows.count, config_.validation_sample);
  if (rows.count < 1) return;
  const auto result =
      evaluate(*team_, trainer_->parameters(), config_.data->train, rows, std::move(stop));
  if (!result) return;
  trainer_->check_evaluation(result->metrics);
  events.push(
      ValidationMetrics{trainer_->step(), result->metrics.loss(), result->metrics.accuracy()});
}

void Session::Worker::test(std::stop_token stop) {
  const RowRange all{0, config_.data->test.count()};
  auto result = evaluate(*team_, trainer_->parameters(), config_.data->test, all, std::move(stop));
  if (!result) return;
  trainer_->check_evaluation(result->metrics);
  test_ = std::make_shared<const DatedEvaluation>(
      DatedEvaluation{trainer_->step(), *std::move(result)});
  owes_test_ = false;
  publish(true);
}

void Session::Worker::fail(SessionStatus status, std::string message) {
  budget_ = 0;
  owes_validation_ = false;
  owes_test_ = false;
  message_ = std::move(message);
  set_status(status);
}

void Session::Worker::set_status(SessionStatus status) {
  const bool rests = status_ == SessionStatus::kRunning && status != SessionStatus::kRunning;
  status_ = status;
  publish(true);
  // Who hears of the end may delete it.
  if (rests && status != SessionStatus::kFinished) autosave();
}

void Session::Worker::publish(bool always) {
  const auto now = Clock::now();
  if (!always && (!mailbox.taken() || now - last_publish_ < kPublishInterval)) return;
  last_publish_ = now;
  if (trainer_ && (!parameters_ || parameters_step_ != trainer_->step())) {
    const auto from = trainer_->parameters();
    parameters_ = std::make_shared<const std::vector<Scalar>>(from.begin(), from.end());
    parameters_step_ = trainer_->step();
  }
  mailbox.post(make_snapshot());
  ++next_id_;
  if (config_.notify) config_.notify();
}

std::shared_ptr<Snapshot> Session::Worker::make_snapshot() const {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->id = next_id_;
  snapshot->status = status_;
  snapshot->message = message_;
  snapshot->divergence = divergence_;
  snapshot->network = config_.network;
  snapshot->parameters = parameters_;
  snapshot->history = history_.entries();
  snapshot->samples_per_s = step_seconds_ > 0 ? static_cast<double>(samples_) / step_seconds_ : 0;
  snapshot->elapsed_s = busy_seconds_;
  snapshot->validation = validation_;
  snapshot->test = test_;
  if (!trainer_) return snapshot;
  snapshot->step = trainer_->step();
  snapshot->steps_per_epoch = trainer_->steps_per_epoch();
  snapshot->total_steps = trainer_->total_steps();
  snapshot->learning_rate = trainer_->learning_rate();
  snapshot->epoch = trainer_->epoch_metrics();
  return snapshot;
}

}  // namespace convscope::engine

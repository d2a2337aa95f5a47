#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <variant>

#include "engine/train/history.h"
#include "engine/train/session.h"

namespace convscope::engine {

namespace session_command {

struct Run {
  Index steps;  ///< at most so many; kEndless, kToEpochEnd
  static constexpr Index kEndless = -1;
  static constexpr Index kToEpochEnd = -2;
};
struct Pause {};
struct Stop {};
struct SetRate {
  double rate;
};
struct Rewind {
  Index step;
};
struct EvaluateTest {};
struct Save {
  std::string path;
};

}  // namespace session_command

using SessionCommand =
    std::variant<session_command::Run, session_command::Pause, session_command::Stop,
                 session_command::SetRate, session_command::Rewind, session_command::EvaluateTest,
                 session_command::Save>;

/// The other side of a Session. `post`, `interrupt`, `mailbox` and `events` are for the owner's
/// thread, `run` is the worker thread, everything private belongs to the worker alone.
class Session::Worker {
 public:
  explicit Worker(SessionConfig config);

  void post(SessionCommand command);
  /// Ends the running step or evaluation at the next block of samples.
  void interrupt();
  void abandon() { abandoned_ = true; }
  void run(std::stop_token quit);

  Mailbox<Snapshot> mailbox;
  MessageQueue<SessionEvent> events;

 private:
  using Clock = std::chrono::steady_clock;

  void prepare();
  void serve(std::stop_token quit);
  std::optional<SessionCommand> next_command(std::stop_token quit, bool wait);
  std::stop_token fresh_token();
  // A stopped training still owes its validation, but only once it goes on.
  bool busy() const {
    return budget_ != 0 || owes_test_ || (owes_validation_ && status_ != SessionStatus::kStopped);
  }
  void obey(const SessionCommand& command);
  void go(Index steps);
  void rewind(Index step);
  void save(const std::string& path, bool tell_success);
  void autosave();
  void work(std::stop_token stop);
  void step(std::stop_token stop);
  void after_step(double seconds);
  void validate(std::stop_token stop);
  void look(std::stop_token stop);
  void test(std::stop_token stop);
  void fail(SessionStatus status, std::string message);
  void set_status(SessionStatus status);
  void publish(bool always);
  std::shared_ptr<Snapshot> make_snapshot() const;

  SessionConfig config_;
  std::mutex mutex_;  // commands_ and interrupt_
  std::condition_variable_any wake_;
  std::deque<SessionCommand> commands_;
  std::stop_source interrupt_;

  std::unique_ptr<ExecutorTeam> team_;
  std::unique_ptr<Trainer> trainer_;
  TrainingHistory history_;
  SessionStatus status_ = SessionStatus::kReady;
  std::string message_;
  std::optional<Divergence> divergence_;
  Index budget_ = 0;  // steps still to do; negative: no limit
  bool owes_validation_ = false;
  bool owes_test_ = false;
  std::shared_ptr<const DatedEvaluation> validation_;
  std::shared_ptr<const DatedEvaluation> test_;
  SharedParameters parameters_;  // the last published copy and its step
  Index parameters_step_ = -1;
  std::uint64_t next_id_ = 1;
  Index samples_ = 0;
  double step_seconds_ = 0;
  double busy_seconds_ = 0;
  TrainingCurves curves_;
  Index curves_start_ = 0;  // the step before their first batch
  Clock::time_point last_publish_{};
  Clock::time_point last_autosave_{};
  Index autosaved_step_ = 0;  // the step that the autosave holds; -1: of another past
  std::atomic<bool> abandoned_ = false;
};

}  // namespace convscope::engine

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/train/curve.h"
#include "engine/train/mailbox.h"
#include "engine/train/snapshot.h"

namespace convscope::engine {

struct SessionConfig {
  std::shared_ptr<const Network> network;
  std::shared_ptr<const Dataset> data;
  TrainOptions options;
  RowRange validation;       ///< rows of the training split; count 0: none
  Index validate_every = 0;  ///< steps between looks at `validation_sample` rows; 0: never
  Index validation_sample = 512;
  int threads = 0;  ///< below 1: all processors
  ExecutorKind executor = ExecutorKind::kFastest;
  bool background = true;       ///< ask the system to prefer everybody else's threads
  std::vector<Scalar> weights;  ///< to start from instead of random ones; empty: random
  std::optional<TrainerState> resume;
  TrainingCurves curves;         ///< of what `resume` has behind it
  std::string data_name;         ///< kept in saved files
  std::string autosave;          ///< a file for checkpoints, see Session; empty: none
  std::function<void()> notify;  ///< called by the worker after each snapshot it posts
};

/// A training on its own thread. Commands return at once and are carried out in order; what comes
/// back are constant snapshots (the latest wins) and a queue of events (none lost). All members
/// are for one thread, the owner's. A snapshot is posted when the last one was taken and 33 ms
/// have passed, and whenever the status changes. The autosave is written every 10 s of training,
/// when it pauses, stops or ends in any way, and by the destructor: nothing trained is lost.
class Session {
 public:
  /// Returns before the network is initialised. Problems come as a snapshot of kFailed.
  explicit Session(SessionConfig config);
  /// Stops within a block of samples and waits for the worker.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start();
  /// Finishes the batch.
  void pause();
  void one_batch();
  /// Up to the end of the running epoch, its validation included.
  void one_epoch();
  /// At once, between two blocks of samples: the unfinished batch is thrown away.
  void stop();
  /// The maximum of the schedule, from the next batch on.
  void set_learning_rate(double rate);
  /// Back to a step that the snapshots' history has; then paused. Ignored for others.
  void rewind(Index step);
  /// Judges the test split; the result comes with a snapshot.
  void evaluate_test();
  /// Writes a checkpoint of the whole state after the running batch, on the worker's thread; a
  /// SaveResult tells how it went. An autosave tells only of failures.
  void save(std::string path);
  /// What was trained is not wanted any more: no autosave from now on.
  void abandon();

  /// The newest snapshot since the last call, or null.
  std::shared_ptr<const Snapshot> take_snapshot();
  std::vector<SessionEvent> drain_events();

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
  std::jthread thread_;
};

}  // namespace convscope::engine

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/model/network.h"
#include "engine/train/evaluate.h"
#include "engine/train/metrics.h"
#include "engine/train/trainer.h"

namespace convscope::engine {

enum class SessionStatus {
  kReady,  ///< nothing trained yet
  kRunning,
  kPaused,    ///< after a whole batch
  kStopped,   ///< at once; the unfinished batch was thrown away
  kFinished,  ///< all epochs done
  kDiverged,  ///< the last finite state is kept
  kFailed,    ///< an exception of the worker; see the message
};

using SharedParameters = std::shared_ptr<const std::vector<Scalar>>;

/// Weights of an earlier moment that one can look at and go back to.
struct HistoryEntry {
  Index step = 0;
  SharedParameters parameters;
};
using History = std::vector<HistoryEntry>;  // by step

/// An evaluation and the step whose weights it judged.
struct DatedEvaluation {
  Index step = 0;
  Evaluation evaluation;
};

/// What the window knows of a training: constant once published, shared without locks.
struct Snapshot {
  std::uint64_t id = 0;  ///< grows by one with each snapshot of a session
  SessionStatus status = SessionStatus::kReady;
  std::string message;                   ///< of kFailed and kDiverged, one line
  std::optional<Divergence> divergence;  ///< of kDiverged

  std::shared_ptr<const Network> network;
  SharedParameters parameters;
  std::shared_ptr<const History> history;

  Index step = 0;  ///< steps done
  Index steps_per_epoch = 1;
  Index total_steps = 1;
  double learning_rate = 0;  ///< of the next step
  RunningMetrics epoch;      ///< of the running or just finished epoch's batches
  double samples_per_s = 0;  ///< training steps only
  double elapsed_s = 0;      ///< time spent running
  std::shared_ptr<const DatedEvaluation> validation;  ///< the last whole one; null at first
  std::shared_ptr<const DatedEvaluation> test;        ///< null until asked for or finished
};

/// A look at a part of the validation set between two epochs' ends.
struct ValidationMetrics {
  Index step = 0;
  double loss = 0;
  double accuracy = 0;
};

/// What saving came to: `error` is empty when it worked.
struct SaveResult {
  std::string path;
  std::string error;
};

/// What goes through the lossless queue, in order.
using SessionEvent = std::variant<BatchMetrics, ValidationMetrics, EpochMetrics, SaveResult>;

}  // namespace convscope::engine

#pragma once

#include <memory>
#include <vector>

#include "engine/train/snapshot.h"

namespace convscope::engine {

/// States of a training to rewind to, in bounded memory: those of the first steps (0, 5, 20, 60,
/// 160) and of every epoch's end, thinned out from the oldest epochs on when they grow too many.
class TrainingHistory {
 public:
  /// `most_bytes` bounds parameters and moments together; a few states are kept in any case.
  explicit TrainingHistory(std::size_t most_bytes = std::size_t{128} << 20);

  /// Whether a state after this step belongs in the history.
  static bool wants(Index step, Index steps_per_epoch);
  /// Adds or replaces the state of state.step; drops later ones.
  void add(TrainerState state);
  /// The state of this step, or null.
  const TrainerState* find(Index step) const;
  /// Drops what came after `step`.
  void rewind(Index step);
  /// For snapshots; rebuilt only when something changed.
  std::shared_ptr<const History> entries() const { return entries_; }

 private:
  struct State {
    TrainerState state;
    SharedParameters parameters;
  };
  void publish();

  std::size_t most_bytes_;
  std::vector<State> states_;
  std::shared_ptr<const History> entries_ = std::make_shared<const History>();
};

}  // namespace convscope::engine

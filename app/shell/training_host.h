#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "app/state/intent.h"
#include "app/state/training/training_effect.h"
#include "engine/train/session.h"

namespace convscope::shell {

/// Carries out what the Training lab asks for: owns the one session there is. Returns at once from
/// everything; all members are for one thread, the frame loop's.
class TrainingHost {
 public:
  /// `wake` is called from any thread when there is something to take.
  explicit TrainingHost(std::function<void()> wake);
  /// Stops the training within a block of samples.
  ~TrainingHost();
  TrainingHost(const TrainingHost&) = delete;
  TrainingHost& operator=(const TrainingHost&) = delete;

  /// Saving and opening weights are not this one's work: then false.
  bool carry_out(const state::TrainingEffect& effect);
  /// The metrics and the newest snapshot since the last call, in this order.
  std::vector<state::Intent> take_intents();

 private:
  void begin(const state::BeginTraining& effect);

  std::function<void()> wake_;
  std::unique_ptr<engine::Session> session_;
  std::jthread farewell_;  // ends the session before this one, so that nobody waits for it
};

}  // namespace convscope::shell

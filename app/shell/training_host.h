#pragma once

#include <functional>
#include <memory>
#include <string>
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
  /// `autosave`: the file that a training is saved to every 10 s and when it stands still; empty:
  /// none.
  explicit TrainingHost(std::function<void()> wake, std::string autosave = {});
  /// Stops the training within a block of samples. The autosave of one that was not at its end, up
  /// to its last batch, stays to be offered by the next start.
  ~TrainingHost();
  TrainingHost(const TrainingHost&) = delete;
  TrainingHost& operator=(const TrainingHost&) = delete;

  void carry_out(const state::TrainingEffect& effect);
  /// The metrics and the newest snapshot since the last call, in this order.
  std::vector<state::Intent> take_intents();

 private:
  // Answers of the threads that read and write files; outlives this in their hands.
  using Answers = engine::MessageQueue<state::Intent>;

  void begin(const state::BeginTraining& effect);
  void save(const state::SaveTrainingWeights& effect);
  void open(const state::OpenTrainingWeights& effect);
  void recover(const state::RecoverTraining& effect);
  void forget_autosave();
  void work(std::function<state::Intent()> job);

  std::function<void()> wake_;
  std::unique_ptr<engine::Session> session_;
  std::string autosave_;
  bool ended_ = true;  // nothing of the session would be missed
  std::shared_ptr<Answers> answers_ = std::make_shared<Answers>();
  std::vector<std::jthread> workers_;  // one a file, joined at the end
  std::jthread farewell_;  // ends the session before this one, so that nobody waits for it
};

}  // namespace convscope::shell

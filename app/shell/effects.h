#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/render/offscreen.h"
#include "app/shell/learning_host.h"
#include "app/shell/shuffle_host.h"
#include "app/shell/training_host.h"
#include "app/state/effect.h"
#include "app/state/intent.h"

namespace convscope::shell {

/// Carries out the effects that take time, each on a thread of its own, and collects the intents
/// that they answer with. All members are for one thread, the frame loop's.
class EffectRunner {
 public:
  /// `wake` is called from any thread after an answer has been left.
  /// `autosave` is the TrainingHost's.
  explicit EffectRunner(std::function<void()> wake, std::string autosave = {});
  /// Asks everything to stop and waits for it.
  ~EffectRunner();
  EffectRunner(const EffectRunner&) = delete;
  EffectRunner& operator=(const EffectRunner&) = delete;

  /// Starts what `effect` asks for; false when that is not work for a thread.
  bool carry_out(const state::Effect& effect);
  /// Encodes a picture and writes it as PNG; a toast says where, or why not.
  void save_picture(render::Pixels pixels, std::string path, state::Language language);
  /// Looks for a training that was cut short; answered by RecoveryFound, or nothing.
  void look_for_recovery();
  /// The answers since the last call, in the order in which they came.
  std::vector<state::Intent> take_intents();
  /// Returns once nothing runs any more: for tests and pictures without a window.
  void wait();

 private:
  // Outlives the runner in the threads' hands.
  struct Inbox {
    std::mutex mutex;
    std::vector<state::Intent> intents;
    std::function<void()> wake;
    void post(state::Intent intent);
  };
  struct Job {
    std::string key;
    std::shared_ptr<std::atomic<bool>> done;
    std::jthread thread;
  };
  using Work = std::function<void(std::stop_token, Inbox&)>;

  // Runs `work` on its own thread; a job with the same key is asked to stop. What it throws
  // becomes a toast.
  void start(std::string key, Work work);
  void load_dataset(const state::LoadDataset& effect);
  void read_test_set(const state::ReadTestSet& effect);
  void load_weights(const state::LoadWeights& effect);
  void read_any_file(const state::ReadFile& effect);
  void write_scene(const state::WriteScene& effect);
  void save_recent_files(const state::SaveRecentFiles& effect);
  void delete_file(const state::DeleteFile& effect);
  void find_weight_files();
  void load_photo(const state::LoadPhoto& effect);

  std::shared_ptr<Inbox> inbox_;
  std::vector<Job> jobs_;
  TrainingHost training_;
  LearningHost learning_;
  ShuffleHost shuffle_;
};

/// Carries out at once what the lab that is shown asks for when it is opened (its data set, say):
/// for pictures without a window.
void settle(state::AppState& state);

}  // namespace convscope::shell

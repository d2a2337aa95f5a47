#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "app/state/intent.h"
#include "app/state/pixel_shuffle/actions.h"

namespace convscope::shell {

/// Trains the four networks of the experiment with shuffled pixels on a thread of its own. Returns
/// at once from everything but the end; all members are for one thread, the frame loop's.
class ShuffleHost {
 public:
  /// `wake` is called from the thread when there is something to take.
  explicit ShuffleHost(std::function<void()> wake);
  /// Ends the run within a block of samples.
  ~ShuffleHost();
  ShuffleHost(const ShuffleHost&) = delete;
  ShuffleHost& operator=(const ShuffleHost&) = delete;

  void carry_out(const state::RunPixelShuffle& effect);
  void carry_out(const state::HoldPixelShuffle& effect);
  /// What the run measured since the last call.
  std::vector<state::Intent> take_intents();

 private:
  // What the frame loop and the thread share.
  struct Shared {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool hold = false;
    bool one_stretch = false;
    state::pixel_shuffle::Progress news;
    bool any_news = false;
  };
  static void work(const std::stop_token& stop, Shared& shared,
                   const state::RunPixelShuffle& effect, const std::function<void()>& wake);

  std::function<void()> wake_;
  std::shared_ptr<Shared> shared_;
  std::jthread thread_;
  std::jthread farewell_;  // ends the run before this one, so that nobody waits for it
};

}  // namespace convscope::shell

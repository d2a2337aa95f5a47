#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "app/state/intent.h"
#include "app/state/kernels/kernels_actions.h"

namespace convscope::shell {

/// Learns kernels for the Kernels lab on a thread of its own. Returns at once from everything but
/// the end; all members are for one thread, the frame loop's.
class LearningHost {
 public:
  /// `wake` is called from the thread when there is something to take.
  explicit LearningHost(std::function<void()> wake);
  /// Ends the run within a step.
  ~LearningHost();
  LearningHost(const LearningHost&) = delete;
  LearningHost& operator=(const LearningHost&) = delete;

  void carry_out(const state::RunKernelLearning& effect);
  void carry_out(const state::ChangeKernelLearning& effect);
  /// The points since the last call.
  std::vector<state::Intent> take_intents();

 private:
  // What the frame loop and the thread share.
  struct Shared {
    std::mutex mutex;
    std::optional<state::ChangeKernelLearning> change;
    std::vector<engine::KernelPoint> points;
    std::uint64_t run = 0;
  };
  static void learn(const std::stop_token& stop, Shared& shared, state::RunKernelLearning effect,
                    const std::function<void()>& wake);

  std::function<void()> wake_;
  std::shared_ptr<Shared> shared_;
  std::jthread thread_;
};

}  // namespace convscope::shell

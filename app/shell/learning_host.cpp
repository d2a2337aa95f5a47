#include "app/shell/learning_host.h"

#include <chrono>
#include <utility>

namespace convscope::shell {
namespace {

// Slow enough to see the kernel form, and no faster than the window draws.
constexpr std::chrono::milliseconds kStepTime{33};

}  // namespace

LearningHost::LearningHost(std::function<void()> wake) : wake_(std::move(wake)) {}

LearningHost::~LearningHost() = default;

void LearningHost::carry_out(const state::RunKernelLearning& effect) {
  thread_ = std::jthread();  // ends the run before
  shared_.reset();
  if (effect.picture.values.empty()) return;
  shared_ = std::make_shared<Shared>();
  shared_->run = effect.run;
  thread_ = std::jthread([shared = shared_, effect, wake = wake_](const std::stop_token& stop) {
    learn(stop, *shared, effect, wake);
  });
}

void LearningHost::carry_out(const state::ChangeKernelLearning& effect) {
  if (!shared_) return;
  const std::lock_guard lock(shared_->mutex);
  shared_->change = effect;
}

void LearningHost::learn(const std::stop_token& stop, Shared& shared,
                         state::RunKernelLearning effect, const std::function<void()>& wake) {
  engine::KernelLearner learner(effect.picture, effect.wanted.size, effect.wanted.weights(),
                                effect.start, state::learn_optimizer(effect.settings.optimizer));
  learner.set_noise(effect.settings.noise, effect.settings.seed);
  if (effect.from) learner.resume(*effect.from);
  for (engine::Index step = 0; step <= effect.steps && !stop.stop_requested(); ++step) {
    const auto next = std::chrono::steady_clock::now() + kStepTime;
    std::optional<state::ChangeKernelLearning> change;
    {
      const std::lock_guard lock(shared.mutex);
      change.swap(shared.change);
    }
    if (change) {
      const bool other = change->settings.optimizer != effect.settings.optimizer;
      effect.settings = change->settings;
      learner.set_picture(change->picture);
      learner.set_noise(effect.settings.noise, effect.settings.seed);
      if (other) learner.set_optimizer(state::learn_optimizer(effect.settings.optimizer));
    }
    const engine::KernelPoint point = learner.look();
    learner.step(point, effect.settings.rate);
    {
      const std::lock_guard lock(shared.mutex);
      shared.points.push_back(point);
    }
    if (wake) wake();
    std::this_thread::sleep_until(next);
  }
}

std::vector<state::Intent> LearningHost::take_intents() {
  if (!shared_) return {};
  std::vector<engine::KernelPoint> points;
  {
    const std::lock_guard lock(shared_->mutex);
    points.swap(shared_->points);
  }
  if (points.empty()) return {};
  return {state::KernelsIntent{state::kernels::LearnArrived{shared_->run, std::move(points)}}};
}

}  // namespace convscope::shell

#include "app/shell/shuffle_host.h"

#include <exception>
#include <utility>

#include "app/state/pixel_shuffle/experiment.h"
#include "engine/core/platform_thread.h"

namespace convscope::shell {

ShuffleHost::ShuffleHost(std::function<void()> wake) : wake_(std::move(wake)) {}

ShuffleHost::~ShuffleHost() = default;

void ShuffleHost::carry_out(const state::RunPixelShuffle& effect) {
  thread_.request_stop();
  farewell_ = std::move(thread_);
  thread_ = std::jthread();
  shared_.reset();
  if (!effect.data) return;
  shared_ = std::make_shared<Shared>();
  shared_->news.run = effect.run;
  thread_ = std::jthread([shared = shared_, effect, wake = wake_](const std::stop_token& stop) {
    engine::lower_thread_priority();
    try {
      work(stop, *shared, effect, wake);
    } catch (const std::exception& error) {
      const std::lock_guard lock(shared->mutex);
      shared->news.error = error.what();
      shared->any_news = true;
    }
    if (wake) wake();
  });
}

void ShuffleHost::carry_out(const state::HoldPixelShuffle& effect) {
  if (!shared_) return;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->hold = effect.hold;
    shared_->one_stretch = effect.one_stretch;
  }
  shared_->changed.notify_all();
}

void ShuffleHost::work(const std::stop_token& stop, Shared& shared,
                       const state::RunPixelShuffle& effect, const std::function<void()>& wake) {
  state::ShuffleExperiment experiment(effect.data, effect.settings, {.threads = 0});
  while (true) {
    std::optional<state::ShufflePoint> point;
    if (experiment.wants_look()) {
      point = experiment.look(stop);
      if (!point) return;
    }
    {
      const std::lock_guard lock(shared.mutex);
      shared.news.step = experiment.step();
      shared.news.total_steps = experiment.total_steps();
      if (point) shared.news.points.push_back(*point);
      shared.any_news = true;
      if (point && point->step > 0 && std::exchange(shared.one_stretch, false)) shared.hold = true;
    }
    if (wake) wake();
    if (experiment.done()) return;
    std::unique_lock lock(shared.mutex);
    if (!shared.changed.wait(lock, stop, [&] { return !shared.hold; })) return;
    lock.unlock();
    if (!experiment.train_batch(stop)) return;
  }
}

std::vector<state::Intent> ShuffleHost::take_intents() {
  if (!shared_) return {};
  state::pixel_shuffle::Progress news;
  {
    const std::lock_guard lock(shared_->mutex);
    if (!std::exchange(shared_->any_news, false)) return {};
    news = shared_->news;
    shared_->news.points.clear();
  }
  return {state::PixelShuffleIntent{std::move(news)}};
}

}  // namespace convscope::shell

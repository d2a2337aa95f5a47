#include "engine/core/parallel.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "engine/core/denormals.h"

namespace convscope::engine {
namespace {

// How long a thread looks for news before it sleeps: what a block of samples of a small network
// takes, for which the others may keep it waiting, and what a step does between two loops. Waking
// it would cost half as much.
constexpr std::chrono::microseconds kLook{150};

void pause() noexcept {
#if defined(__x86_64__)
  _mm_pause();
#else
  std::this_thread::yield();
#endif
}

template <typename Condition>
void spin_until(const Condition& condition) {
  constexpr int kLooks = 64;  // between two looks at the clock
  const auto start = std::chrono::steady_clock::now();
  do {
    for (int i = 0; i < kLooks; ++i) {
      if (condition()) return;
      pause();
    }
  } while (std::chrono::steady_clock::now() - start < kLook);
}

}  // namespace

ThreadPool::ThreadPool(int threads) {
  if (threads < 1) threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  for (int worker = 1; worker < threads; ++worker) {
    workers_.emplace_back([this, worker](std::stop_token quit) { work(quit, worker); });
  }
}

ThreadPool::~ThreadPool() {
  for (auto& worker : workers_) worker.request_stop();
  wake_.notify_all();
}

bool ThreadPool::run(Index count, const std::function<void(Index, int)>& task,
                     std::stop_token stop) {
  bool asleep = false;
  {
    const std::lock_guard lock(mutex_);
    task_ = &task;
    stop_ = std::move(stop);
    next_ = 0;
    count_ = count;
    skipped_ = false;
    failure_ = nullptr;
    busy_ = threads();
    ++generation_;
    asleep = sleeping_ > 0;
  }
  if (asleep) wake_.notify_all();
  take_items(0);
  spin_until([this] { return busy_ == 0; });
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return busy_ == 0; });
  task_ = nullptr;
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return !skipped_;
}

void ThreadPool::work(std::stop_token quit, int worker) {
  std::uint64_t seen = 0;
  while (true) {
    spin_until([&] { return generation_ != seen || quit.stop_requested(); });
    {
      std::unique_lock lock(mutex_);
      ++sleeping_;
      const bool news = wake_.wait(lock, quit, [&] { return generation_ != seen; });
      --sleeping_;
      if (!news) return;
      seen = generation_;
    }
    take_items(worker);
  }
}

// Items are blocks of samples (tens of microseconds and more), so one lock an item is cheap.
void ThreadPool::take_items(int worker) {
  const FlushDenormals flush;
  std::unique_lock lock(mutex_);
  while (next_ < count_ && !failure_) {
    if (stop_.stop_requested()) {
      skipped_ = true;
      break;
    }
    const Index item = next_++;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*task_)(item, worker);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure && !failure_) failure_ = failure;
  }
  if (--busy_ == 0) done_.notify_one();
}

}  // namespace convscope::engine

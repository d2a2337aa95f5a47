#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// A fixed team of threads for loops whose work is partitioned by the data. The caller is one of
/// the team, so a pool of one thread starts none. Which thread runs which item is undefined;
/// write results per item and reduce them in item order, and they do not depend on the number of
/// threads; every task runs under FlushDenormals. One `run` at a time; not reentrant. A thread
/// without work looks for some for about 150 us, then sleeps.
class ThreadPool {
 public:
  /// `threads` < 1 takes the number of processors.
  explicit ThreadPool(int threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const noexcept { return static_cast<int>(workers_.size()) + 1; }

  /// Calls task(item, worker) for every item in [0, count) and returns when all are done; `worker`
  /// in [0, threads()) names the caller's workspace. Items not begun when `stop` is requested are
  /// skipped: then it returns false. An exception of a task is rethrown here, after the others
  /// ended.
  bool run(Index count, const std::function<void(Index item, int worker)>& task,
           std::stop_token stop = {});

 private:
  void work(std::stop_token quit, int worker);
  void take_items(int worker);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable done_;
  const std::function<void(Index, int)>* task_ = nullptr;
  std::stop_token stop_;
  Index next_ = 0;
  Index count_ = 0;
  // Written under the mutex; atomic so that a thread may look before it sleeps.
  std::atomic<int> busy_ = 0;
  std::atomic<std::uint64_t> generation_ = 0;
  int sleeping_ = 0;
  bool skipped_ = false;
  std::exception_ptr failure_;
  std::vector<std::jthread> workers_;
};

}  // namespace convscope::engine

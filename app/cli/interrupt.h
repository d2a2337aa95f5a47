#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace convscope::cli {

/// Turns SIGINT and SIGTERM into a stop token while it lives. Make it before any other thread, so
/// that all of them leave the signals to its own thread; one at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  /// Requested once a signal came.
  std::stop_token token() const { return stop_.get_token(); }
  bool interrupted() const { return stop_.stop_requested(); }
  /// 130 after SIGINT, 143 after SIGTERM; only once interrupted().
  int exit_code() const;

 private:
  std::stop_source stop_;
  std::atomic<int> signal_{0};
  std::jthread watcher_;
};

}  // namespace convscope::cli

#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace convscope::engine {

/// One value between two threads, the latest wins. The lock is held for a pointer's exchange.
template <typename T>
class Mailbox {
 public:
  void post(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);  // the old one dies outside the lock
    fresh_ = true;
  }
  /// The latest value if it was posted since the last take, otherwise null.
  std::shared_ptr<const T> take() {
    const std::lock_guard lock(mutex_);
    if (!fresh_) return nullptr;
    fresh_ = false;
    return value_;
  }
  /// Whether the last one posted was taken, or none was posted yet.
  bool taken() const {
    const std::lock_guard lock(mutex_);
    return !fresh_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
  bool fresh_ = false;
};

/// Values between two threads, none lost, in order.
template <typename T>
class MessageQueue {
 public:
  void push(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
  }
  /// All that was pushed since the last drain.
  std::vector<T> drain() {
    std::vector<T> drained;
    const std::lock_guard lock(mutex_);
    drained.swap(values_);
    return drained;
  }

 private:
  std::mutex mutex_;
  std::vector<T> values_;
};

}  // namespace convscope::engine

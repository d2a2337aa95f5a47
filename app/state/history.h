#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace convscope::state {

/// A value with all that it was before: undo and redo by keeping values, not by inverting actions.
/// At most kDeepest of them.
template <typename Value>
class History {
 public:
  static constexpr std::size_t kDeepest = 200;

  History() = default;
  explicit History(Value value) : present_(std::move(value)) {}

  const Value& value() const noexcept { return present_; }
  bool can_undo() const noexcept { return !past_.empty(); }
  bool can_redo() const noexcept { return !future_.empty(); }

  /// A new present; what was undone is gone. Changes in a row under the same `gesture` (not empty:
  /// a slider being dragged) are undone as one.
  void set(Value value, const std::string& gesture = {}) {
    if (value == present_) return;
    if (gesture.empty() || gesture != gesture_ || past_.empty()) {
      past_.push_back(std::move(present_));
      if (past_.size() > kDeepest) past_.erase(past_.begin());
    }
    gesture_ = gesture;
    present_ = std::move(value);
    future_.clear();
  }
  /// The next change is undone by itself, whatever its gesture.
  void end_gesture() { gesture_.clear(); }

  /// What undo or redo would bring; null: nothing.
  const Value* earlier() const { return past_.empty() ? nullptr : &past_.back(); }
  const Value* later() const { return future_.empty() ? nullptr : &future_.back(); }
  /// Notes something about the present that makes no difference to it.
  template <typename Note>
  void annotate(Note note) {
    note(present_);
  }
  /// Whether there was something to undo.
  bool undo() { return swap_with(past_, future_); }
  bool redo() { return swap_with(future_, past_); }

 private:
  bool swap_with(std::vector<Value>& from, std::vector<Value>& to) {
    if (from.empty()) return false;
    to.push_back(std::exchange(present_, std::move(from.back())));
    from.pop_back();
    gesture_.clear();
    return true;
  }

  Value present_{};
  std::vector<Value> past_;
  std::vector<Value> future_;
  std::string gesture_;
};

}  // namespace convscope::state

#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "app/ui/ui.h"

namespace convscope::ui {

/// What keyboard and mouse did, in its order, handed out frame by frame so that nothing gets lost
/// however fast it came: a frame sees a key or a button change at most once, and text that came
/// before Enter is in its field before Enter is seen.
class InputQueue {
 public:
  enum class Held : std::uint8_t { kNothing, kCtrl, kShift, kAlt, kSuper };

  /// A key of `code` (what ImGui's key map names) changed. `press` is what it means to the
  /// interface, sign 0: nothing by itself, as keys that only type.
  struct KeyEvent {
    int code = 0;
    bool down = false;
    bool repeated = false;
    KeyPress press{Key::kCharacter, 0, false, false};
    Held held = Held::kNothing;  ///< when the key is a modifier
  };
  void key(const KeyEvent& event);
  /// A character was typed.
  void text(char32_t sign);
  /// Mouse button 0 or 1 changed while the pointer was at `at`, in ImGui's pixels.
  void button(int number, bool down, figure::Point at);
  void wheel(float notches) { wheel_ += notches; }
  bool empty() const noexcept { return events_.empty(); }

  /// Hands out the next frame's share: into ImGui's io before its NewFrame, and the presses into
  /// `keys`. While a text field opens everything stays here; while none is open characters come one
  /// by one, since each may open one.
  void next(std::vector<KeyPress>& keys, const UiMemory& memory);

 private:
  struct Event {
    enum class Kind : std::uint8_t { kKey, kText, kButton } kind = Kind::kKey;
    KeyEvent key;
    char32_t sign = 0;
    int button = 0;
    bool down = false;
    figure::Point at;
  };
  struct Share;
  bool take(const Event& event, Share& share, std::vector<KeyPress>& keys);

  std::deque<Event> events_;
  float wheel_ = 0;
  int held_for_ = 0;  ///< frames
};

}  // namespace convscope::ui

#include "app/ui/input_queue.h"

#include <imgui.h>

#include <iterator>
#include <set>

namespace convscope::ui {
namespace {

/// A field that does not open must not swallow the keyboard.
constexpr int kLongestHold = 8;

// Keys that do something by themselves; the others only type.
bool is_command(const KeyPress& press) {
  return press.key != Key::kCharacter || press.sign != 0;
}

}  // namespace

/// What a frame has been given so far.
struct InputQueue::Share {
  bool into_field = false;     ///< characters go into a text field
  std::set<int> changed = {};  ///< codes of keys
  bool buttons[2] = {};
  bool text = false;
  bool full = false;
};

void InputQueue::key(const KeyEvent& event) {
  // A key that is held down longer than frames are drawn does not pile up.
  if (event.repeated && !events_.empty() && events_.back().kind == Event::Kind::kKey &&
      events_.back().key.code == event.code) {
    return;
  }
  events_.push_back({.kind = Event::Kind::kKey, .key = event});
}

void InputQueue::text(char32_t sign) {
  events_.push_back({.kind = Event::Kind::kText, .key = {}, .sign = sign});
}

void InputQueue::button(int number, bool down, figure::Point at) {
  if (number < 0 || number > 1) return;
  events_.push_back(
      {.kind = Event::Kind::kButton, .key = {}, .button = number, .down = down, .at = at});
}

// False when the event has to wait for the next frame.
bool InputQueue::take(const Event& event, Share& share, std::vector<KeyPress>& keys) {
  ImGuiIO& io = ImGui::GetIO();
  if (event.kind == Event::Kind::kText) {
    share.text = true;
    share.full = !share.into_field;
    io.AddInputCharacter(static_cast<unsigned int>(event.sign));
    if (event.sign == U' ') return true;  // the key has been handed out
    const bool capital = event.sign >= U'A' && event.sign <= U'Z';
    keys.push_back(
        {Key::kCharacter, capital ? event.sign - U'A' + U'a' : event.sign, false, capital});
    return true;
  }
  if (event.kind == Event::Kind::kButton) {
    if (share.buttons[event.button] || share.text) return false;
    share.buttons[event.button] = true;
    share.full = true;
    io.MouseDown[event.button] = event.down;
    io.MousePos = {event.at.x, event.at.y};
    return true;
  }
  const KeyEvent& key = event.key;
  const bool command = key.down && is_command(key.press);
  if (share.changed.contains(key.code) || (command && share.text)) return false;
  share.changed.insert(key.code);
  share.full = command;
  if (key.code >= 0 && key.code < static_cast<int>(std::size(io.KeysDown))) {
    io.KeysDown[key.code] = key.down;
  }
  if (key.held == Held::kCtrl) io.KeyCtrl = key.down;
  if (key.held == Held::kShift) io.KeyShift = key.down;
  if (key.held == Held::kAlt) io.KeyAlt = key.down;
  if (key.held == Held::kSuper) io.KeySuper = key.down;
  if (command) keys.push_back(key.press);
  return true;
}

void InputQueue::next(std::vector<KeyPress>& keys, const UiMemory& memory) {
  ImGui::GetIO().MouseWheel += wheel_;
  wheel_ = 0;
  const bool hold = !memory.editing.empty() && !memory.field_ready;
  held_for_ = hold ? held_for_ + 1 : 0;
  if (hold && held_for_ <= kLongestHold) return;
  Share share{.into_field = !memory.editing.empty()};
  while (!events_.empty() && !share.full) {
    if (!take(events_.front(), share, keys)) return;
    events_.pop_front();
  }
}

}  // namespace convscope::ui

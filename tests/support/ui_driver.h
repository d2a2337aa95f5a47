#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/effect.h"
#include "app/state/intent.h"
#include "app/ui/input_queue.h"
#include "app/ui/ui.h"

namespace convscope::testing {

/// Drives the real interface without OpenGL: ImGui's context with no backend, the real draw_app,
/// the real update. Every call runs as many frames as a person's hand would need. Effects are
/// collected, not carried out.
class UiDriver {
 public:
  explicit UiDriver(float width = 1280, float height = 720, state::AppState state = {});
  ~UiDriver();
  UiDriver(const UiDriver&) = delete;
  UiDriver& operator=(const UiDriver&) = delete;

  const state::AppState& state() const noexcept { return state_; }
  /// For a test's starting point only.
  state::AppState& mutable_state() noexcept { return state_; }
  void apply(const state::Intent& intent);
  const state::Effects& effects() const noexcept { return effects_; }
  void clear_effects() { effects_.clear(); }

  /// One frame `seconds` after the last.
  void frame(double seconds = 1.0 / 60);
  /// Where an item was drawn in the last frame; fails the test when there is none.
  figure::Rect rect(std::string_view id);
  bool has(std::string_view id) const;
  const std::string& focused() const noexcept { return memory_.focused; }
  /// Moves there, presses, releases.
  void click(std::string_view id);
  void click_at(figure::Point point);
  void move_to(figure::Point point);
  /// Presses at the first point, moves through the others, releases at the last.
  void drag(const std::vector<figure::Point>& points);
  void wheel(float notches);
  void key(ui::Key key, bool ctrl = false, bool shift = false);
  void sign(char32_t sign, bool ctrl = false, bool shift = false);
  /// Types into the text field that is open and ends with Enter.
  void type(std::string_view text);
  /// Faster than frames come: what `fill` puts into the queue, all before the next frame.
  void burst(const std::function<void(ui::InputQueue&)>& fill);
  /// The sentence beside a field that did not take what was typed.
  const std::string& complaint() const noexcept { return memory_.complaint.text; }
  int vertices() const noexcept { return vertices_; }

 private:
  state::AppState state_;
  state::Effects effects_;
  ui::UiMemory memory_;
  ui::Fonts fonts_;
  ui::Input input_;
  bool mouse_down_ = false;
  int vertices_ = 0;
};

}  // namespace convscope::testing

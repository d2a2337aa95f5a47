#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/figure/canvas.h"
#include "app/state/app_state.h"
#include "app/ui/fonts.h"
#include "app/ui/heat_map_store.h"
#include "app/ui/imgui_canvas.h"
#include "app/ui/keys.h"

namespace convscope::ui {

/// What one frame's pointer and keyboard say, in logical pixels.
struct Input {
  figure::Point mouse{-1e6F, -1e6F};
  bool down = false;
  bool pressed = false;
  bool released = false;
  bool double_clicked = false;
  bool right_pressed = false;
  bool ctrl = false;
  bool shift = false;
  float wheel = 0;
  double time_s = 0;
  std::vector<KeyPress> keys;
};

/// What an item sees of the input.
struct Interaction {
  bool hovered = false;
  bool pressed = false;  ///< the button went down on it in this frame
  bool held = false;     ///< it is being dragged, wherever the pointer is
  bool clicked = false;  ///< pressed and released on it, or Enter while focused
  bool double_clicked = false;
  bool right_clicked = false;
  bool focused = false;  ///< it has the keyboard
  figure::Point mouse;
  figure::Point drag;  ///< since the press, while held
  float wheel = 0;
};

/// A rectangle somebody can point at: for tests, tours and the command palette.
struct ItemRecord {
  std::string id;
  figure::Rect rect;
  bool keyboard = true;  ///< Tab stops there
  bool popup = false;    ///< part of the popup: while one is open, Tab stops only there
};

/// What the interface itself remembers from frame to frame: nothing that a scene would save.
struct UiMemory {
  std::string active;   ///< held by the pointer
  std::string focused;  ///< has the keyboard
  bool focus_visible = false;
  std::string hovered;
  double hovered_since_s = 0;
  figure::Point drag_start;
  std::string popup;            ///< the open combo or menu
  std::string focused_outside;  ///< had the keyboard before it opened and has it after
  figure::Rect popup_rect;
  std::string editing;  ///< the text field being typed in
  std::string edit_text;
  bool edit_started = false;
  bool field_ready = false;  ///< the field takes what is typed
  std::string type_ahead;    ///< what was typed to open the field: it goes in first
  /// Why a field did not take what was typed: a sentence beside it for some seconds.
  struct Complaint {
    std::string id;
    std::string text;
    double since_s = 0;
  };
  Complaint complaint;
  std::map<std::string, float, std::less<>> scroll;  ///< by area, logical pixels
  struct Motion {
    float from = 0;
    float to = 0;
    double start_s = 0;
  };
  std::map<std::string, Motion, std::less<>> motions;
  std::vector<ItemRecord> items;  ///< of the last frame, in tab order
};

/// One frame of the interface: what widgets draw on and ask for input. Lives from NewFrame to
/// Render of an ImGui context.
class Ui {
 public:
  Ui(UiMemory& memory, const Fonts& fonts, const state::Settings& settings, Input input,
     HeatMapStore* heat_maps);

  const state::Theme& theme() const noexcept { return theme_; }
  state::Language language() const noexcept { return settings_.language; }
  std::string tr(const state::Phrase& phrase) const;
  const Input& input() const noexcept { return input_; }
  UiMemory& memory() noexcept { return memory_; }
  /// Whether the focus came by the keyboard, and so shows.
  bool focus_visible() const noexcept { return memory_.focus_visible; }
  float scale() const noexcept { return fonts_.scale(); }
  /// All there is to draw on, in logical pixels.
  figure::Rect window() const;
  figure::Canvas& canvas() noexcept { return root_; }
  const Fonts& fonts() const noexcept { return fonts_; }

  /// Registers a rectangle under a stable id and tells what happens to it. `keyboard`: Tab stops
  /// there.
  Interaction item(std::string_view id, const figure::Rect& rect, bool keyboard = true);
  /// Tells tests and tours where a part of an item is.
  void record_part(std::string id, const figure::Rect& rect) {
    memory_.items.push_back({std::move(id), root_.in_window(rect), false});
  }
  /// The 2 px ring of an item that has the keyboard, drawn by widgets after themselves.
  void focus_ring(const Interaction& interaction, const figure::Rect& rect, float radius = 4);
  /// Shown near the pointer once it has rested on the item for 350 ms.
  void tooltip(std::string_view id, std::string_view text);

  /// Takes a key of this frame from everybody else; whether it was there.
  bool take_key(Key key);
  /// The same for what stands outside of the open popup `id` and reads its keys.
  bool take_popup_key(std::string_view id, Key key);
  /// The notches of the wheel in this frame, taken from everybody else.
  float take_wheel() noexcept { return std::exchange(input_.wheel, 0.0F); }
  bool take_sign(char32_t sign, bool ctrl = false, bool shift = false);
  /// The next key for the focused item, if any and if `id` has the focus.
  std::optional<KeyPress> focused_key(std::string_view id);
  std::vector<KeyPress>& keys() noexcept { return input_.keys; }

  /// Opens a popup below `anchor`; its content is drawn by `popup` after everything else.
  void open_popup(std::string_view id);
  void close_popup();
  bool popup_open(std::string_view id) const { return memory_.popup == id; }
  void popup(const figure::Rect& rect, std::function<void()> draw);
  /// Runs after everything else has been drawn, so on top of it.
  void later(std::function<void()> draw) { later_.push_back(std::move(draw)); }
  /// Draws what was put off. Last call of the frame.
  void finish();

  /// A value on its way to `target`: ease-in-out cubic over `duration_s`, at once with reduced
  /// motion. Asks for further frames while it moves.
  float animated(std::string_view id, float target, double duration_s);
  void request_frame() noexcept { wants_frame_ = true; }
  bool wants_frame() const noexcept { return wants_frame_; }

  /// Draws a picture of something that lets itself neither be pointed at nor typed into, enlarged
  /// so that `from` comes to lie on `to`, inside `window`: a moment of a zoom.
  void enlarged(const figure::Rect& from, const figure::Rect& to, const figure::Rect& window,
                const std::function<void()>& draw);

  /// A text field in place: starts with `text`, returns what was typed once Enter or a click
  /// elsewhere ends it. Escape ends it without a value.
  std::optional<std::string> edit(std::string_view id, const figure::Rect& rect,
                                  const figure::TextStyle& style);
  /// `typed` is what opened the field; it replaces the text.
  void start_edit(std::string_view id, std::string text, std::string typed = {});
  /// Says for some seconds beside the item `id` why it did not take what was typed.
  void complain(std::string_view id, std::string sentence);
  /// Where that is said: call it with the item's place in every frame.
  void show_complaint(std::string_view id, const figure::Rect& rect);
  bool is_editing(std::string_view id) const { return memory_.editing == id; }
  /// What a paste would insert.
  std::string clipboard() const;

  /// Interaction outside `rect` is ignored until popped (scrolled areas).
  void push_area(const figure::Rect& rect);
  void pop_area();

  /// A magnified view inside `area`: until popped, drawing and pointing use coordinates in which
  /// (x, y) lies at (x - origin) * zoom in the window. Not nested.
  void push_view(const figure::Rect& area, float zoom, figure::Point origin);
  void pop_view();

  /// From 0 to 1, eased, since `key` changed last under this id; 1 at its first sight and with
  /// reduced motion. A new key begins again at once.
  float progress(std::string_view id, double key, double duration_s);

 private:
  bool take(Key key);
  bool reachable(const figure::Rect& rect) const;
  void move_focus();

  UiMemory& memory_;
  const Fonts& fonts_;
  const state::Settings& settings_;
  const state::Theme& theme_;
  Input input_;
  ImguiCanvas root_;
  bool in_popup_ = false;
  bool popup_was_open_ = false;
  bool typing_ = false;  ///< keys belong to a text field in this frame
  bool wants_frame_ = false;
  bool field_drawn_ = false;  ///< the text field that is open
  std::string hovered_now_;
  std::vector<figure::Rect> areas_;
  std::vector<ItemRecord> previous_items_;
  std::vector<std::function<void()>> later_;
};

}  // namespace convscope::ui

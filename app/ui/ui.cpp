#include "app/ui/ui.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <utility>

#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;

constexpr double kTooltipDelay_s = 0.35;

float ease_in_out(float t) {
  return t < 0.5F ? 4 * t * t * t : 1 - (2 - 2 * t) * (2 - 2 * t) * (2 - 2 * t) / 2;
}

}  // namespace

Ui::Ui(UiMemory& memory, const Fonts& fonts, const state::Settings& settings, Input input,
       HeatMapStore* heat_maps)
    : memory_(memory),
      fonts_(fonts),
      settings_(settings),
      theme_(state::theme(settings.theme)),
      input_(std::move(input)),
      root_(*ImGui::GetWindowDrawList(), fonts, theme_, heat_maps),
      popup_was_open_(!memory.popup.empty()),
      typing_(!memory.editing.empty()),
      previous_items_(std::exchange(memory.items, {})) {
  if (popup_was_open_ && input_.pressed && !memory_.popup_rect.contains(input_.mouse)) {
    close_popup();
    input_.pressed = false;
  }
  if (memory_.editing.empty()) move_focus();
}

std::string Ui::tr(const state::Phrase& phrase) const {
  return std::string(phrase.in(settings_.language));
}

// Tab walks through the items of the last frame in the order in which they were drawn.
void Ui::move_focus() {
  const auto tab = std::find_if(input_.keys.begin(), input_.keys.end(),
                                [](const KeyPress& press) { return press.key == Key::kTab; });
  if (tab == input_.keys.end()) return;
  const int step = tab->shift ? -1 : 1;
  input_.keys.erase(tab);
  std::vector<std::string> stops;
  const bool inside = popup_was_open_;
  for (const ItemRecord& item : previous_items_) {
    if (item.keyboard && item.popup == inside) stops.push_back(item.id);
  }
  if (stops.empty()) return;
  const int count = static_cast<int>(stops.size());
  const auto current = std::find(stops.begin(), stops.end(), memory_.focused);
  const int start =
      current == stops.end() ? (step > 0 ? -1 : 0) : static_cast<int>(current - stops.begin());
  memory_.focused = stops[static_cast<std::size_t>((start + step + count) % count)];
  memory_.focus_visible = true;
}

bool Ui::reachable(const Rect& rect) const {
  if (popup_was_open_ && !in_popup_) return false;
  if (!areas_.empty() && !areas_.back().contains(input_.mouse)) return false;
  return rect.contains(input_.mouse);
}

Interaction Ui::item(std::string_view id, const Rect& rect, bool keyboard) {
  Interaction result;
  result.mouse = input_.mouse;
  const bool over = reachable(rect);
  const bool free = memory_.active.empty() || memory_.active == id;
  result.hovered = over && free;
  if (result.hovered) hovered_now_ = id;
  if (result.hovered && input_.pressed) {
    result.pressed = true;
    memory_.active = id;
    memory_.focused = keyboard ? std::string(id) : std::string();
    memory_.focus_visible = false;
    memory_.drag_start = input_.mouse;  // in the coordinates of its view
    input_.pressed = false;             // an item below this one does not see the press
    result.double_clicked = input_.double_clicked;
  }
  if (memory_.active == id) {
    result.held = input_.down;
    result.drag = {input_.mouse.x - memory_.drag_start.x, input_.mouse.y - memory_.drag_start.y};
    if (input_.released) {
      result.clicked = over;
      memory_.active.clear();
    }
  }
  result.right_clicked = result.hovered && input_.right_pressed;
  if (result.hovered) result.wheel = input_.wheel;
  result.focused = keyboard && memory_.focused == id;
  if (result.focused && memory_.editing.empty() && memory_.focus_visible &&
      (take_key(Key::kEnter))) {
    result.clicked = true;
  }
  memory_.items.push_back({std::string(id), root_.in_window(rect), keyboard, in_popup_});
  return result;
}

void Ui::focus_ring(const Interaction& interaction, const Rect& rect, float radius) {
  if (interaction.focused && memory_.focus_visible) {
    canvas().stroke_rect(rect.grown(4), theme_.accent, 2, radius + 4);
  }
}

Rect Ui::window() const {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  return {0, 0, display.x / scale(), display.y / scale()};
}

void Ui::tooltip(std::string_view id, std::string_view text) {
  if (memory_.hovered != id || !memory_.active.empty() || text.empty()) return;
  if (input_.time_s - memory_.hovered_since_s < kTooltipDelay_s) {
    request_frame();
    return;
  }
  later([this, label = std::string(text)] {
    const TextStyle style{Face::kText, 12, theme_.text};
    constexpr float kMostWidth = 320, kInset = 12;
    const float width = std::min(root_.text_width(label, style) + 2 * kInset + 1, kMostWidth);
    const float height = paragraph(root_, {}, width - 2 * kInset, label, style, true) + 13;
    const Rect all = window();
    Rect box{input_.mouse.x + 12, input_.mouse.y + 18, width, height};
    box.x = std::max(4.0F, std::min(box.x, all.width - width - 8));
    if (box.bottom() > all.height - 8) box.y = input_.mouse.y - 8 - height;
    root_.fill_rect(box, theme_.control, 8);
    root_.stroke_rect(box, theme_.line_strong, 1, 8);
    paragraph(root_, {box.x + kInset, box.y + 8}, width - 2 * kInset, label, style);
  });
}

bool Ui::take_key(Key key) {
  // While a popup is open, only it and Escape have the keyboard.
  if (typing_ || (popup_was_open_ && !in_popup_ && key != Key::kEscape)) return false;
  return take(key);
}

bool Ui::take_popup_key(std::string_view id, Key key) {
  return !typing_ && popup_open(id) && popup_was_open_ && take(key);
}

bool Ui::take(Key key) {
  const auto found = std::find_if(input_.keys.begin(), input_.keys.end(),
                                  [&](const KeyPress& press) { return press.key == key; });
  if (found == input_.keys.end()) return false;
  input_.keys.erase(found);
  return true;
}

bool Ui::take_sign(char32_t sign, bool ctrl, bool shift) {
  if (typing_ || (popup_was_open_ && !in_popup_)) return false;
  const auto found =
      std::find_if(input_.keys.begin(), input_.keys.end(), [&](const KeyPress& press) {
        return press.key == Key::kCharacter && press.sign == sign && press.ctrl == ctrl &&
               (shift ? press.shift : !ctrl || !press.shift);
      });
  if (found == input_.keys.end()) return false;
  input_.keys.erase(found);
  return true;
}

std::optional<KeyPress> Ui::focused_key(std::string_view id) {
  if (memory_.focused != id || !memory_.focus_visible || input_.keys.empty()) return std::nullopt;
  const KeyPress press = input_.keys.front();
  return press;
}

void Ui::open_popup(std::string_view id) {
  if (memory_.popup.empty()) memory_.focused_outside = memory_.focused;
  memory_.popup = id;
  memory_.focused.clear();
}

void Ui::close_popup() {
  if (!memory_.popup.empty()) memory_.focused = std::exchange(memory_.focused_outside, {});
  memory_.popup.clear();
}

void Ui::popup(const Rect& rect, std::function<void()> draw) {
  memory_.popup_rect = rect;
  later([this, rect, draw = std::move(draw)] {
    in_popup_ = true;
    root_.fill_rect(rect, theme_.control, 8);
    root_.stroke_rect(rect, theme_.line_strong, 1, 8);
    draw();
    in_popup_ = false;
  });
}

void Ui::finish() {
  // Deferred work may put off more work (a tooltip inside a popup), hence the index.
  for (std::size_t i = 0; i < later_.size(); ++i) {
    const auto draw = std::move(later_[i]);
    draw();
  }
  later_.clear();
  // A field that is no longer on the screen must not keep the keyboard.
  if (!field_drawn_) memory_.editing.clear();
  if (memory_.hovered != hovered_now_) {
    memory_.hovered = hovered_now_;
    memory_.hovered_since_s = input_.time_s;
  }
  if (input_.released) memory_.active.clear();
}

float Ui::animated(std::string_view id, float target, double duration_s) {
  auto [entry, added] = memory_.motions.try_emplace(std::string(id));
  UiMemory::Motion& motion = entry->second;
  if (added || settings_.reduce_motion) motion = {target, target, input_.time_s};
  const auto position = [&] {
    const double t = (input_.time_s - motion.start_s) / duration_s;
    if (t >= 1) return motion.to;
    return motion.from + (motion.to - motion.from) * ease_in_out(static_cast<float>(t));
  };
  if (motion.to != target) motion = {position(), target, input_.time_s};
  const float now = position();
  if (now != target) request_frame();
  return now;
}

float Ui::progress(std::string_view id, double key, double duration_s) {
  auto [entry, added] = memory_.motions.try_emplace(std::string(id));
  UiMemory::Motion& motion = entry->second;
  const auto target = static_cast<float>(key);
  if (added || motion.to != target) {
    motion = {target, target, added ? input_.time_s - duration_s : input_.time_s};
  }
  const double t = (input_.time_s - motion.start_s) / duration_s;
  if (settings_.reduce_motion || t >= 1) return 1;
  request_frame();
  return ease_in_out(static_cast<float>(t));
}

void Ui::enlarged(const Rect& from, const Rect& to, const Rect& window,
                  const std::function<void()>& draw) {
  if (from.empty() || to.empty()) return;
  const auto items = memory_.items.size();
  areas_.push_back({});  // out of every pointer's reach
  const ImguiCanvas::Mark since = root_.mark();
  draw();
  root_.enlarge(since, from, to, window);
  areas_.pop_back();
  memory_.items.resize(items);
}

std::string Ui::clipboard() const {
  const char* text = ImGui::GetClipboardText();
  return text == nullptr ? std::string() : std::string(text);
}

void Ui::start_edit(std::string_view id, std::string text, std::string typed) {
  memory_.editing = id;
  memory_.edit_text = std::move(text);
  memory_.type_ahead = std::move(typed);
  memory_.field_ready = false;
  memory_.complaint = {};
  memory_.edit_started = true;
  field_drawn_ = true;
}

void Ui::complain(std::string_view id, std::string sentence) {
  memory_.complaint = {std::string(id), std::move(sentence), input_.time_s};
}

void Ui::show_complaint(std::string_view id, const Rect& rect) {
  constexpr double kShown_s = 6;
  const UiMemory::Complaint& complaint = memory_.complaint;
  if (complaint.id != id) return;
  if (input_.time_s - complaint.since_s > kShown_s) {
    memory_.complaint = {};
    return;
  }
  request_frame();
  later([this, at = root_.in_window(rect), text = complaint.text] {
    const TextStyle style{Face::kText, 14, theme_.text};
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const float width = std::min(root_.text_width(text, style) + 34, display.x / scale() - 16);
    Rect box{at.x, at.bottom() + 6, width, 32};
    box.x = std::clamp(box.x, 8.0F, std::max(8.0F, display.x / scale() - width - 8));
    if (box.bottom() > display.y / scale() - 8) box.y = at.y - 38;
    root_.fill_rect(box, theme_.control, 4);
    root_.fill_rect({box.x, box.y, 6, box.height}, theme_.warn, 2);
    root_.stroke_rect(box, theme_.warn, 1, 4);
    root_.push_clip(box.grown(-2));
    root_.text_in(box, text, style, figure::Align::kLeft, 18);
    root_.pop_clip();
  });
}

std::optional<std::string> Ui::edit(std::string_view id, const Rect& rect, const TextStyle& style) {
  if (!is_editing(id)) return std::nullopt;
  field_drawn_ = true;
  const auto color = [](figure::Color c) { return IM_COL32(c.r, c.g, c.b, c.a); };
  ImGui::PushFont(fonts_.get(style.face, style.size * root_.zoom()));
  ImGui::PushStyleColor(ImGuiCol_Text, color(style.color));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, color(theme_.surface));
  ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, color(theme_.select));
  const float height = ImGui::GetFontSize();
  const Rect place = root_.in_window(rect);
  const float padding = std::max(0.0F, (place.height * scale() - height) / 2);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(6 * scale(), padding));
  ImGui::SetCursorScreenPos({place.x * scale(), place.y * scale()});
  ImGui::SetNextItemWidth(place.width * scale());
  if (memory_.edit_started) ImGui::SetKeyboardFocusHere();
  const std::string label = "###" + std::string(id);
  if (memory_.field_ready && !memory_.type_ahead.empty()) {
    // Before what has come since.
    auto& characters = ImGui::GetIO().InputQueueCharacters;
    ImVector<ImWchar> since = characters;
    characters.resize(0);
    ImGui::GetIO().AddInputCharactersUTF8(memory_.type_ahead.c_str());
    for (const ImWchar character : since) characters.push_back(character);
    memory_.type_ahead.clear();
  }
  const bool entered =
      ImGui::InputText(label.c_str(), &memory_.edit_text,
                       ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  const bool left = ImGui::IsItemDeactivated() && !memory_.edit_started;
  memory_.field_ready = ImGui::IsItemActive();
  memory_.edit_started = false;
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(3);
  ImGui::PopFont();
  request_frame();
  if (!entered && !left) return std::nullopt;
  memory_.editing.clear();
  const bool cancelled = std::any_of(input_.keys.begin(), input_.keys.end(),
                                     [](const KeyPress& p) { return p.key == Key::kEscape; });
  input_.keys.clear();
  if (cancelled) return std::nullopt;
  return memory_.edit_text;
}

void Ui::push_area(const Rect& rect) {
  areas_.push_back(areas_.empty() ? rect : figure::intersected(rect, areas_.back()));
  canvas().push_clip(rect);
}

void Ui::pop_area() {
  areas_.pop_back();
  canvas().pop_clip();
}

void Ui::push_view(const Rect& area, float zoom, Point origin) {
  const Rect seen = areas_.empty() ? area : figure::intersected(area, areas_.back());
  canvas().push_clip(area);
  root_.set_view(zoom, origin);
  input_.mouse = {input_.mouse.x / zoom + origin.x, input_.mouse.y / zoom + origin.y};
  areas_.push_back(
      {seen.x / zoom + origin.x, seen.y / zoom + origin.y, seen.width / zoom, seen.height / zoom});
}

void Ui::pop_view() {
  const float zoom = root_.zoom();
  const Point origin = root_.view_origin();
  areas_.pop_back();
  input_.mouse = {(input_.mouse.x - origin.x) * zoom, (input_.mouse.y - origin.y) * zoom};
  root_.set_view(1, {});
  canvas().pop_clip();
}

}  // namespace convscope::ui

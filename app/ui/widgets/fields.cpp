// Controls that take a value: combo, number field, slider.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;

constexpr float kRowHeight = 32;

void chevron(figure::Canvas& canvas, Point center, figure::Color color) {
  const Point points[] = {
      {center.x - 4, center.y - 2}, {center.x, center.y + 2.5F}, {center.x + 4, center.y - 2}};
  canvas.polyline(points, color, 1.5F);
}

double fraction_of(double value, const SliderRange& range) {
  if (range.logarithmic) {
    return std::log(std::max(value, range.least) / range.least) /
           std::log(range.most / range.least);
  }
  return (value - range.least) / std::max(range.most - range.least, 1e-12);
}

double value_at(double fraction, const SliderRange& range) {
  fraction = std::clamp(fraction, 0.0, 1.0);
  double value = range.logarithmic ? range.least * std::pow(range.most / range.least, fraction)
                                   : range.least + fraction * (range.most - range.least);
  if (range.logarithmic) {
    // Two significant digits: 0.0012, not 0.00118421.
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
    value = std::round(value / unit) * unit;
  } else if (range.step > 0) {
    value = range.least + std::round((value - range.least) / range.step) * range.step;
  }
  return std::clamp(value, range.least, range.most);
}

double stepped(double value, int steps, const SliderRange& range) {
  if (range.logarithmic) return value_at(fraction_of(value, range) + 0.02 * steps, range);
  const double step = range.step > 0 ? range.step : (range.most - range.least) / 50;
  return std::clamp(value + steps * step, range.least, range.most);
}

std::optional<double> groove(Ui& ui, std::string_view id, const Rect& rect, double value,
                             const SliderRange& range) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const Interaction it = ui.item(id, rect);
  const float left = rect.x + 7, length = rect.width - 14, y = rect.center_y();
  const float knob =
      left + length * static_cast<float>(std::clamp(fraction_of(value, range), 0.0, 1.0));
  canvas.fill_rect({left, y - 1.5F, length, 3}, theme.track, 1.5F);
  canvas.fill_rect({left, y - 1.5F, knob - left, 3}, theme.accent, 1.5F);
  canvas.fill_circle({knob, y}, 7, theme.surface);
  canvas.stroke_circle({knob, y}, 7, theme.accent, it.hovered || it.held ? 3 : 2);
  ui.focus_ring(it, {knob - 7, y - 7, 14, 14}, 7);

  std::optional<double> wanted;
  if (it.held && (it.pressed || it.drag.x != 0)) {
    wanted = value_at((it.mouse.x - left) / length, range);
  }
  if (it.double_clicked && range.usual) wanted = *range.usual;
  if (it.focused && ui.memory().focus_visible) {
    if (ui.take_key(Key::kRight) || ui.take_key(Key::kUp)) wanted = stepped(value, 1, range);
    if (ui.take_key(Key::kLeft) || ui.take_key(Key::kDown)) wanted = stepped(value, -1, range);
  }
  return wanted && *wanted != value ? wanted : std::nullopt;
}

// Decimals that a value of a logarithmic slider needs: two significant digits.
int shown_decimals(double value, const SliderRange& range) {
  if (!range.logarithmic || value <= 0) return range.decimals;
  int decimals = 0;
  for (double v = value; decimals < 8 && std::fabs(v - std::round(v)) > 1e-6 * v; v *= 10) {
    ++decimals;
  }
  return decimals;
}

}  // namespace

namespace {

/// Below its field; above it where the window ends before the list does, and in the window always.
Rect place_list(Ui& ui, const Rect& field, std::span<const std::string> items) {
  constexpr float kGap = 4, kEdge = 8;
  Rect list{field.x, field.bottom() + kGap, field.width,
            kRowHeight * static_cast<float>(items.size()) + 8};
  for (const auto& item : items) {
    list.width = std::max(list.width, ui.canvas().text_width(item, {Face::kText, 14, {}}) + 40);
  }
  const Rect window = ui.window();
  if (list.bottom() > window.bottom() - kEdge) list.y = field.y - kGap - list.height;
  if (list.y < kEdge) list.y = std::max(kEdge, window.bottom() - kEdge - list.height);
  list.x = std::max(kEdge, std::min(list.x, window.right() - kEdge - list.width));
  return list;
}

}  // namespace

std::optional<int> combo(Ui& ui, std::string_view id, const Rect& rect,
                         std::span<const std::string> items, int chosen) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const Interaction it = ui.item(id, rect);
  const std::string text = chosen >= 0 && chosen < static_cast<int>(items.size())
                               ? items[static_cast<std::size_t>(chosen)]
                               : std::string("\u2013");
  canvas.fill_rect(rect, it.hovered ? theme.select : theme.control, 4);
  canvas.stroke_rect(rect, theme.line_strong, 1, 4);
  canvas.push_clip({rect.x, rect.y, rect.width - 28, rect.height});
  canvas.text_in(rect, text, {Face::kText, 14, theme.text}, Align::kLeft, 10);
  canvas.pop_clip();
  chevron(canvas, {rect.right() - 16, rect.center_y()}, theme.text_dim);
  ui.focus_ring(it, rect);
  if (it.clicked) ui.open_popup(id);

  std::optional<int> result;
  // The arrows choose, whether the list is open or not; the list goes with Enter.
  if (ui.popup_open(id) || (it.focused && ui.memory().focus_visible)) {
    const auto pressed = [&](Key key) { return ui.take_key(key) || ui.take_popup_key(id, key); };
    if (pressed(Key::kDown) && chosen + 1 < static_cast<int>(items.size())) result = chosen + 1;
    if (pressed(Key::kUp) && chosen > 0) result = chosen - 1;
  }
  if (!it.clicked && ui.take_popup_key(id, Key::kEnter)) ui.close_popup();
  if (!ui.popup_open(id)) return result;

  const Rect list = place_list(ui, rect, items);
  // Input of the list is read here, before it is drawn on top of everything at the frame's end.
  Rect row = list.grown(-4);
  row.height = kRowHeight;
  int under = -1;
  for (int i = 0; i < static_cast<int>(items.size()); ++i, row.y += kRowHeight) {
    if (row.contains(ui.input().mouse)) under = i;
  }
  if (under >= 0 && ui.input().released && !it.clicked) {
    result = under;
    ui.close_popup();
  } else if (ui.take_key(Key::kEscape)) {
    ui.close_popup();
  }
  const std::vector<std::string> copies(items.begin(), items.end());
  ui.popup(list, [&ui, copies, list, under, chosen] {
    Rect line = list.grown(-4);
    line.height = kRowHeight;
    for (int i = 0; i < static_cast<int>(copies.size()); ++i, line.y += kRowHeight) {
      if (i == under) ui.canvas().fill_rect(line, ui.theme().select, 4);
      ui.canvas().text_in(line, copies[static_cast<std::size_t>(i)],
                          {i == chosen ? Face::kTextSemiBold : Face::kText, 14, ui.theme().text},
                          Align::kLeft, 8);
    }
  });
  return result;
}

std::optional<double> number_field(Ui& ui, std::string_view id, const Rect& rect, double value,
                                   int decimals) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const TextStyle style{Face::kMono, 14, theme.text};
  if (ui.is_editing(id)) {
    const auto typed = ui.edit(id, rect, style);
    canvas.stroke_rect(rect.grown(1), theme.accent, 2, 4);
    const auto number = typed ? state::typed_number(*typed) : std::nullopt;
    if (typed && !number) {
      ui.complain(id, fmt::format(fmt::runtime(ui.tr(state::phrase::kNotANumber)), *typed));
    }
    return number && *number != value ? number : std::nullopt;
  }
  const Interaction it = ui.item(id, rect);
  const std::string text = state::number_text(value, decimals, ui.language());
  canvas.fill_rect(rect, it.hovered ? theme.select : theme.control, 4);
  canvas.stroke_rect(rect, theme.line_strong, 1, 4);
  // A long number stays inside of a narrow field.
  const bool tight = canvas.text_width(text, style) > rect.width - 10;
  const TextStyle small{Face::kMono, 12, theme.text};
  canvas.text_in(rect, text, tight ? small : style, Align::kRight, tight ? 3 : 8);
  ui.focus_ring(it, rect);
  ui.show_complaint(id, rect);
  if (it.clicked) ui.start_edit(id, text);
  return std::nullopt;
}

std::optional<double> slider_row(Ui& ui, std::string_view id, const Rect& rect,
                                 std::string_view label, double value, const SliderRange& range) {
  Rect rest = rect;
  // A narrow panel keeps a groove that can be dragged.
  const bool narrow = rect.width < 230;
  const float field_width = rect.width < 215 ? 50 : 60;
  const Rect field_column = rest.take_right(field_width);
  const Rect label_column = rest.take_left(narrow ? 106 : 112);
  ui.canvas().text_in(label_column, label, {Face::kText, 14, ui.theme().text_dim}, Align::kLeft);
  const Rect groove_rect{rest.x, rect.y + 4, rest.width - 8, rect.height - 8};
  auto result = groove(ui, std::string(id) + ".groove", groove_rect, value, range);
  const float height = std::min(26.0F, rect.height - 2);
  const Rect field{field_column.x, rect.center_y() - height / 2, field_width, height};
  if (const auto typed = number_field(ui, id, field, value, shown_decimals(value, range))) {
    result = range.step >= 1 ? std::round(*typed) : *typed;
  }
  return result;
}

}  // namespace convscope::ui

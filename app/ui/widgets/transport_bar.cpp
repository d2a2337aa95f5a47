#include "app/ui/widgets/transport_bar.h"

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

enum class Icon { kFirst, kBack, kPlay, kPause, kForward, kLast };

void draw_icon(figure::Canvas& canvas, Icon icon, Point c, figure::Color color) {
  const auto triangle = [&](float x, float direction) {
    canvas.fill_triangle({x - 5 * direction, c.y - 6.5F}, {x - 5 * direction, c.y + 6.5F},
                         {x + 6 * direction, c.y}, color);
  };
  switch (icon) {
    case Icon::kFirst:
      canvas.fill_rect({c.x - 8, c.y - 6.5F, 2, 13}, color);
      triangle(c.x + 2, -1);
      break;
    case Icon::kBack:
      triangle(c.x, -1);
      break;
    case Icon::kPlay:
      triangle(c.x, 1);
      break;
    case Icon::kPause:
      canvas.fill_rect({c.x - 5, c.y - 6.5F, 4, 13}, color);
      canvas.fill_rect({c.x + 1, c.y - 6.5F, 4, 13}, color);
      break;
    case Icon::kForward:
      triangle(c.x, 1);
      break;
    case Icon::kLast:
      triangle(c.x - 2, 1);
      canvas.fill_rect({c.x + 6, c.y - 6.5F, 2, 13}, color);
      break;
  }
}

bool icon_button(Ui& ui, std::string_view id, const Rect& rect, Icon icon,
                 const state::Phrase& tip) {
  const state::Theme& theme = ui.theme();
  const Interaction it = ui.item(id, rect);
  const bool filled = icon == Icon::kPlay || icon == Icon::kPause;
  ui.canvas().fill_rect(rect, filled ? theme.accent : it.hovered ? theme.select : theme.control, 4);
  if (!filled) ui.canvas().stroke_rect(rect, theme.line_strong, 1, 4);
  draw_icon(ui.canvas(), icon, rect.center(), filled ? theme.on_accent : theme.text);
  ui.focus_ring(it, rect);
  ui.tooltip(id, ui.tr(tip));
  return it.clicked;
}

std::string speed_text(double speed, state::Language language) {
  const float value = static_cast<float>(speed);
  return state::number_text(speed, state::decimals_for({&value, 1}, 2), language) + "\u00D7";
}

double neighbour_speed(double speed, int direction) {
  const auto* found = std::find(std::begin(kSpeeds), std::end(kSpeeds), speed);
  if (found == std::end(kSpeeds)) return 1;
  const auto index = std::clamp<std::ptrdiff_t>(found - std::begin(kSpeeds) + direction, 0,
                                                std::size(kSpeeds) - 1);
  return kSpeeds[index];
}

void draw_buttons(Ui& ui, Rect& rest, const TransportModel& model, TransportRequest& request) {
  namespace phrase = state::phrase;
  const float y = rest.center_y() - 18;
  const auto place = [&](float width) {
    const Rect rect{rest.x, y, width, 36};
    rest.take_left(width + 8);
    return rect;
  };
  request.first = icon_button(ui, "transport.first", place(40), Icon::kFirst, phrase::kFirstStep);
  request.back = icon_button(ui, "transport.back", place(40), Icon::kBack, phrase::kPreviousStep);
  request.toggle_play =
      icon_button(ui, "transport.play", place(48), model.playing ? Icon::kPause : Icon::kPlay,
                  model.playing ? phrase::kPause : phrase::kPlay);
  request.forward =
      icon_button(ui, "transport.forward", place(40), Icon::kForward, phrase::kNextStep);
  request.last = icon_button(ui, "transport.last", place(40), Icon::kLast, phrase::kLastStep);
}

constexpr float kSpeedWidth = 76, kGrainList = 104;

/// What a bar of some width shows of its choices and words.
struct Shown {
  bool grain_parts = true;  ///< side by side; otherwise a list
  bool grains = true, speed = true, words = true;
};

// Folds side by side into a list, then the speed, the words and the list go; the buttons stay.
Shown shown_in(Ui& ui, float room, const TransportModel& model, float words) {
  constexpr float kSlider = 120;
  const float parts = model.grains.empty() ? 0 : 24 + segmented_width(ui, model.grains);
  const float list = model.grains.empty() ? 0 : 24 + kGrainList;
  const float speed = kSpeedWidth + 20;
  words += 32;
  if (parts + speed + words + kSlider <= room) return {};
  if (list + speed + words + kSlider <= room) return {.grain_parts = false};
  if (list + words + kSlider <= room) return {.grain_parts = false, .speed = false};
  if (list + words <= room) return {.grain_parts = false, .speed = false};
  if (words <= room) return {.grain_parts = false, .grains = false, .speed = false};
  return {.grain_parts = false, .grains = false, .speed = false, .words = false};
}

void draw_choices(Ui& ui, Rect& rest, const TransportModel& model, const Shown& shown,
                  TransportRequest& request) {
  const float y = rest.center_y() - 16;
  if (!model.grains.empty() && shown.grains) {
    rest.take_left(8);
    const float width = shown.grain_parts ? segmented_width(ui, model.grains) : kGrainList;
    const Rect rect{rest.x, y, width, 32};
    request.grain = shown.grain_parts
                        ? segmented(ui, "transport.grain", rect, model.grains, model.grain)
                        : combo(ui, "transport.grain", rect, model.grains, model.grain);
    rest.take_left(rect.width + 16);
  }
  if (model.speed <= 0) rest.take_left(12);
  if (!shown.speed || model.speed <= 0) return;
  std::vector<std::string> speeds;
  int chosen = 2;
  for (std::size_t i = 0; i < std::size(kSpeeds); ++i) {
    speeds.push_back(speed_text(kSpeeds[i], ui.language()));
    if (kSpeeds[i] == model.speed) chosen = static_cast<int>(i);
  }
  const auto speed = combo(ui, "transport.speed", {rest.x, y, kSpeedWidth, 32}, speeds, chosen);
  if (speed) request.speed = kSpeeds[*speed];
  rest.take_left(kSpeedWidth + 20);
}

void draw_slider(Ui& ui, const Rect& rect, const TransportModel& model, TransportRequest& request) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const Interaction it = ui.item("transport.slider", rect);
  const double last = static_cast<double>(std::max(model.last_step, 1LL));
  const auto x_of = [&](long long step) {
    return rect.x + rect.width * static_cast<float>(static_cast<double>(step) / last);
  };
  const float y = rect.center_y(), x = x_of(model.step);
  float label_end = -1;
  for (const TransportTick& tick : model.ticks) {
    const float at = std::round(x_of(tick.step));
    canvas.line({at, y + 8}, {at, y + (tick.label.empty() ? 13.0F : 23.0F)}, theme.line_strong);
    const figure::TextStyle style{Face::kMono, 12, theme.text_dim};
    if (!tick.label.empty() && at > label_end) {
      canvas.text({at + 4, y + 24}, tick.label, style, Align::kLeft);
      label_end = at + canvas.text_width(tick.label, style) + 8;
    }
  }
  canvas.fill_rect({rect.x, y - 2, rect.width, 4}, theme.track, 2);
  canvas.fill_rect({rect.x, y - 2, x - rect.x, 4}, theme.accent, 2);
  canvas.fill_circle({x, y}, 9, theme.surface);
  canvas.stroke_circle({x, y}, 9, theme.accent, it.hovered || it.held ? 3.5F : 2.5F);
  ui.focus_ring(it, {x - 9, y - 9, 18, 18}, 9);
  if (it.held) {
    const double fraction = std::clamp((it.mouse.x - rect.x) / rect.width, 0.0F, 1.0F);
    const auto step = std::llround(fraction * static_cast<double>(model.last_step));
    if (step != model.step) request.step = step;
  }
}

TransportRequest transport_keys(Ui& ui, const TransportModel& model) {
  TransportRequest request;
  // A clicker sends Page Down and Page Up.
  request.toggle_play = ui.take_key(Key::kSpace);
  request.forward = ui.take_key(Key::kRight) || ui.take_key(Key::kPageDown);
  request.back = ui.take_key(Key::kLeft) || ui.take_key(Key::kPageUp);
  request.first = ui.take_key(Key::kHome);
  request.last = ui.take_key(Key::kEnd);
  if (ui.take_sign(U'[')) request.speed = neighbour_speed(model.speed, -1);
  if (ui.take_sign(U']')) request.speed = neighbour_speed(model.speed, 1);
  return request;
}

}  // namespace

TransportRequest transport_bar(Ui& ui, const Rect& rect, const TransportModel& model) {
  figure::Canvas& canvas = ui.canvas();
  TransportRequest request;
  Rect rest = rect;
  rest.take_left(20);
  rest.take_right(20);
  draw_buttons(ui, rest, model, request);
  const figure::TextStyle strong{Face::kMonoMedium, 14, ui.theme().text};
  const figure::TextStyle dim{Face::kMono, 14, ui.theme().text_dim};
  const float width = std::max(
      {canvas.text_width(model.position, strong), canvas.text_width(model.detail, dim), 120.0F});
  const Shown shown = shown_in(ui, rest.width, model, width);
  draw_choices(ui, rest, model, shown, request);
  if (shown.words) {
    const Rect words = rest.take_right(width);
    canvas.text({words.right(), rect.center_y() - 4}, model.position, strong, Align::kRight);
    canvas.text({words.right(), rect.center_y() + 15}, model.detail, dim, Align::kRight);
  }
  rest.take_right(shown.words ? 32 : 0);
  if (rest.width > 60) draw_slider(ui, rest, model, request);

  const TransportRequest keys = transport_keys(ui, model);
  request.toggle_play |= keys.toggle_play;
  request.first |= keys.first;
  request.back |= keys.back;
  request.forward |= keys.forward;
  request.last |= keys.last;
  if (keys.speed) request.speed = keys.speed;
  return request;
}

TransportRequest transport_line(Ui& ui, const Rect& rect, const TransportModel& model) {
  figure::Canvas& canvas = ui.canvas();
  const auto share = static_cast<float>(static_cast<double>(model.step) /
                                        static_cast<double>(std::max(model.last_step, 1LL)));
  canvas.fill_rect(rect, ui.theme().track);
  canvas.fill_rect({rect.x, rect.y, rect.width * share, rect.height}, ui.theme().accent);
  std::string words = model.position;
  if (!model.detail.empty()) words += (words.empty() ? "" : " \u00B7 ") + model.detail;
  canvas.text({rect.right() - 40, rect.y - 14}, words, {Face::kText, 24, ui.theme().text_dim},
              Align::kRight);
  return transport_keys(ui, model);
}

TransportRequest transport(Ui& ui, const Rect& rect, const TransportModel& model, bool presenting) {
  return presenting ? transport_line(ui, rect, model) : transport_bar(ui, rect, model);
}

}  // namespace convscope::ui

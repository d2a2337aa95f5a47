#include "app/ui/labs/settings_panel.h"

#include <algorithm>

#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Face;
using figure::Rect;
using figure::TextStyle;

// What stands in so many lines, with an ellipsis where there is more.
std::string start_of(Ui& ui, const std::string& text, float width, const TextStyle& style,
                     int count) {
  const auto height = [&](const std::string& words) {
    return paragraph(ui.canvas(), {}, width, words, style, true);
  };
  const float most = (static_cast<float>(count) + 0.5F) * height("x");
  if (height(text) < most) return text;
  std::string lines;
  for (std::size_t at = text.find(' '); at != std::string::npos; at = text.find(' ', at + 1)) {
    const std::string longer = text.substr(0, at) + " \u2026";
    if (height(longer) > most) break;
    lines = longer;
  }
  return lines;
}

}  // namespace

SettingsPanel::SettingsPanel(LabFrame& frame, const Rect& rect, std::string id)
    : frame_(frame), rect_(rect), id_(std::move(id)) {
  const bool roomy = rect.height >= 860;
  const float inset = roomy ? 20 : 16;
  inner_ = {rect.x + inset, rect.y, rect.width - 2 * inset, rect.height};
  pitch_ = roomy ? 34 : 23;
  gap_ = roomy ? 18 : 6;
  auto& scroll = ui().memory().scroll;
  float& offset = scroll[id_ + ".settings"];
  if (rect.contains(ui().input().mouse) && ui().memory().popup.empty()) {
    offset -= ui().input().wheel * 60;
  }
  offset = std::clamp(offset, 0.0F, std::max(0.0F, scroll[id_ + ".settings.height"] - rect.height));
  offset_ = offset;
  y_ = rect.y + (roomy ? 18.0F : 10.0F) - offset;
}

void SettingsPanel::finish() {
  ui().memory().scroll[id_ + ".settings.height"] = y_ + 12 + offset_ - rect_.y;
}

Rect SettingsPanel::take(float height) {
  const Rect row{inner_.x, y_, inner_.width, height};
  y_ += height;
  return row;
}

void SettingsPanel::head(const state::Phrase& text) {
  y_ += gap_ + 14;
  heading(ui(), {inner_.x, y_}, ui().tr(text));
  y_ += 8;
}

void SettingsPanel::section(const state::Phrase& text) {
  y_ += gap_;
  rule(ui(), inner_.x, y_, inner_.width);
  y_ -= gap_ / 3;
  head(text);
}

void SettingsPanel::line(const std::string& text, TextStyle style) {
  y_ += roomy() ? 22.0F : 18.0F;
  if (ui().canvas().text_width(text, style) > inner_.width) style.size = 12;
  ui().canvas().text({inner_.x, y_}, text, style);
}

void SettingsPanel::equation(const std::string& left, const std::string& value,
                             figure::Color color) {
  TextStyle mono{Face::kMono, 14, ui().theme().text}, bold{Face::kMonoBold, 14, color};
  const auto width = [&] {
    return ui().canvas().text_width(left, mono) + ui().canvas().text_width(value, bold);
  };
  if (width() > inner_.width) mono.size = bold.size = 12;
  line(left, mono);
  if (width() > inner_.width) {
    line(value, bold);
  } else {
    ui().canvas().text({inner_.x + ui().canvas().text_width(left, mono), y_}, value, bold);
  }
}

void SettingsPanel::note(const std::string& text, int lines) {
  const TextStyle dim{Face::kText, 12, ui().theme().text_dim};
  const std::string start = start_of(ui(), text, inner_.width, dim, lines);
  if (roomy() || start == text) {
    y_ += paragraph(ui().canvas(), {inner_.x, y_}, inner_.width, text, dim);
    return;
  }
  const std::string id = id_ + ".note";
  const bool open = ui().memory().scroll[id] > 0;
  const std::string& shown = open ? text : start;
  const float height = paragraph(ui().canvas(), {}, inner_.width, shown, dim, true);
  const Rect rect = take(height);
  const Interaction it = ui().item(id, rect);
  if (it.clicked) ui().memory().scroll[id] = open ? 0.0F : 1.0F;
  paragraph(ui().canvas(), {rect.x, rect.y}, rect.width, shown, dim);
  ui().focus_ring(it, rect);
  if (!open) ui().tooltip(id, text);
}

}  // namespace convscope::ui

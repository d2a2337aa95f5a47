#include "app/ui/widgets/controls.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/common.h"

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Color;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;

struct ButtonColors {
  Color fill, border, text;
};

ButtonColors button_colors(const state::Theme& theme, const ButtonLook& look,
                           const Interaction& it) {
  if (look.tone == ButtonTone::kPrimary || look.chosen) {
    const Color fill = it.hovered ? state::mix(theme.accent, theme.surface, 0.15F) : theme.accent;
    return {fill, fill, theme.on_accent};
  }
  const Color idle = look.tone == ButtonTone::kFlat ? theme.panel : theme.control;
  const Color fill = it.held && it.hovered ? theme.track : it.hovered ? theme.select : idle;
  return {fill, look.tone == ButtonTone::kFlat ? fill : theme.line_strong, theme.text};
}

}  // namespace

bool button(Ui& ui, std::string_view id, const Rect& rect, std::string_view label,
            const ButtonLook& look) {
  const Interaction it = ui.item(id, rect);
  const ButtonColors colors = button_colors(ui.theme(), look, it);
  ui.canvas().fill_rect(rect, colors.fill, 4);
  ui.canvas().stroke_rect(rect, colors.border, 1, 4);
  TextStyle style{Face::kTextMedium, look.size, colors.text};
  // A label stays inside.
  if (ui.canvas().text_width(label, style) > rect.width - 4) style.size = 12;
  ui.canvas().text_in(rect, label, style);
  ui.focus_ring(it, rect);
  ui.tooltip(id, look.tip);
  return it.clicked;
}

float segmented_width(Ui& ui, std::span<const std::string> labels) {
  float width = 0;
  for (const auto& label : labels) {
    width += std::ceil(ui.canvas().text_width(label, {Face::kTextMedium, 14, {}})) + 28;
  }
  return width;
}

std::optional<CopyFormat> copy_buttons(Ui& ui, const Rect& row) {
  constexpr float kGap = 8;
  struct Entry {
    std::string_view id;
    std::string label;
    float width = 0;
  };
  std::array<Entry, 4> entries{Entry{"card.copy.text", ui.tr(state::phrase::kCopyText)},
                               Entry{"card.copy.latex", "LaTeX"}, Entry{"card.copy.csv", "CSV"},
                               Entry{"card.copy.numpy", "NumPy"}};
  float words = 0;
  for (Entry& entry : entries) {
    entry.width = ui.canvas().text_width(entry.label, {Face::kTextMedium, 14, {}});
    words += entry.width;
  }
  const auto count = static_cast<float>(entries.size());
  const float padding = (row.width - words - (count - 1) * kGap) / count;
  std::optional<CopyFormat> wanted;
  float x = row.x;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const float right =
        i + 1 == entries.size() ? row.right() : std::round(x + entries[i].width + padding);
    if (button(ui, entries[i].id, {x, row.y, right - x, row.height}, entries[i].label)) {
      wanted = static_cast<CopyFormat>(i);
    }
    x = right + kGap;
  }
  return wanted;
}

std::optional<int> segmented(Ui& ui, std::string_view id, const Rect& rect,
                             std::span<const std::string> labels, int chosen) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  canvas.fill_rect(rect, theme.control, 4);
  const float spare =
      (rect.width - segmented_width(ui, labels)) / static_cast<float>(labels.size());
  std::optional<int> result;
  Rect rest = rect;
  for (int i = 0; i < static_cast<int>(labels.size()); ++i) {
    const std::string& label = labels[static_cast<std::size_t>(i)];
    const TextStyle style{Face::kTextMedium, 14, i == chosen ? theme.on_accent : theme.text};
    const bool last = i + 1 == static_cast<int>(labels.size());
    const Rect part =
        last ? rest : rest.take_left(std::ceil(canvas.text_width(label, style)) + 28 + spare);
    const std::string part_id = std::string(id) + "." + std::to_string(i);
    const Interaction it = ui.item(part_id, part);
    if (i == chosen) {
      canvas.fill_rect(part, theme.accent, 4);
    } else if (it.hovered) {
      canvas.fill_rect(part.grown(-1), theme.select, 3);
    }
    if (i > 0 && i != chosen && i - 1 != chosen) {
      canvas.line({part.x, part.y + 7}, {part.x, part.bottom() - 7}, theme.grid);
    }
    canvas.text_in(part, label, style);
    ui.focus_ring(it, part);
    if (it.clicked && i != chosen) result = i;
  }
  canvas.stroke_rect(rect, theme.line_strong, 1, 4);
  return result;
}

std::optional<bool> checkbox(Ui& ui, std::string_view id, Point at, std::string_view label,
                             bool checked) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const TextStyle style{Face::kText, 14, theme.text};
  const Rect box{at.x, at.y, 16, 16};
  const Rect whole{at.x, at.y - 6, 28 + canvas.text_width(label, style), 28};
  const Interaction it = ui.item(id, whole);
  canvas.fill_rect(box, checked ? theme.accent : it.hovered ? theme.select : theme.control, 3);
  canvas.stroke_rect(box, checked ? theme.accent : theme.line_strong, 1, 3);
  if (checked) {
    const Point tick[] = {
        {box.x + 3.5F, box.y + 8.5F}, {box.x + 6.5F, box.y + 11.5F}, {box.x + 12.5F, box.y + 5}};
    canvas.polyline(tick, theme.on_accent, 2);
  }
  canvas.text_in({at.x + 28, at.y, 0, 16}, label, style, Align::kLeft);
  ui.focus_ring(it, box, 3);
  return it.clicked ? std::optional<bool>(!checked) : std::nullopt;
}

float paragraph(figure::Canvas& canvas, Point top_left, float width, std::string_view text,
                const TextStyle& style, bool dry) {
  const float pitch = std::round(style.size * 1.45F);
  float y = top_left.y + style.size;
  std::string line;
  const auto flush = [&] {
    if (!dry) canvas.text({top_left.x, y}, line, style, Align::kLeft);
    y += pitch;
    line.clear();
  };
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string word(text.substr(at, end - at));
    const std::string longer = line.empty() ? word : line + " " + word;
    if (!line.empty() && canvas.text_width(longer, style) > width) {
      flush();
      line = word;
    } else {
      line = longer;
    }
    if (end < text.size() && text[end] == '\n') flush();
    at = end + 1;
  }
  if (!line.empty()) flush();
  return y - style.size - top_left.y;
}

float notice(Ui& ui, Point top_left, float width, std::string_view text, Color tone) {
  const TextStyle style{Face::kText, 14, ui.theme().text};
  const float inner = width - 6 - 24;
  const float height = paragraph(ui.canvas(), top_left, inner, text, style, true) + 18;
  const Rect box{top_left.x, top_left.y, width, height};
  figure::Canvas& canvas = ui.canvas();
  canvas.fill_rect(box, ui.theme().control, 4);
  canvas.stroke_rect(box, tone, 1, 4);
  canvas.fill_rect({box.x, box.y, 6, box.height}, tone, 2);
  paragraph(canvas, {box.x + 18, box.y + 8}, inner, text, style);
  return height;
}

void heading(Ui& ui, Point baseline, std::string_view text) {
  ui.canvas().text(baseline, text, {Face::kTextSemiBold, 14, ui.theme().text}, Align::kLeft);
}

void rule(Ui& ui, float x, float y, float width) {
  ui.canvas().line({x, y}, {x + width, y}, ui.theme().line, ui.theme().heavy_lines ? 2 : 1);
}

}  // namespace convscope::ui

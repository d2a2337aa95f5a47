#include "app/ui/widgets/number_card.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/ui/widgets/controls.h"
#include "engine/explain/formula.h"

namespace convscope::ui {
namespace {

using engine::Index;
using figure::Align;
using figure::Color;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
using state::CardRole;
using state::CardRow;
using state::NumberCard;
namespace phrase = state::phrase;

Color color_of(const state::Theme& theme, CardRole role) {
  switch (role) {
    case CardRole::kInput:
      return theme.input;
    case CardRole::kFilter:
      return theme.filter;
    case CardRole::kOutput:
      return theme.output;
    case CardRole::kGradient:
      return theme.gradient;
    case CardRole::kDim:
      return theme.text_dim;
    case CardRole::kText:
      break;
  }
  return theme.text;
}

// Spans that would leave the panel go on in the next line, smaller where they are wider than the
// panel. Returns the next baseline.
float draw_formula(Ui& ui, const Rect& panel, float baseline, float pitch,
                   const std::vector<state::CardLine>& lines) {
  figure::Canvas& canvas = ui.canvas();
  for (const state::CardLine& line : lines) {
    float x = panel.x;
    for (const state::CardSpan& span : line) {
      TextStyle style{Face::kMono, span.subscript ? 12.0F : 14.0F, color_of(ui.theme(), span.role)};
      if (canvas.text_width(span.text, style) > panel.width - 16) style.size = 12;
      const float width = canvas.text_width(span.text, style);
      if (x > panel.x && x + width > panel.right()) {
        x = panel.x + 16;
        baseline += pitch;
      }
      canvas.text({x, baseline + (span.subscript ? 4.0F : 0.0F)}, span.text, style);
      x += width;
    }
    baseline += pitch + 2;
  }
  return baseline;
}

// Returns the y below the head.
float draw_head(Ui& ui, const Rect& inner, const NumberCard& card) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  float y = inner.y + 24;
  const TextStyle title{Face::kMonoBold, 24, color_of(theme, card.role)};
  const std::string value = "= " + card.value + (card.partial ? " \u2026" : "");
  TextStyle result{Face::kMonoBold, 24, theme.text};
  canvas.text({inner.x, y}, card.title, title);
  const float room = inner.width - canvas.text_width(card.title, title) - 12;
  if (canvas.text_width(value, result) > room) {
    result.size = 17;
    if (canvas.text_width(value, result) > room) y += 26;
  }
  canvas.text({inner.right(), y}, value, result, Align::kRight);
  y += 10 + paragraph(canvas, {inner.x, y + 10}, inner.width, card.what,
                      {Face::kText, 14, theme.text_dim});
  if (card.origin != state::CardOrigin::kCurrent) {
    const bool pinned = card.origin == state::CardOrigin::kPinned;
    canvas.text({inner.x + (pinned ? 12.0F : 0.0F), y + 12},
                ui.tr(pinned ? phrase::kPinned : phrase::kHovered),
                {Face::kTextMedium, 12, theme.text});
    if (pinned) {
      canvas.fill_triangle({inner.x, y + 4}, {inner.x + 7, y + 4}, {inner.x + 7, y + 11},
                           theme.text);
    }
  }
  return y + 20;
}

/// Right edges of the number columns, and where the index starts.
struct Columns {
  float k, index, hatch, x, w, product, sum;
  float size;
  bool two_lines;  ///< product and sum stand below x and w
};

struct Widths {
  float k = 0, index = 0, x = 0, w = 0, product = 0, sum = 0;
};

Widths widths_of(Ui& ui, const NumberCard& card, float size) {
  const figure::Canvas& canvas = ui.canvas();
  const TextStyle style{Face::kMonoBold, size, {}}, head{Face::kMono, 12, {}};
  const auto& c = card.columns;
  Widths widths;
  const auto grow = [&](float& width, const std::string& text, const TextStyle& s) {
    width = std::max(width, canvas.text_width(text, s));
  };
  // Digits are tabular: the least and the largest number of a column are its widest.
  const auto column = [&](float& width, double CardRow::*field, int decimals) {
    const auto [low, high] = std::minmax_element(
        card.rows.begin(), card.rows.end(),
        [&](const CardRow& p, const CardRow& q) { return p.*field < q.*field; });
    if (low == card.rows.end()) return;
    if (decimals < 0) {
      for (const CardRow& row : card.rows) {
        grow(width, state::number_text(row.*field, decimals, ui.language()), style);
      }
      return;
    }
    grow(width, state::number_text((*low).*field, decimals, ui.language()), style);
    grow(width, state::number_text((*high).*field, decimals, ui.language()), style);
  };
  column(widths.x, &CardRow::x, c.x_decimals);
  column(widths.w, &CardRow::w, c.w_decimals);
  column(widths.product, &CardRow::product, c.product_decimals);
  column(widths.sum, &CardRow::sum, c.sum_decimals);
  std::size_t longest = 0;
  for (const CardRow& row : card.rows) {
    if (row.index.size() <= longest) continue;
    longest = row.index.size();
    grow(widths.index, row.index, style);
  }
  grow(widths.k, std::to_string(card.rows.size()), style);
  grow(widths.index, c.index, head);
  grow(widths.x, c.x, head);
  grow(widths.w, c.w, head);
  grow(widths.product, c.product, head);
  grow(widths.sum, c.sum, head);
  grow(widths.sum, card.result, style);
  if (!c.has_sum) widths.sum = 0;
  if (!c.has_factors) widths.w = widths.product = 0;
  return widths;
}

Columns place_columns(Ui& ui, const Rect& inner, const NumberCard& card) {
  const bool pads = std::any_of(card.rows.begin(), card.rows.end(),
                                [](const CardRow& row) { return row.padding; });
  const float hatch = pads ? 14.0F : 0.0F;
  constexpr float kLeastGap = 5;
  float size = 14;
  Widths w = widths_of(ui, card, size);
  const float columns = (card.columns.has_sum ? 6.0F : 5.0F) - (card.columns.has_factors ? 0 : 2);
  const auto gap_of = [&](const Widths& width) {
    const float all = width.k + width.index + hatch + width.x + width.w + width.product + width.sum;
    return (inner.width - 8 - all) / columns;
  };
  if (gap_of(w) < 6) {
    size = 12;
    w = widths_of(ui, card, size);
  }
  Columns at{};
  at.size = size;
  at.two_lines = gap_of(w) < kLeastGap;
  if (at.two_lines) {
    // Full numbers in two lines rather than fewer digits.
    w.x = w.product = std::max(w.x, w.product);
    w.w = w.sum = std::max(w.w, w.sum);
    const float free = inner.width - 8 - w.k - w.index - hatch - w.x - w.w;
    const float gap = std::clamp(free / 3, kLeastGap, 30.0F);
    at.w = at.sum = inner.right() - 4;
    at.x = at.product = at.w - w.w - gap;
    at.k = inner.x + 4 + w.k;
    at.index = at.k + std::min(gap, 14.0F);
    at.hatch = at.index + w.index + 6;
    return at;
  }
  const float gap = std::min(gap_of(w), 30.0F);
  at.sum = inner.right() - 4;
  at.product = card.columns.has_sum ? at.sum - w.sum - gap : at.sum;
  at.w = at.product - w.product - gap;
  at.x = card.columns.has_factors ? at.w - w.w - gap : at.product;
  at.k = inner.x + 4 + w.k;
  at.index = at.k + std::min(gap, 14.0F);
  at.hatch = at.index + w.index + 6;
  return at;
}

void draw_row(Ui& ui, const Rect& line, const NumberCard& card, const CardRow& row,
              const Columns& at) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const Index number = row.k - 1;
  const bool now = number == card.current, done = number < card.done;
  if (now) {
    canvas.fill_rect(line, theme.now);
    canvas.stroke_rect(line, theme.on_now, 2);
  } else if (number == card.linked) {
    canvas.fill_rect(line, theme.select);
  }
  if (row.frame > 0 && !now) {
    canvas.stroke_rect(line, theme.output, static_cast<float>(row.frame));
  }
  const Color ink = now ? theme.on_now : done ? theme.text : theme.text_dim;
  const Color dim = now ? theme.on_now : theme.text_dim;
  const auto& c = card.columns;
  float y = line.center_y() + 0.364F * at.size;
  if (at.two_lines) y -= line.height / 4;
  const auto put = [&](float right, const std::string& text, Face face, Color color) {
    canvas.text({right, y}, text, {face, at.size, color}, Align::kRight);
  };
  put(at.k, std::to_string(row.k), Face::kMono, dim);
  canvas.text({at.index, y}, row.index, {Face::kMono, at.size, dim});
  if (row.padding) {
    const Rect square{at.hatch, std::round(y - 0.364F * at.size - 5), 10, 10};
    canvas.hatch(square, theme.padding_fill, theme.padding_hatch);
  }
  const Face face = done ? Face::kMonoMedium : Face::kMono;
  put(at.x, state::number_text(row.x, c.x_decimals, ui.language()), face, ink);
  if (c.has_factors) put(at.w, state::number_text(row.w, c.w_decimals, ui.language()), face, ink);
  if (!done) return;
  if (at.two_lines) y += line.height / 2;
  if (c.has_factors) {
    put(at.product, state::number_text(row.product, c.product_decimals, ui.language()),
        Face::kMonoBold, ink);
  }
  if (c.has_sum) put(at.sum, state::number_text(row.sum, c.sum_decimals, ui.language()), face, ink);
}

// Where the table is scrolled to: the current row comes into sight by itself, the wheel moves
// freely after that.
float table_scroll(Ui& ui, const Rect& area, const NumberCard& card, float pitch) {
  auto& memory = ui.memory().scroll;
  const float content = pitch * static_cast<float>(card.rows.size());
  const float most = std::max(0.0F, content - area.height);
  float& scroll = memory["card.table"];
  float& followed = memory["card.row"];
  const auto row = static_cast<float>(card.linked >= 0    ? card.linked
                                      : card.current >= 0 ? card.current
                                                          : card.shown);
  if (row >= 0 && followed != row + 1) {
    const float top = pitch * row;
    if (top < scroll + pitch || top + 2 * pitch > scroll + area.height) {
      scroll = std::round((top - area.height / 2) / pitch) * pitch;
    }
  }
  followed = row + 1;
  if (area.contains(ui.input().mouse)) scroll -= ui.input().wheel * 3 * pitch;
  scroll = std::clamp(scroll, 0.0F, most);
  return std::min(std::round(scroll / pitch) * pitch, most);  // whole rows
}

void draw_table_head(Ui& ui, float y, const NumberCard& card, const Columns& at) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const auto put = [&](float right, const std::string& text, Color color) {
    canvas.text({right, y}, text, {Face::kMono, 12, color}, Align::kRight);
  };
  put(at.k, "k", theme.text_dim);
  canvas.text({at.index, y}, card.columns.index, {Face::kMono, 12, theme.text_dim});
  put(at.x, card.columns.x, color_of(theme, card.columns.x_role));
  if (card.columns.has_factors) {
    put(at.w, card.columns.w, color_of(theme, card.columns.w_role));
  }
  if (at.two_lines) y += 16;
  if (card.columns.has_factors) put(at.product, card.columns.product, theme.text);
  if (card.columns.has_sum) put(at.sum, card.columns.sum, theme.text);
}

void draw_table(Ui& ui, const Rect& inner, float bottom, const NumberCard& card,
                NumberCardRequest& request) {
  if (card.rows.empty()) return;
  const Columns at = place_columns(ui, inner, card);
  draw_table_head(ui, inner.y + 14, card, at);
  const float bias = card.bias_name.empty() && card.result.empty() ? 0.0F : 28.0F;
  const float head = at.two_lines ? 38 : 22;
  Rect area{inner.x - 8, inner.y + head, inner.width + 16, bottom - inner.y - head - bias};
  if (area.height < 20) return;
  const auto count = static_cast<float>(card.rows.size());
  const float least = at.two_lines ? 35.0F : 20.5F;
  const float pitch =
      std::clamp(std::floor(area.height / count * 2) / 2, least, at.two_lines ? 44.0F : 27.0F);
  // Whole rows only.
  area.height = std::min(std::floor(area.height / pitch), count) * pitch;
  if (area.height <= 0) return;
  const float scroll = table_scroll(ui, area, card, pitch);
  ui.push_area(area);
  for (const CardRow& row : card.rows) {
    const Rect line{area.x, area.y - scroll + pitch * static_cast<float>(row.k - 1), area.width,
                    pitch};
    if (line.bottom() < area.y + 1 || line.y > area.bottom() - 1) continue;
    const Interaction it = ui.item("card.row[" + std::to_string(row.k - 1) + "]", line, false);
    if (it.hovered) request.hovered_row = row.k - 1;
    if (it.clicked) request.clicked_row = row.k - 1;
    if (it.hovered && row.k - 1 != card.current) {
      ui.canvas().fill_rect(line, ui.theme().select);
    }
    if (row.starts_group) rule(ui, inner.x, line.y, inner.width);
    draw_row(ui, line, card, row, at);
  }
  ui.pop_area();
  if (pitch * count > area.height + 1) {
    const float share = area.height / (pitch * count);
    ui.canvas().fill_rect({inner.right() + 10, area.y + scroll * share, 3, area.height * share},
                          ui.theme().line_strong, 1.5F);
  }
  if (bias <= 0) return;
  const float y = area.bottom();
  rule(ui, inner.x, y + 2, inner.width);
  const float baseline = y + 20;
  figure::Canvas& canvas = ui.canvas();
  const bool done = card.done == static_cast<Index>(card.rows.size());
  const Color ink = done ? ui.theme().text : ui.theme().text_dim;
  // Without a bias the total alone, under its name.
  canvas.text({at.index, baseline}, card.bias_name.empty() ? card.columns.sum : card.bias_name,
              {Face::kMono, at.size, ink});
  canvas.text({at.product, baseline}, card.bias_value, {Face::kMonoMedium, at.size, ink},
              Align::kRight);
  canvas.text({at.sum, baseline}, card.result,
              {Face::kMonoBold, at.size, color_of(ui.theme(), card.role)}, Align::kRight);
}

// Returns the top of the row of buttons.
float draw_copy(Ui& ui, const Rect& inner, const NumberCard& card, NumberCardRequest& request) {
  const float top = inner.bottom() - 30;
  if (!card.explanation) return inner.bottom();
  ui.canvas().text({inner.x, top - 12}, ui.tr(phrase::kCopy),
                   {Face::kText, 12, ui.theme().text_dim});
  if (const auto format = copy_buttons(ui, {inner.x, top, inner.width, 30})) {
    const engine::Explanation& what = *card.explanation;
    request.copy = *format == CopyFormat::kText    ? engine::to_text(what)
                   : *format == CopyFormat::kLatex ? engine::to_latex(what)
                   : *format == CopyFormat::kCsv   ? engine::to_csv(what)
                                                   : engine::to_numpy(what);
  }
  return top - 34;
}

}  // namespace

NumberCardRequest number_card(Ui& ui, const Rect& panel, const NumberCard& card) {
  NumberCardRequest request;
  const float inset = panel.width < 320 ? 16 : 20;
  const Rect inner = panel.grown(-inset);
  float y = draw_head(ui, {inner.x, panel.y + 17, inner.width, 0}, card);
  rule(ui, inner.x, y, inner.width);
  if (!card.remark.empty()) {
    y += 20 + paragraph(ui.canvas(), {inner.x, y + 12}, inner.width, card.remark,
                        {Face::kText, 14, ui.theme().text});
  }
  const bool roomy = panel.height >= 800;
  const float head = roomy ? 27 : 21, pitch = roomy ? 22 : 18;
  const auto formula = [&](const state::Phrase& name, const std::vector<state::CardLine>& lines) {
    if (lines.empty()) return;
    heading(ui, {inner.x, y + head}, ui.tr(name));
    y = draw_formula(ui, inner, y + 2 * head, pitch, lines) - pitch / 2 - 2;
  };
  // In a very low window the table matters more than the formula in symbols.
  if (panel.height >= 560) formula(phrase::kFormula, card.formula);
  formula(phrase::kWithNumbers, card.with_numbers);
  if (!card.after.empty()) {
    y += 8 + paragraph(ui.canvas(), {inner.x, y + 6}, inner.width, card.after,
                       {Face::kText, 12, ui.theme().text_dim});
  }
  const float bottom = draw_copy(ui, inner, card, request);
  rule(ui, inner.x, y, inner.width);
  draw_table(ui, {inner.x, y + 6, inner.width, 0}, bottom, card, request);
  return request;
}

}  // namespace convscope::ui

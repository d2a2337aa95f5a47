#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/bar.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;

double probability(const NetworkState& lab, int index) {
  return lab.pass->probabilities[static_cast<std::size_t>(index)];
}

// What is written how large: on the stage, on a small one, and for the last row of a lecture room.
struct Type {
  float name, percent, caption, digit, margin;
  float name_width, percent_width, bar;
  float above;  ///< from the guesses' baseline to the first row
};
constexpr Type kUsual{20, 14, 12, 29, 14, 28, 76, 18, 26};
constexpr Type kSmall{14, 12, 12, 20, 12, 20, 58, 10, 16};
constexpr Type kLarge{29, 24, 20, 42, 20, 44, 118, 20, 20};

// First and second guess large, above the bars.
void draw_guesses(LabFrame& frame, const Rect& first_row, const std::vector<int>& order,
                  const Type& type) {
  Ui& ui = frame.ui;
  const float y = first_row.y - type.above;
  const figure::TextStyle caption{Face::kText, type.caption, ui.theme().text_dim};
  const auto guess = [&](float x, const state::Phrase& words, int index, figure::Color color) {
    ui.canvas().text({x, y - type.digit}, ui.tr(words), caption);
    ui.canvas().text({x, y}, std::to_string(index), {Face::kMonoBold, type.digit, color});
  };
  guess(first_row.x + 6, phrase::kFirstGuess, order[0], ui.theme().text);
  if (order.size() > 1) {
    const float step = std::max(std::floor(first_row.width * 0.36F),
                                ui.canvas().text_width(ui.tr(phrase::kFirstGuess), caption) + 20);
    guess(first_row.x + 6 + step, phrase::kSecondGuess, order[1], ui.theme().text_dim);
  }
}

void draw_margin(LabFrame& frame, const Rect& last_row, const std::vector<int>& order,
                 const Type& type) {
  const NetworkState& lab = frame.state.network;
  if (order.size() < 2) return;
  const auto logit = [&](int i) { return lab.pass->logits[static_cast<std::size_t>(i)]; };
  figure::Canvas& canvas = frame.ui.canvas();
  const std::string word = frame.ui.tr(phrase::kMargin);
  const std::string formula =
      "s[" + std::to_string(order[0]) + "] \u2212 s[" + std::to_string(order[1]) +
      "] = " + state::number_text(logit(order[0]) - logit(order[1]), 2, frame.ui.language());
  const figure::TextStyle words{Face::kText, type.margin, frame.ui.theme().text_dim};
  const figure::TextStyle style{Face::kMono, type.margin, frame.ui.theme().text_dim};
  const float after = canvas.text_width(word, words) + type.margin;
  float y = last_row.bottom() + type.margin + 18;
  canvas.text({last_row.x, y}, word, words);
  // In a narrow column below the word.
  const bool beside = after + canvas.text_width(formula, style) <= last_row.width;
  if (!beside) y += std::round(type.margin * 1.4F);
  canvas.text({last_row.x + (beside ? after : 0), y}, formula, style);
}

struct ClassRow {
  Rect rect;
  int label = 0;
  bool first = false, second = false;  ///< guess
};

void draw_class(LabFrame& frame, const ClassRow& row, bool focused, const Type& type) {
  const state::Theme& theme = frame.ui.theme();
  figure::Canvas& canvas = frame.ui.canvas();
  const bool guess = row.first || row.second;
  if (guess) canvas.fill_rect(row.rect, theme.select, 4);
  if (focused) canvas.stroke_rect(row.rect, theme.output, 3, 4);
  Rect rest = row.rect;
  canvas.text_in(
      rest.take_left(type.name_width), std::to_string(row.label),
      {guess ? Face::kMonoBold : Face::kMono, type.name, row.first ? theme.text : theme.text_dim});
  const double p = probability(frame.state.network, row.label);
  canvas.text_in(rest.take_right(type.percent_width),
                 state::percent_text(p, 1, frame.ui.language()),
                 {row.first ? Face::kMonoBold : Face::kMono, type.percent,
                  guess ? theme.text : theme.text_dim},
                 Align::kRight, 6);
  const Rect track{rest.x, std::floor(rest.center_y() - type.bar / 2), rest.width, type.bar};
  const float filled = std::max(1.0F / track.width, static_cast<float>(p));
  draw_bar(canvas, theme, track, filled, row.first ? theme.accent : theme.line_strong,
           guess ? theme.track : theme.select);
}

}  // namespace

void draw_classes(LabFrame& frame, const std::vector<Rect>& rows, int column, float unit) {
  const NetworkState& lab = frame.state.network;
  const auto order = state::network::ranking(lab.pass->probabilities);
  const Type& type = frame.state.presenting ? kLarge : unit < 0.75F ? kSmall : kUsual;
  // Of an empty paper there is nothing to guess.
  const bool empty = lab.pad.drawing().empty();
  const auto focus = lab.focus();
  for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
    const bool first = !empty && i == order[0];
    const bool second = !empty && order.size() > 1 && i == order[1];
    const bool focused = focus && focus->column == column && focus->map == i;
    draw_class(frame, {rows[static_cast<std::size_t>(i)], i, first, second}, focused, type);
  }
  if (empty) {
    const Rect& row = rows.front();
    frame.ui.canvas().text({row.x + 6, row.y - type.above}, frame.ui.tr(phrase::kDrawADigit),
                           {Face::kText, std::max(14.0F, type.caption), frame.ui.theme().text_dim});
    return;
  }
  draw_guesses(frame, rows.front(), order, type);
  draw_margin(frame, rows.back(), order, type);
}

}  // namespace convscope::ui::network

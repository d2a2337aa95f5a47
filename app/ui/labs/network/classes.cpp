#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"

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

// First and second guess large, above the bars.
void draw_guesses(LabFrame& frame, const Rect& first_row, const std::vector<int>& order,
                  float unit) {
  Ui& ui = frame.ui;
  const bool small = unit < 0.75F;
  const float y = first_row.y - (small ? 16.0F : 26.0F);
  const figure::TextStyle caption{Face::kText, 12, ui.theme().text_dim};
  const float digit = small ? 20 : 29;
  const auto guess = [&](float x, const state::Phrase& words, int index, figure::Color color) {
    ui.canvas().text({x, y - digit}, ui.tr(words), caption);
    ui.canvas().text({x, y}, std::to_string(index), {Face::kMonoBold, digit, color});
  };
  guess(first_row.x + 6, phrase::kFirstGuess, order[0], ui.theme().text);
  if (order.size() > 1) {
    const float step = std::max(std::floor(first_row.width * 0.36F),
                                ui.canvas().text_width(ui.tr(phrase::kFirstGuess), caption) + 20);
    guess(first_row.x + 6 + step, phrase::kSecondGuess, order[1], ui.theme().text_dim);
  }
}

void draw_margin(LabFrame& frame, const Rect& last_row, const std::vector<int>& order, bool small) {
  const NetworkState& lab = frame.state.network;
  if (order.size() < 2) return;
  const auto logit = [&](int i) { return lab.pass->logits[static_cast<std::size_t>(i)]; };
  const std::string words =
      frame.ui.tr(phrase::kMargin) + "  s[" + std::to_string(order[0]) + "] \u2212 s[" +
      std::to_string(order[1]) +
      "] = " + state::number_text(logit(order[0]) - logit(order[1]), 2, frame.ui.language());
  const figure::TextStyle style{Face::kMono, small ? 12.0F : 14.0F, frame.ui.theme().text_dim};
  const float width = frame.ui.canvas().text_width(words, style);
  frame.ui.canvas().text(
      {std::min(last_row.x, last_row.right() - width), last_row.bottom() + (small ? 22.0F : 34.0F)},
      words, style);
}

}  // namespace

void draw_classes(LabFrame& frame, const std::vector<Rect>& rows, int column, float unit) {
  const NetworkState& lab = frame.state.network;
  Ui& ui = frame.ui;
  const state::Theme& theme = ui.theme();
  figure::Canvas& canvas = ui.canvas();
  const auto order = state::network::ranking(lab.pass->probabilities);
  const bool small = unit < 0.75F;
  draw_guesses(frame, rows.front(), order, unit);
  for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
    const Rect& row = rows[static_cast<std::size_t>(i)];
    const bool first = i == order[0], second = order.size() > 1 && i == order[1];
    if (first || second) canvas.fill_rect(row, theme.select, 4);
    const auto focus = lab.focus();
    if (focus && focus->column == column && focus->map == i) {
      canvas.stroke_rect(row, theme.output, 3, 4);
    }
    const Face face = first || second ? Face::kMonoBold : Face::kMono;
    Rect rest = row.grown(0);
    const Rect name = rest.take_left(small ? 20 : 28);
    canvas.text_in(name, std::to_string(i),
                   {face, small ? 14.0F : 20.0F, first ? theme.text : theme.text_dim});
    const std::string percent = state::percent_text(probability(lab, i), 1, ui.language());
    const Rect value = rest.take_right(small ? 58 : 76);
    canvas.text_in(value, percent,
                   {first ? Face::kMonoBold : Face::kMono, small ? 12.0F : 14.0F,
                    first || second ? theme.text : theme.text_dim},
                   Align::kRight, 6);
    const float height = small ? 10 : 18;
    const Rect track{rest.x, std::floor(rest.center_y() - height / 2), rest.width, height};
    canvas.fill_rect(track, first || second ? theme.track : theme.select);
    const float filled = std::max(1.0F, track.width * static_cast<float>(probability(lab, i)));
    canvas.fill_rect({track.x, track.y, filled, height}, first ? theme.accent : theme.line_strong);
  }
  draw_margin(frame, rows.back(), order, small);
}

}  // namespace convscope::ui::network

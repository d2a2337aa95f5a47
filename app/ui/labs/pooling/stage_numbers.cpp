#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/pooling.h"
#include "app/state/pooling/pooling_check.h"
#include "app/ui/labs/pooling/stage_parts.h"
#include "app/ui/layout.h"
#include "app/ui/widgets/check_card.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/scale_bar.h"

namespace convscope::ui::pooling {
namespace {

using engine::Cell;
using engine::Index;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using Kind = state::PoolingNumber::Kind;
namespace phrase = state::phrase;

/// Where the columns of the page are; every row of channels looks the same.
struct NumbersLayout {
  float input_cell = 0, window_cell = 0, output_cell = 0;
  float input_x = 0, window_x = 0, output_x = 0;
  float gap = 0;
  float first_row = 0, pitch = 0;  ///< of the channels
  float second = 0;                ///< from the input's top to its gradient's, backward
  float foot = 0;                  ///< top of what is written below
};

struct Counts {
  float input_rows, input_columns, kernel, output_rows, output_columns, channels;
};

Counts counts_of(const PoolStage& stage) {
  const engine::Window2d& w = stage.view.result().window;
  const engine::Shape& out = stage.view.result().cursor.output();
  const auto number = [](Index n) { return static_cast<float>(n); };
  return {number(w.y.input + 2 * w.y.pad.before),
          number(w.x.input + 2 * w.x.pad.before),
          number(w.y.kernel),
          number(out[1]),
          number(out[2]),
          number(out[0])};
}

// The largest cells at which everything stands on the stage.
NumbersLayout layout_numbers(const PoolStage& stage) {
  const Counts n = counts_of(stage);
  const bool present = stage.presenting();
  const Rect& area = stage.rect;
  const float label = present ? 110 : stage.small() ? 52 : 72;
  const float head = present ? 64 : 58, between = present ? 40 : stage.small() ? 34 : 44;
  const float foot = present ? 190 : stage.small() ? 96 : 128;
  NumbersLayout at;
  at.gap = present ? 150 : stage.small() ? 74 : 104;
  float top = area.y + head;
  const float most = present ? 168 : stage.small() ? 60 : 110;
  for (float cell = most; cell >= 6; cell -= 1) {
    at.input_cell = cell;
    at.window_cell = at.output_cell = std::floor(cell * (cell >= 20 ? 1.2F : 1.0F));
    at.second = n.input_rows * cell + (present ? 48 : 40);
    const float inputs =
        stage.backward() ? 2 * n.input_rows * cell + (present ? 48 : 40) : n.input_rows * cell;
    const float row = std::max({inputs, n.kernel * at.window_cell, n.output_rows * at.output_cell});
    const float width = label + n.input_columns * cell + n.kernel * at.window_cell +
                        n.output_columns * at.output_cell + 2 * at.gap + (present ? 40 : 24);
    at.pitch = row + between;
    const float height = head + n.channels * at.pitch - between + foot;
    if (width > area.width || height > area.height) continue;
    const float spare = std::min(area.width - width, present ? 600.0F : 240.0F);
    at.input_x = area.x + label + std::floor(present ? (area.width - width) / 2 : spare / 3);
    // In the middle of the height that is left, above the scales and the legend.
    const float legend = present ? 0 : stage.backward() ? 110 : 84;
    top += std::floor(std::max(area.height - height - legend, 0.0F) / 2);
    break;
  }
  at.window_x = at.input_x + n.input_columns * at.input_cell + at.gap;
  at.output_x = at.window_x + n.kernel * at.window_cell + at.gap;
  at.first_row = top;
  at.foot = at.first_row + n.channels * at.pitch - between + (present ? 40 : 36);
  return at;
}

std::string word_of(const PoolStage& stage) {
  switch (stage.view.result().mode) {
    case state::PoolingMode::kMax:
      return stage.ui().tr(phrase::kPoolMax);
    case state::PoolingMode::kAverage:
      return stage.ui().tr(phrase::kPoolAverage);
    case state::PoolingMode::kL2:
      break;
  }
  return "L2";
}

void draw_titles(PoolStage& stage, const NumbersLayout& at) {
  const state::Theme& theme = stage.ui().theme();
  const auto& setup = stage.view.state().setup();
  const engine::Shape& out = stage.view.result().cursor.output();
  const engine::Shape& in = setup.input.shape();
  const float y = at.first_row - (stage.presenting() ? 28.0F : 34.0F);
  const auto tr = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  draw_column_title(stage, {at.input_x, y}, at.window_x - 12, tr(phrase::kPoolInput), theme.input,
                    fmt::format("{}\u00D7{}\u00D7{}", in[1], in[2], in[0]));
  const Index k = setup[state::PoolingSize::kKernel];
  const bool back = stage.backward();
  draw_column_title(stage, {at.window_x, y}, at.output_x - 12,
                    tr(back ? phrase::kPoolRoute : phrase::kPoolWindowTitle),
                    back ? theme.gradient : theme.text, fmt::format("{}\u00D7{}", k, k));
  draw_column_title(stage, {at.output_x, y}, stage.rect.right(),
                    tr(back ? phrase::kPoolUpstream : phrase::kPoolOutput),
                    back ? theme.gradient : theme.output,
                    fmt::format("{}\u00D7{}\u00D7{}", out[1], out[2], out[0]));
}

void draw_name(PoolStage& stage, Point right, const std::string& name, figure::Color color) {
  const float size = stage.presenting() ? 24.0F : stage.small() ? 12.0F : 14.0F;
  stage.canvas().text(right, name, {Face::kMonoMedium, size, color}, figure::Align::kRight);
}

// The window of this step between its input and its output, or, backward, on its way back.
void draw_window(PoolStage& stage, const NumbersLayout& at, float top) {
  const state::Theme& theme = stage.ui().theme();
  const bool back = stage.backward();
  const Counts n = counts_of(stage);
  const Rect window = draw_pool_grid(
      stage,
      {"pool.window", Kind::kWindow, {0, 0, 0}, {at.window_x, top}, at.window_cell, theme.input},
      stage.view.window_grid());
  stage.canvas().frame(window, back ? theme.gradient : theme.input,
                       stage.presenting() ? 5.0F : 3.0F);
  draw_winners(stage, {at.input_x, top}, at.input_cell, window, at.window_cell);
  const float y = window.y + std::min(window.height, n.output_rows * at.output_cell) / 2;
  // Clear of the output's row numbers.
  const float indices = stage.presenting() ? 0 : 10;
  draw_operator(stage, at.output_x - at.gap / 2 - indices, y, back ? "" : word_of(stage), back);
  if (!back) return draw_operator(stage, at.window_x - at.gap / 2 + 4, y, "", false);
  // Down and to the left, into the gradient below the input.
  const float low = top + at.second + at.input_cell, wide = stage.presenting() ? 3.0F : 2.0F;
  const float size = stage.presenting() ? 9 : 5, end = at.window_x - at.gap + 12;
  const float x = std::floor(window.center_x());
  figure::Canvas& canvas = stage.canvas();
  canvas.line({x, window.bottom() + 8}, {x, low + wide / 2}, theme.text, wide);
  canvas.line({x, low}, {end + size, low}, theme.text, wide);
  canvas.fill_triangle({end + size * 1.6F, low - size}, {end + size * 1.6F, low + size}, {end, low},
                       theme.text);
}

void draw_channel(PoolStage& stage, const NumbersLayout& at, Index c) {
  const state::Theme& theme = stage.ui().theme();
  const float top = at.first_row + at.pitch * static_cast<float>(c);
  const Index pad = stage.view.result().window.y.pad.before;
  const float label = at.input_x - (stage.presenting() ? 20.0F : 30.0F);
  const float line = stage.presenting() ? 30.0F : 14.0F;
  draw_pool_grid(stage,
                 {fmt::format("pool.x[{}]", c),
                  Kind::kInput,
                  {c, -pad, -pad},
                  {at.input_x, top},
                  at.input_cell,
                  theme.input,
                  true,
                  true,
                  1},
                 stage.view.input_grid(c));
  draw_name(stage, {label, top + line}, fmt::format("x[{}]", c), theme.input);
  draw_survivors(stage, c, {at.input_x, top}, at.input_cell);
  if (c == stage.view.channel()) draw_window(stage, at, top);
  if (stage.backward()) {
    // The padding has no gradient: the grid stands below the cells that it belongs to.
    const float shift = at.input_cell * static_cast<float>(pad);
    draw_pool_grid(stage,
                   {fmt::format("pool.dx[{}]", c),
                    Kind::kGradient,
                    {c, 0, 0},
                    {at.input_x + shift, top + at.second},
                    at.input_cell,
                    theme.gradient,
                    true},
                   stage.view.gradient_grid(c));
    draw_name(stage, {label, top + at.second + line}, fmt::format("dx[{}]", c), theme.gradient);
    draw_pool_grid(stage,
                   {fmt::format("pool.g[{}]", c),
                    Kind::kUpstream,
                    {c, 0, 0},
                    {at.output_x, top},
                    at.output_cell,
                    theme.gradient,
                    true,
                    true,
                    1},
                   stage.view.upstream_grid(c));
    return;
  }
  const Rect out = draw_pool_grid(stage,
                                  {fmt::format("pool.o[{}]", c),
                                   Kind::kOutput,
                                   {c, 0, 0},
                                   {at.output_x, top},
                                   at.output_cell,
                                   theme.output,
                                   false,
                                   false,
                                   1},
                                  stage.view.output_grid(c));
  if (!stage.presenting()) {
    stage.canvas().text({out.x - 30, top - 8}, fmt::format("o[{}]", c),
                        {Face::kMonoMedium, 12, theme.output}, figure::Align::kRight);
  }
  if (c != stage.view.channel()) return;
  const Cell& cell = stage.view.position().cell;
  stage.canvas().frame(
      {out.x + at.output_cell * static_cast<float>(cell[2]),
       out.y + at.output_cell * static_cast<float>(cell[1]), at.output_cell, at.output_cell},
      theme.output, stage.presenting() ? 5.0F : 3.0F);
}

// "max(5, 6, 7, 8)", "(2 + 3 + 5 + 6) / 4", "sqrt(1 + 4)": the terms done so far.
std::string forward_text(const PoolStage& stage) {
  const state::PoolingView& view = stage.view;
  const auto& scale = view.input_scale();
  const auto mode = view.result().mode;
  std::string text;
  const Index terms = view.result().cursor.terms_per_cell();
  for (Index k = 0; k < view.position().terms_done; ++k) {
    const engine::Term& term = view.current().terms[static_cast<std::size_t>(k)];
    const bool plus = mode != state::PoolingMode::kMax;
    text += k == 0 ? "" : plus ? " + " : ", ";
    const std::string value = term.padding && !plus
                                  ? "\u2212\u221E"
                                  : stage.number(term.padding ? 0 : term.x, scale.decimals);
    const bool square = mode == state::PoolingMode::kL2;
    const bool bracket = (plus && !term.padding && term.x < 0);
    text += (bracket ? "(" + value + ")" : value) + (square ? "\u00B2" : "");
  }
  if (view.position().terms_done < terms) text += text.empty() ? "\u2026" : " \u2026";
  switch (mode) {
    case state::PoolingMode::kMax:
      return fmt::format("{}({})", stage.ui().tr(phrase::kPoolMax), text);
    case state::PoolingMode::kAverage:
      return fmt::format("({}) / {}", text, terms);
    case state::PoolingMode::kL2:
      break;
  }
  return fmt::format("\u221A({})", text);
}

// What this step adds to which gradient.
std::string backward_text(const PoolStage& stage) {
  const state::PoolingView& view = stage.view;
  const Index done = view.position().terms_done;
  if (done == 0) return "";
  const Cell& o = view.position().cell;
  const Cell at = view.result().input_of(o, done - 1);
  const auto g = static_cast<double>(view.result().upstream.at(o.with_leading(0)));
  const double share = view.result().share(o, done - 1);
  const std::string factor =
      view.result().mode == state::PoolingMode::kAverage
          ? fmt::format("1/{}", view.result().cursor.terms_per_cell())
          : stage.number(share, view.result().mode == state::PoolingMode::kMax ? 0 : 3);
  return fmt::format("dx[{},{},{}] += {} \u00B7 {} = {}", at[0], at[1], at[2],
                     stage.number(g, view.upstream_scale().decimals), factor,
                     stage.number(g * share, -state::kUsualDigits));
}

void draw_bars(PoolStage& stage, Point at) {
  const state::PoolingView& view = stage.view;
  const auto bar = [&](std::string_view name, const state::GridScale& scale) {
    const auto end = [&](float value) {
      return state::signed_text(static_cast<double>(value), -4, stage.ui().language());
    };
    const std::string low = end(-scale.limit), high = end(scale.limit);
    scale_bar(stage.ui(), at, 300,
              {.name = name, .low = low, .high = high, .strength = GridLook{}.active_strength});
    at.y += 26;
  };
  bar("x", view.input_scale());
  if (stage.backward()) {
    bar("g", view.upstream_scale());
    bar("dx", view.gradient_scale());
  } else {
    bar("o", view.output_scale());
  }
}

}  // namespace

float draw_equation(PoolStage& stage, Point at, float width) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const state::PoolingView& view = stage.view;
  const bool present = stage.presenting(), back = stage.backward();
  const Cell& o = view.position().cell;
  float size = present ? 50 : stage.small() ? 17 : 24;
  const std::string name = fmt::format("{}[{},{},{}]", back ? "g" : "o", o[0], o[1], o[2]);
  std::string right = back ? "  \u2192  " + backward_text(stage) : " = " + forward_text(stage);
  if (back && view.position().terms_done == 0) right = "";
  if (!back && view.complete()) {
    right += " = " + stage.number(view.current().result, view.output_scale().decimals);
  }
  const auto fits = [&] {
    return canvas.text_width(name + right, {Face::kMonoBold, size, {}}) <= width;
  };
  for (const float smaller : {42.0F, 35.0F, 29.0F, 24.0F, 20.0F, 17.0F, 14.0F, 12.0F}) {
    if (!fits() && smaller < size) size = smaller;
  }
  if (!fits()) {
    // A large window's numbers stand in the card.
    right = " = " + (view.position().terms_done > 0
                         ? stage.number(view.so_far(), view.output_scale().decimals)
                         : std::string("\u2026"));
  }
  canvas.text({at.x, at.y + size}, name,
              {Face::kMonoBold, size, back ? theme.gradient : theme.output});
  canvas.text({at.x + canvas.text_width(name, {Face::kMonoBold, size, {}}), at.y + size}, right,
              {Face::kMonoMedium, size, theme.text});
  float height = size + 10;
  const bool whole = view.complete() || back;
  if (view.result().mode != state::PoolingMode::kMax || !whole || view.winners().empty()) {
    return height;
  }
  const auto& first = view.current().terms[static_cast<std::size_t>(view.winners()[0])];
  const std::string words =
      view.winners().size() > 1
          ? fmt::format(fmt::runtime(stage.ui().tr(phrase::kPoolTie)), view.winners().size(),
                        stage.number(view.current().result, state::kExactDigits))
          : fmt::format(fmt::runtime(stage.ui().tr(phrase::kPoolWinnerAt)), first.input->index[2],
                        first.input->index[3]);
  height += paragraph(canvas, {at.x, at.y + height + 2}, width, words,
                      {Face::kText, present ? 24.0F : 14.0F, theme.text_dim});
  return height;
}

void draw_numbers_page(PoolStage& stage) {
  if (stage.presenting() && stage.view.state().checking) {
    const Rect side = stage.rect.take_right(540);
    stage.rect.take_right(40);
    presented_check(stage.ui(), side, pooling_check(stage.view.state(), stage.ui().language()),
                    "pool");
  }
  const NumbersLayout at = layout_numbers(stage);
  draw_titles(stage, at);
  for (Index c = 0; c < stage.view.result().cursor.output()[0]; ++c) draw_channel(stage, at, c);
  const float width = stage.rect.right() - at.input_x;
  const float height = draw_equation(stage, {at.input_x, at.foot}, width);
  if (stage.presenting()) return;
  const float bottom = stage.rect.bottom();
  const float bars = stage.backward() ? 78 : 52;
  if (at.foot + height + 60 + bars < bottom) draw_bars(stage, {at.input_x, bottom - bars - 44});
  if (at.foot + height + 30 < bottom) {
    draw_legend_line(stage, {at.input_x, bottom - 22}, width);
  }
}

}  // namespace convscope::ui::pooling

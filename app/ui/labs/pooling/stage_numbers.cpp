#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/pooling.h"
#include "app/state/pooling/pooling_check.h"
#include "app/ui/labs/pooling/stage_parts.h"
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

PoolLayout lay_numbers(const PoolStage& stage) {
  PoolLayoutRequest request;
  request.foot = stage.presenting() ? 150 : stage.small() ? 78 : 128;
  request.most_cell = stage.presenting() ? 168 : stage.small() ? 60 : 110;
  if (!stage.backward()) {
    request.word = stage.canvas().text_width(
        word_of(stage), {Face::kTextMedium, stage.presenting() ? 24.0F : 14.0F, {}});
  }
  return lay_out(stage, request);
}

float title_lift(const PoolStage& stage) {
  return stage.presenting() ? 28 : stage.small() ? 26 : 34;
}

// Above the first channel of a column of them.
void draw_titles(PoolStage& stage, const PoolLayout& at, const ChannelPlace& place, float right) {
  const state::Theme& theme = stage.ui().theme();
  const engine::Shape& out = stage.view.result().cursor.output();
  const engine::Shape& in = stage.view.state().setup().input.shape();
  const bool back = stage.backward(), under = at.arrangement == PoolArrangement::kUnder;
  const bool beside = back && at.arrangement != PoolArrangement::kBelow;
  const auto tr = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  const auto above = [&](const Rect& plane) { return Point{plane.x, plane.y - title_lift(stage)}; };
  const Rect& next = beside ? place.gradient : place.window;
  draw_column_title(stage, above(place.input), next.x - 12,
                    {tr(phrase::kPoolInput), "x", theme.input,
                     fmt::format("{}\u00D7{}\u00D7{}", in[1], in[2], in[0])});
  if (beside) {
    draw_column_title(stage, {place.gradient.x, place.input.y - title_lift(stage)},
                      under ? right : place.window.x - 12,
                      {tr(phrase::kPoolGradient), "dx", theme.gradient, ""});
  }
  Point window = above(place.window);
  if (under) window.y = place.window.bottom() + (stage.presenting() ? 38.0F : 22.0F);
  const Index k = stage.view.result().window.x.kernel;
  draw_column_title(stage, window, place.output.x - (under ? 30.0F : 12.0F),
                    {tr(back ? phrase::kPoolRoute : phrase::kPoolWindowTitle), "",
                     back ? theme.gradient : theme.text, fmt::format("{0}\u00D7{0}", k)});
  draw_column_title(stage, above(place.output), right,
                    {tr(back ? phrase::kPoolUpstream : phrase::kPoolOutput), back ? "g" : "o",
                     back ? theme.gradient : theme.output,
                     fmt::format("{}\u00D7{}\u00D7{}", out[1], out[2], out[0])});
}

// From the window of a step to where its shares go.
void draw_way_back(PoolStage& stage, const PoolLayout& at, const ChannelPlace& place, float y) {
  const bool present = stage.presenting();
  const float wide = present ? 3.0F : 2.0F, size = present ? 9 : 5;
  const figure::Color ink = stage.ui().theme().text;
  const float x = std::floor(place.window.center_x());
  figure::Canvas& canvas = stage.canvas();
  if (at.arrangement == PoolArrangement::kRow) {
    return draw_operator(stage, (place.gradient.right() + place.window.x) / 2, y, "", true);
  }
  if (at.arrangement == PoolArrangement::kUnder) {
    const float tip = place.gradient.bottom() + 6, end = tip + size * 1.6F;
    canvas.line({x, place.window.y - 8}, {x, end}, ink, wide);
    canvas.fill_triangle({x - size, end}, {x + size, end}, {x, tip}, ink);
    return;
  }
  // Down and to the left, into the gradient below the input.
  const float low = place.gradient.y + at.gradient_cell;
  const float tip = place.gradient.right() + 12, end = tip + size * 1.6F;
  canvas.line({x, place.window.bottom() + 8}, {x, low + wide / 2}, ink, wide);
  canvas.line({x, low}, {end, low}, ink, wide);
  canvas.fill_triangle({end, low - size}, {end, low + size}, {tip, low}, ink);
}

// The window of this step between its input and its output, or, backward, on its way back.
void draw_window(PoolStage& stage, const PoolLayout& at, const ChannelPlace& place) {
  const state::Theme& theme = stage.ui().theme();
  const bool back = stage.backward(), present = stage.presenting();
  const Rect window = draw_pool_grid(stage,
                                     {"pool.window",
                                      Kind::kWindow,
                                      {0, 0, 0},
                                      {place.window.x, place.window.y},
                                      at.window_cell,
                                      theme.input},
                                     stage.view.window_grid());
  stage.canvas().frame(window, back ? theme.gradient : theme.input, present ? 5.0F : 3.0F);
  draw_winners(stage, {place.input.x, place.input.y}, at.input_cell, window, at.window_cell);
  const float y = window.y + std::min(window.height, place.output.height) / 2;
  // Between the window's frame and the output's row numbers.
  const float left = window.right() + (present ? 5.0F : 3.0F);
  const float right = place.output.x - (present ? 0.0F : 22.0F);
  draw_operator(stage, (left + right) / 2, y, back ? "" : word_of(stage), back);
  if (back) return draw_way_back(stage, at, place, y);
  draw_operator(stage, (place.input.right() + window.x) / 2, y, "", false);
}

void draw_name(PoolStage& stage, Point right, const std::string& name, figure::Color color) {
  const float size = stage.presenting() ? 24.0F : stage.small() ? 12.0F : 14.0F;
  stage.canvas().text(right, name, {Face::kMonoMedium, size, color}, figure::Align::kRight);
}

void draw_channel(PoolStage& stage, const PoolLayout& at, const ChannelPlace& place) {
  const state::Theme& theme = stage.ui().theme();
  const Index c = place.channel, pad = stage.view.result().window.y.pad.before;
  const bool back = stage.backward(), now = c == stage.view.channel();
  const float label = place.input.x - (stage.presenting() ? 20.0F : 30.0F);
  const float line = stage.presenting() ? 30.0F : 14.0F;
  const auto put = [&](const char* id, Kind kind, const Rect& rect, float cell,
                       figure::Color role) {
    const Index first = kind == Kind::kInput ? -pad : 0;
    return PoolGrid{fmt::format("{}[{}]", id, c),
                    kind,
                    {c, first, first},
                    {rect.x, rect.y},
                    cell,
                    role,
                    true,
                    true,
                    1};
  };
  draw_pool_grid(stage, put("pool.x", Kind::kInput, place.input, at.input_cell, theme.input),
                 stage.view.input_grid(c));
  draw_name(stage, {label, place.input.y + line}, fmt::format("x[{}]", c), theme.input);
  draw_survivors(stage, c, {place.input.x, place.input.y}, at.input_cell);
  if (now) draw_window(stage, at, place);
  if (back) {
    PoolGrid routed =
        put("pool.dx", Kind::kGradient, place.gradient, at.gradient_cell, theme.gradient);
    routed.editable = false;
    const bool below = at.arrangement == PoolArrangement::kBelow;
    if (below) routed.indices = 0;
    draw_pool_grid(stage, routed, stage.view.gradient_grid(c));
    if (below) {
      draw_name(stage, {label, place.gradient.y + line}, fmt::format("dx[{}]", c), theme.gradient);
    }
    draw_pool_grid(stage,
                   put("pool.g", Kind::kUpstream, place.output, at.output_cell, theme.gradient),
                   stage.view.upstream_grid(c));
  } else {
    PoolGrid pooled = put("pool.o", Kind::kOutput, place.output, at.output_cell, theme.output);
    pooled.frame = pooled.editable = false;
    draw_pool_grid(stage, pooled, stage.view.output_grid(c));
  }
  const bool many = stage.view.result().cursor.output()[0] > 1;
  if (many && !stage.presenting()) {
    stage.canvas().text({place.output.right() + 10, place.output.y + 12},
                        fmt::format("{}[{}]", back ? "g" : "o", c),
                        {Face::kMonoMedium, 12, back ? theme.gradient : theme.output});
  }
  if (!now || back) return;
  const Cell& cell = stage.view.position().cell;
  stage.canvas().frame({place.output.x + at.output_cell * static_cast<float>(cell[2]),
                        place.output.y + at.output_cell * static_cast<float>(cell[1]),
                        at.output_cell, at.output_cell},
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
  const PoolLayout at = lay_numbers(stage);
  if (at.places.empty()) return;
  draw_chooser(stage, at);
  const auto rows = at.page > at.columns ? (at.page + at.columns - 1) / at.columns : 1;
  for (std::size_t i = 0; i < at.places.size(); i += static_cast<std::size_t>(rows)) {
    const std::size_t next = i + static_cast<std::size_t>(rows);
    const float right = next < at.places.size() ? at.places[next].input.x - 60 : stage.rect.right();
    draw_titles(stage, at, at.places[i], right);
  }
  for (const ChannelPlace& place : at.places) draw_channel(stage, at, place);
  const float width = stage.rect.right() - at.left;
  const float gap = stage.presenting() ? 40 : stage.small() ? 26 : 36;
  const float height = gap + draw_equation(stage, {at.left, at.foot + gap}, width);
  if (stage.presenting()) return;
  const float bottom = stage.rect.bottom();
  const float bars = stage.backward() ? 78 : 52;
  if (at.foot + height + 60 + bars < bottom) draw_bars(stage, {at.left, bottom - bars - 44});
  if (at.foot + height + 30 < bottom) {
    draw_legend_line(stage, {at.left, bottom - 22}, width);
  }
}

}  // namespace convscope::ui::pooling

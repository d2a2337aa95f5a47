#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/pooling.h"
#include "app/ui/labs/pooling/stage_parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::pooling {
namespace {

using engine::Cell;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using Kind = state::PoolingNumber::Kind;
using Size = state::PoolingSize;
namespace phrase = state::phrase;

// A tick or a cross in the lower right corner of a cell, with its colour and a word below.
void draw_verdict(PoolStage& stage, const Rect& cell, bool right) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const figure::Color color = right ? theme.good : theme.bad;
  canvas.stroke_rect(cell.grown(-2), color, 2);
  const float s = std::clamp(cell.width / 6, 5.0F, 12.0F);
  // In a small cell just above the digits.
  const float inset = cell.width < 44 ? 3 : 7;
  const Point at{cell.right() - s - inset - 1, cell.y + inset};
  if (right) {
    const std::array tick{Point{at.x, at.y + s * 0.5F}, Point{at.x + s * 0.4F, at.y + s},
                          Point{at.x + s, at.y}};
    canvas.polyline(tick, color, 2);
  } else {
    canvas.line(at, {at.x + s, at.y + s}, color, 2);
    canvas.line({at.x + s, at.y}, {at.x, at.y + s}, color, 2);
  }
}

// The question, and what to do; returns the height used.
float draw_question(PoolStage& stage) {
  const state::PoolingSetup& setup = stage.view.state().setup();
  const Rect& area = stage.rect;
  const state::Theme& theme = stage.ui().theme();
  const bool present = stage.presenting();
  const std::string ask = fmt::format(
      fmt::runtime(stage.ui().tr(stage.backward() ? phrase::kExerciseRoute : phrase::kExerciseAsk)),
      pooling_name(stage), setup[Size::kKernel], setup[Size::kStride], setup[Size::kPadding]);
  TextStyle style{Face::kTextSemiBold, present ? 29.0F : 17.0F, theme.text};
  if (!present && stage.canvas().text_width(ask, style) > area.width) style.size = 14;
  float y = paragraph(stage.canvas(), {area.x, area.y + 4}, area.width, ask, style);
  y += 6;
  if (!present) {
    y += paragraph(
        stage.canvas(), {area.x, area.y + 4 + y}, area.width,
        stage.ui().tr(stage.backward() ? phrase::kExerciseRouteHow : phrase::kExerciseHow),
        {Face::kText, 14, theme.text_dim});
  }
  return y + 8;
}

void draw_answer_buttons(PoolStage& stage, Point at) {
  const auto put = [&](const char* id, const state::Phrase& words, ButtonTone tone,
                       state::PoolingAction action) {
    const std::string text = stage.ui().tr(words);
    const float width = stage.canvas().text_width(text, {Face::kTextMedium, 14, {}}) + 32;
    if (button(stage.ui(), id, {at.x, at.y, width, 36}, text, {.tone = tone})) {
      stage.want(std::move(action));
    }
    at.x += width + 8;
  };
  put("pool.answers.check", phrase::kExerciseCheck, ButtonTone::kPrimary,
      state::pooling::CheckAnswers{});
  put("pool.answers.clear", phrase::kExerciseClear, ButtonTone::kNormal,
      state::pooling::ClearAnswers{});
  put("pool.answers.show", phrase::kExerciseShow, ButtonTone::kNormal,
      state::pooling::ShowAnswers{});
}

void draw_marks_line(PoolStage& stage, Point at) {
  const state::Theme& theme = stage.ui().theme();
  const state::PoolingMarks marks = judge_answers(stage.view.state());
  const Index all = marks.right + marks.wrong + marks.empty;
  const bool done = marks.right == all;
  const std::string text = done
                               ? fmt::format(fmt::runtime(stage.ui().tr(phrase::kExerciseAll)), all)
                               : fmt::format(fmt::runtime(stage.ui().tr(phrase::kExerciseMarks)),
                                             marks.right, all, marks.wrong, marks.empty);
  stage.canvas().text(at, text,
                      {Face::kTextMedium, stage.presenting() ? 24.0F : 14.0F,
                       done              ? theme.good
                       : marks.wrong > 0 ? theme.bad
                                         : theme.text});
  if (stage.presenting()) return;
  stage.canvas().text({at.x, at.y + 20}, stage.ui().tr(phrase::kExerciseWorking),
                      {Face::kText, 14, theme.text_dim});
}

void draw_exercise_titles(PoolStage& stage, const ChannelPlace& place) {
  const state::Theme& theme = stage.ui().theme();
  const auto say = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  const auto above = [&](const Rect& plane) {
    return Point{plane.x, place.input.y - (stage.presenting() ? 28.0F : 26.0F)};
  };
  const bool back = stage.backward();
  draw_column_title(stage, above(place.input), place.output.x - 12,
                    {say(phrase::kPoolInput), "x", theme.input, ""});
  if (back) {
    draw_column_title(stage, above(place.output), place.gradient.x - 12,
                      {say(phrase::kPoolUpstream), "g", theme.gradient, ""});
  }
  draw_column_title(stage, above(back ? place.gradient : place.output), stage.rect.right(),
                    {say(back ? phrase::kPoolGradient : phrase::kPoolOutput), back ? "dx" : "o",
                     back ? theme.gradient : theme.output, say(phrase::kExerciseAnswer)});
}

// A tick or a cross on every cell that was filled in.
void draw_verdicts(PoolStage& stage, Index c, const Rect& grid, float cell) {
  const state::PoolingSetup& setup = stage.view.state().setup();
  const engine::Shape& shape = stage.backward() ? setup.input.shape() : setup.upstream.shape();
  const auto& answers = stage.backward() ? setup.routes : setup.answers;
  for (Index i = 0; i < shape[1] * shape[2]; ++i) {
    const Cell at{c, i / shape[2], i % shape[2]};
    if (!answers[static_cast<std::size_t>(shape.offset(at))]) continue;
    draw_verdict(stage,
                 {grid.x + cell * static_cast<float>(at[2]),
                  grid.y + cell * static_cast<float>(at[1]), cell, cell},
                 answer_is_right(stage.view.state(), at));
  }
}

void draw_exercise_channel(PoolStage& stage, const PoolLayout& at, const ChannelPlace& place) {
  const state::Theme& theme = stage.ui().theme();
  const Index c = place.channel;
  const auto calm = [](state::GridModel grid) {
    // Nothing is being computed here: the pointer alone shows a window.
    for (auto& number : grid.cells) {
      number.marks &= static_cast<std::uint16_t>(~(state::kMarkPatch | state::kMarkActive));
    }
    return grid;
  };
  const auto put = [&](const char* id, Kind kind, const Rect& rect, float cell, figure::Color role,
                       const state::GridModel& grid) {
    const Index first = kind == Kind::kInput ? -stage.view.result().window.y.pad.before : 0;
    PoolGrid what{
        fmt::format("{}[{}]", id, c), kind, {c, first, first}, {rect.x, rect.y}, cell, role};
    what.editable = true;
    what.indices = 1;
    return draw_pool_grid(stage, what, grid);
  };
  put("pool.x", Kind::kInput, place.input, at.input_cell, theme.input,
      calm(stage.view.input_grid(c)));
  if (stage.view.result().cursor.output()[0] > 1 && !stage.presenting()) {
    stage.canvas().text({place.input.x - 30, place.input.y + 12}, fmt::format("x[{}]", c),
                        {Face::kMonoMedium, 12, theme.input}, Align::kRight);
  }
  Rect grid;
  float cell = at.output_cell;
  if (stage.backward()) {
    put("pool.g", Kind::kUpstream, place.output, at.output_cell, theme.gradient,
        calm(stage.view.upstream_grid(c)));
    cell = at.gradient_cell;
    grid =
        put("pool.r", Kind::kRoute, place.gradient, cell, theme.gradient, stage.view.route_grid(c));
  } else {
    grid =
        put("pool.a", Kind::kAnswer, place.output, cell, theme.output, stage.view.answer_grid(c));
  }
  if (stage.view.state().checked) draw_verdicts(stage, c, grid, cell);
}

}  // namespace

void draw_exercise_page(PoolStage& stage) {
  const bool present = stage.presenting();
  PoolLayoutRequest request;
  request.exercise = true;
  request.head = draw_question(stage);
  request.foot = present ? 70 : 100;
  request.most_cell = present ? 150 : stage.small() ? 60 : 92;
  const PoolLayout at = lay_out(stage, request);
  if (at.places.empty()) return;
  draw_chooser(stage, at);
  draw_exercise_titles(stage, at.places.front());
  for (const ChannelPlace& place : at.places) draw_exercise_channel(stage, at, place);
  if (!present) draw_answer_buttons(stage, {at.left, at.foot + 18});
  if (!stage.view.state().checked) return;
  draw_marks_line(stage, {at.left, at.foot + (present ? 40.0F : 75.0F)});
}

}  // namespace convscope::ui::pooling

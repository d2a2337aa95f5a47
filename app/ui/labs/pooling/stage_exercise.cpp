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
  const Point at{cell.right() - s - 7, cell.y + 7};
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
  stage.canvas().text({at.x, at.y + 22}, stage.ui().tr(phrase::kExerciseWorking),
                      {Face::kText, 14, theme.text_dim});
}

/// Where the grids of the exercise stand: the input, backward also g, and what is filled in.
struct ExercisePlace {
  Point at;
  float cell = 0, answer_cell = 0;
  float upstream_x = 0, answer_x = 0;
  float pitch = 0;  ///< from one channel to the next
};

ExercisePlace place_exercise(const PoolStage& stage, float head) {
  const engine::Window2d& w = stage.view.result().window;
  const engine::Shape& out = stage.view.result().cursor.output();
  const bool present = stage.presenting(), back = stage.backward();
  const float foot = present ? 70 : 110, gap = present ? 150 : back ? 64 : 110;
  const auto real = [](Index n) { return static_cast<float>(n); };
  const float rows = real(std::max(w.y.input + 2 * w.y.pad.before, out[1]));
  const float columns = real(w.x.input + 2 * w.x.pad.before);
  const auto width = [&](float cell) {
    const float answer = back ? real(w.x.input) * cell + gap + real(out[2]) * cell
                              : real(out[2]) * std::floor(cell * 1.2F);
    return 60 + columns * cell + gap + answer;
  };
  ExercisePlace place;
  place.cell = present ? 150 : stage.small() ? 60 : 92;
  while (place.cell > 12 &&
         (real(out[0]) * (rows * place.cell + 40) + head + foot > stage.rect.height ||
          width(place.cell) > stage.rect.width)) {
    place.cell -= 1;
  }
  const float spare = stage.rect.width - width(place.cell);
  const float height = real(out[0]) * (rows * place.cell + 40) + head + foot;
  // The question stays above; the grids stand in the middle of what is left.
  place.at = {stage.rect.x + 60 + std::floor(present ? spare / 2 : std::min(spare / 3, 120.0F)),
              stage.rect.y + head + std::floor((stage.rect.height - height) / 3)};
  place.answer_cell = back ? place.cell : std::floor(place.cell * 1.2F);
  place.upstream_x = place.at.x + columns * place.cell + gap;
  place.answer_x = place.upstream_x + (back ? real(out[2]) * place.cell + gap : 0);
  place.pitch = rows * place.cell + 40;
  return place;
}

void draw_exercise_titles(PoolStage& stage, const ExercisePlace& place) {
  const state::Theme& theme = stage.ui().theme();
  const auto say = [&](const state::Phrase& words) { return stage.ui().tr(words); };
  const float y = place.at.y - 34;
  draw_column_title(stage, {place.at.x, y}, place.upstream_x - 12, say(phrase::kPoolInput),
                    theme.input, "");
  if (stage.backward()) {
    draw_column_title(stage, {place.upstream_x, y}, place.answer_x - 12, say(phrase::kPoolUpstream),
                      theme.gradient, "");
  }
  draw_column_title(stage, {place.answer_x, y}, stage.rect.right(),
                    say(stage.backward() ? phrase::kPoolGradient : phrase::kPoolOutput),
                    stage.backward() ? theme.gradient : theme.output, say(phrase::kExerciseAnswer));
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

// The grids of a channel; returns where they end.
float draw_exercise_channel(PoolStage& stage, const ExercisePlace& place, Index c) {
  const state::Theme& theme = stage.ui().theme();
  const float top = place.at.y + place.pitch * static_cast<float>(c);
  const auto calm = [](state::GridModel grid) {
    // Nothing is being computed here: the pointer alone shows a window.
    for (auto& number : grid.cells) {
      number.marks &= static_cast<std::uint16_t>(~(state::kMarkPatch | state::kMarkActive));
    }
    return grid;
  };
  const auto put = [&](const char* id, Kind kind, Point at, float cell, figure::Color role,
                       const state::GridModel& grid) {
    const Index first = kind == Kind::kInput ? -stage.view.result().window.y.pad.before : 0;
    PoolGrid what{fmt::format("{}[{}]", id, c), kind, {c, first, first}, at, cell, role};
    what.editable = true;
    what.indices = 1;
    return draw_pool_grid(stage, what, grid);
  };
  put("pool.x", Kind::kInput, {place.at.x, top}, place.cell, theme.input,
      calm(stage.view.input_grid(c)));
  const Point answer_at{place.answer_x, top};
  Rect grid;
  if (stage.backward()) {
    put("pool.g", Kind::kUpstream, {place.upstream_x, top}, place.cell, theme.gradient,
        calm(stage.view.upstream_grid(c)));
    grid = put("pool.r", Kind::kRoute, answer_at, place.answer_cell, theme.gradient,
               stage.view.route_grid(c));
  } else {
    grid = put("pool.a", Kind::kAnswer, answer_at, place.answer_cell, theme.output,
               stage.view.answer_grid(c));
  }
  if (stage.view.state().checked) draw_verdicts(stage, c, grid, place.answer_cell);
  return std::max(grid.bottom(), top + place.pitch - 40);
}

}  // namespace

void draw_exercise_page(PoolStage& stage) {
  const ExercisePlace place = place_exercise(stage, draw_question(stage) + 58);
  draw_exercise_titles(stage, place);
  float bottom = place.at.y;
  for (Index c = 0; c < stage.view.result().cursor.output()[0]; ++c) {
    bottom = std::max(bottom, draw_exercise_channel(stage, place, c));
  }
  const float x = place.at.x;
  if (!stage.presenting()) draw_answer_buttons(stage, {x, bottom + 28});
  if (!stage.view.state().checked) return;
  draw_marks_line(stage, {x, bottom + (stage.presenting() ? 40.0F : 90.0F)});
}

}  // namespace convscope::ui::pooling

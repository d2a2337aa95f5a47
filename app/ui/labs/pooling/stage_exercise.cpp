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
  const std::string ask =
      fmt::format(fmt::runtime(stage.ui().tr(phrase::kExerciseAsk)), pooling_name(stage),
                  setup[Size::kKernel], setup[Size::kStride], setup[Size::kPadding]);
  float y = paragraph(stage.canvas(), {area.x, area.y + 4}, area.width, ask,
                      {Face::kTextSemiBold, present ? 29.0F : 17.0F, theme.text});
  y += 6;
  if (!present) {
    y += paragraph(stage.canvas(), {area.x, area.y + 4 + y}, area.width,
                   stage.ui().tr(phrase::kExerciseHow), {Face::kText, 14, theme.text_dim});
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
  put("pool.check", phrase::kExerciseCheck, ButtonTone::kPrimary, state::pooling::CheckAnswers{});
  put("pool.clear", phrase::kExerciseClear, ButtonTone::kNormal, state::pooling::ClearAnswers{});
  put("pool.answer", phrase::kExerciseShow, ButtonTone::kNormal, state::pooling::ShowAnswers{});
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

}  // namespace

void draw_exercise_page(PoolStage& stage) {
  const state::Theme& theme = stage.ui().theme();
  const engine::Window2d& w = stage.view.result().window;
  const engine::Shape& out = stage.view.result().cursor.output();
  const float head = draw_question(stage) + 58, foot = stage.presenting() ? 70 : 110;
  const float gap = stage.presenting() ? 150 : 110, channels = static_cast<float>(out[0]);
  const float rows = static_cast<float>(std::max(w.y.input + 2 * w.y.pad.before, out[1]));
  const float columns = static_cast<float>(w.x.input + 2 * w.x.pad.before);
  float cell = stage.presenting() ? 110 : 60;
  const auto fits = [&] {
    return channels * (rows * cell + 40) + head + foot <= stage.rect.height &&
           60 + columns * cell + gap + static_cast<float>(out[2]) * cell * 1.2F <= stage.rect.width;
  };
  while (cell > 12 && !fits()) cell -= 1;
  const float answer_cell = std::floor(cell * 1.2F);
  const Point at{stage.rect.x + 60, stage.rect.y + head};
  const float answer_x = at.x + columns * cell + gap;
  draw_column_title(stage, {at.x, at.y - 34}, answer_x - 12, stage.ui().tr(phrase::kPoolInput),
                    theme.input, "");
  draw_column_title(stage, {answer_x, at.y - 34}, stage.rect.right(),
                    stage.ui().tr(phrase::kPoolOutput), theme.output,
                    stage.ui().tr(phrase::kExerciseAnswer));
  const bool checked = stage.view.state().checked;
  float bottom = at.y;
  for (Index c = 0; c < out[0]; ++c) {
    const float top = at.y + (rows * cell + 40) * static_cast<float>(c);
    state::GridModel input = stage.view.input_grid(c);
    // Nothing is being computed here: the pointer alone shows a window.
    for (auto& number : input.cells) {
      number.marks &= static_cast<std::uint16_t>(~(state::kMarkPatch | state::kMarkActive));
    }
    const Index pad = w.y.pad.before;
    draw_pool_grid(stage,
                   {fmt::format("pool.x[{}]", c),
                    Kind::kInput,
                    {c, -pad, -pad},
                    {at.x, top},
                    cell,
                    theme.input,
                    false,
                    true,
                    1},
                   input);
    const Rect grid = draw_pool_grid(stage,
                                     {fmt::format("pool.a[{}]", c),
                                      Kind::kAnswer,
                                      {c, 0, 0},
                                      {answer_x, top},
                                      answer_cell,
                                      theme.output,
                                      false,
                                      true,
                                      1},
                                     stage.view.answer_grid(c));
    bottom = std::max({bottom, grid.bottom(), top + rows * cell});
    for (Index i = 0; checked && i < out[1] * out[2]; ++i) {
      const Cell output{c, i / out[2], i % out[2]};
      const auto& answers = stage.view.state().setup().answers;
      if (!answers[static_cast<std::size_t>(out.offset(output))]) continue;
      draw_verdict(stage,
                   {grid.x + answer_cell * static_cast<float>(output[2]),
                    grid.y + answer_cell * static_cast<float>(output[1]), answer_cell, answer_cell},
                   answer_is_right(stage.view.state(), output));
    }
  }
  if (!stage.presenting()) draw_answer_buttons(stage, {at.x, bottom + 28});
  if (checked) draw_marks_line(stage, {at.x, bottom + (stage.presenting() ? 40.0F : 90.0F)});
}

}  // namespace convscope::ui::pooling

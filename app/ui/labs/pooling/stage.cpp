#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/phrases/convolution.h"
#include "app/state/phrases/pooling.h"
#include "app/ui/labs/pooling/pooling_lab.h"
#include "app/ui/labs/pooling/stage_parts.h"
#include "app/ui/layout.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::pooling {
namespace {

using figure::Face;
using figure::Rect;
namespace phrase = state::phrase;

// A setting without output: which formula fails, and a way on.
void draw_problem(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const auto problem = state::problem_of(frame.state.pooling.setup(), ui.language());
  if (!problem) return;
  const float width = std::min(480.0F, rect.width - 48);
  const figure::Point at{std::floor(rect.center_x() - width / 2), std::floor(rect.center_y() - 90)};
  ui.canvas().text(at, ui.tr(phrase::kNoOutput), {Face::kTextSemiBold, 24, ui.theme().text});
  float y = at.y + 36;
  ui.canvas().text({at.x, y}, problem->formula, {Face::kMonoMedium, 17, ui.theme().text});
  y += 16;
  y += notice(ui, {at.x, y}, width, problem->sentence, ui.theme().warn) + 16;
  const float button_width =
      ui.canvas().text_width(problem->repair, {Face::kTextMedium, 14, {}}) + 40;
  if (button(ui, "pool.stage.repair", {at.x, y, button_width, 40}, problem->repair,
             {.tone = ButtonTone::kPrimary})) {
    frame.intents.emplace_back(state::PoolingIntent{state::pooling::Repair{}});
  }
}

// The line of switches: which view, and which direction the steps go.
void draw_switches(LabFrame& frame, Rect line) {
  Ui& ui = frame.ui;
  const state::PoolingState& lab = frame.state.pooling;
  const auto want = [&](state::PoolingAction what) {
    frame.intents.emplace_back(state::PoolingIntent{std::move(what)});
  };
  const std::array<std::string, 4> pages{ui.tr(phrase::kPoolNumbers), ui.tr(phrase::kPoolStrided),
                                         ui.tr(phrase::kPoolVolumes), ui.tr(phrase::kPoolExercise)};
  const std::array<std::string, 2> ways{ui.tr(phrase::kPoolForward), ui.tr(phrase::kPoolBackward)};
  const float right = segmented_width(ui, ways);
  const float left = std::min(segmented_width(ui, pages), line.width - right - 16);
  if (const auto page = segmented(ui, "pool.page", {line.x, line.y, left, 32}, pages,
                                  static_cast<int>(lab.page))) {
    want(state::pooling::ShowPage{static_cast<state::PoolingPage>(*page)});
  }
  if (lab.page != state::PoolingPage::kNumbers && lab.page != state::PoolingPage::kExercise) {
    return;
  }
  if (const auto way = segmented(ui, "pool.way", {line.right() - right, line.y, right, 32}, ways,
                                 lab.backward ? 1 : 0)) {
    want(state::pooling::SetBackward{*way == 1});
  }
}

void report_hover(const PoolStage& stage) {
  const auto& mouse = stage.ui().input().mouse;
  const Rect& card = stage.frame.layout.card;
  if (card.contains(mouse) && !stage.frame.layout.card_folded) return;  // the card reports it
  // On a projector the pointer is for pointing.
  if (stage.presenting()) {
    if (stage.view.state().hovered) stage.want(state::pooling::Hover{});
    return;
  }
  if (stage.hovered != stage.view.state().hovered) stage.want(state::pooling::Hover{stage.hovered});
}

}  // namespace

void draw_stage(LabFrame& frame, const Rect& rect) {
  const state::PoolingState& lab = frame.state.pooling;
  const bool chrome = !frame.state.presenting && !frame.figure_only();
  const float inset =
      frame.state.presenting ? 40 : between(16, 24, std::min(frame.layout.roominess, 1.0F));
  Rect area = rect.grown(-inset);
  if (frame.state.presenting) {
    // The position stands below at the right.
    area = {rect.x + 40, rect.y + 24, rect.width - 80, rect.height - 72};
  }
  if (chrome) {
    const Rect line = area.take_top(32);
    draw_switches(frame, line);
    area.take_top(frame.layout.roominess >= 0.5F ? 16 : 4);
  }
  if (!lab.result) {
    draw_problem(frame, area);
    return;
  }
  const state::PoolingView view(lab, !frame.state.presenting);
  PoolStage stage{.frame = frame, .view = view, .rect = area};
  switch (lab.page) {
    case state::PoolingPage::kNumbers:
      draw_numbers_page(stage);
      break;
    case state::PoolingPage::kStrided:
      draw_strided_page(stage);
      break;
    case state::PoolingPage::kVolumes:
      draw_volumes_page(stage);
      break;
    case state::PoolingPage::kExercise:
      draw_exercise_page(stage);
      break;
  }
  report_hover(stage);
}

}  // namespace convscope::ui::pooling

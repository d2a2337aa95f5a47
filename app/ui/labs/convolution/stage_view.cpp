#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/stage_parts.h"

namespace convscope::ui::convolution {
namespace {

using figure::Face;
using figure::Point;
using figure::Rect;
using state::StageView;

// `view` at another level, with the content point `fixed` where it is now.
StageView magnified(const StageView& view, int level, const Rect& stage, Point fixed) {
  StageView next = view;
  next.level = std::clamp(level, 0, StageView::kMost);
  const double share_x = static_cast<double>((fixed.x - stage.x) / stage.width);
  const double share_y = static_cast<double>((fixed.y - stage.y) / stage.height);
  const double ratio = view.magnification() / next.magnification();
  next.x = share_x - (share_x - view.x) * ratio;
  next.y = share_y - (share_y - view.y) * ratio;
  return next;
}

void look_at(Stage& stage, const StageView& view) {
  stage.want(state::convolution::LookAt{view});
}

// The keyboard magnifies around what is being computed.
void read_view_keys(Stage& stage) {
  Ui& ui = stage.ui();
  const StageView& view = stage.view.state().view;
  const Point now = stage.product.empty() ? stage.rect.center() : stage.product.center();
  if (ui.take_sign(U'+') || ui.take_sign(U'=')) {
    look_at(stage, magnified(view, view.level + 1, stage.rect, now));
  }
  if (view.level == 0) return;
  if (ui.take_sign(U'-')) look_at(stage, magnified(view, view.level - 1, stage.rect, now));
  if (ui.take_sign(U'0', true)) look_at(stage, {});
  if (!ui.memory().editing.empty()) return;
  auto& keys = ui.keys();
  const double step = 0.1 / view.magnification();
  for (auto press = keys.begin(); press != keys.end(); ++press) {
    StageView moved = view;
    if (press->key == Key::kLeft) moved.x -= step;
    if (press->key == Key::kRight) moved.x += step;
    if (press->key == Key::kUp) moved.y -= step;
    if (press->key == Key::kDown) moved.y += step;
    if (!press->ctrl || moved == view) continue;
    keys.erase(press);
    look_at(stage, moved);
    return;
  }
}

// A card with a number, on its way from one place to another.
void draw_card_between(Stage& stage, const Rect& from, const Rect& to, float share,
                       const std::string& number) {
  const state::Theme& theme = stage.ui().theme();
  const float size = stage.presenting() ? 35 : 17;
  const figure::TextStyle style{Face::kMonoBold, size, theme.on_now};
  const float width = std::max(stage.canvas().text_width(number, style) + 16, size * 2);
  const float height = size + 13;
  const auto between = [share](float a, float b) { return a + (b - a) * share; };
  // It comes to where the number is written: the end of the line.
  const Rect card{between(from.center_x(), to.right() - width / 2) - width / 2,
                  between(from.center_y(), to.center_y()) - height / 2, width, height};
  stage.canvas().fill_rect(card, theme.now);
  stage.canvas().stroke_rect(card, theme.on_now, 2);
  stage.canvas().text_in(card, number, style);
}

}  // namespace

void draw_motion(Stage& stage) {
  constexpr double kLift_s = 0.22, kEnter_s = 0.2;
  const state::ConvolutionState& lab = stage.view.state();
  auto& memory = stage.ui().memory().scroll;
  const auto step = static_cast<float>(lab.step);
  // Only forwards, and only from one step to the next one of the grain.
  float& last = memory["conv.motion.step"];
  float& forward = memory["conv.motion.forward"];
  if (step != last) {
    const auto before = static_cast<engine::Index>(last);
    forward = before < lab.step && stage.view.cursor().next(before, lab.grain) == lab.step;
    last = step;
  }
  const bool term = stage.view.active_term() >= 0;
  const float share =
      stage.ui().progress("conv.motion", static_cast<double>(lab.step), term ? kLift_s : kEnter_s);
  if (share >= 1 || forward == 0 || (lab.playing && lab.speed >= 4)) return;
  const state::GridScale& products = stage.view.product_scale();
  if (term) {
    if (stage.product.empty() || stage.line.empty()) return;
    const engine::Term& now =
        stage.view.current().terms[static_cast<std::size_t>(stage.view.active_term())];
    draw_card_between(stage, stage.product, stage.line, share,
                      stage.number(now.product, products.decimals));
  } else if (stage.view.complete() && !stage.output.empty()) {
    const int decimals = stage.view.sum_decimals();
    draw_card_between(stage, stage.total, stage.output, share,
                      stage.number(stage.view.partial_sum(), decimals));
  }
}

void steer_view(Stage& stage) {
  Ui& ui = stage.ui();
  const StageView& view = stage.view.state().view;
  read_view_keys(stage);
  const Rect& rect = stage.rect;
  const auto zoom = static_cast<float>(view.magnification());
  const Rect seen{rect.x + static_cast<float>(view.x) * rect.width,
                  rect.y + static_cast<float>(view.y) * rect.height, rect.width / zoom,
                  rect.height / zoom};
  if (view.level > 0 || stage.layout.scrolls) {
    const Interaction it = ui.item("conv.stage", seen, false);
    if (it.double_clicked) {
      look_at(stage, {});
    } else if (it.held && view.level > 0 && (it.drag.x != 0 || it.drag.y != 0)) {
      StageView moved = view;
      moved.x -= static_cast<double>(it.drag.x / rect.width);
      moved.y -= static_cast<double>(it.drag.y / rect.height);
      look_at(stage, moved);
    } else if (it.held) {
      // Slices that do not fit follow the hand.
      float& scroll = ui.memory().scroll["conv.stage"];
      float& before = ui.memory().scroll["conv.stage.grabbed"];
      if (it.pressed) before = scroll;
      scroll = std::max(0.0F, before - it.drag.y);
    }
  }
  float& rest = ui.memory().scroll["conv.wheel"];
  if (!seen.contains(ui.input().mouse) || !ui.memory().popup.empty()) {
    rest = 0;
    return;
  }
  // A touch pad sends parts of a notch.
  rest += ui.take_wheel();
  const int notches = static_cast<int>(rest);
  if (notches == 0) return;
  rest -= static_cast<float>(notches);
  const StageView next = magnified(view, view.level + notches, rect, ui.input().mouse);
  if (!(next == view)) look_at(stage, next);
}

void draw_view_button(LabFrame& frame, const Rect& stage) {
  const StageView& view = frame.state.convolution.view;
  if (view.level == 0) return;
  Ui& ui = frame.ui;
  const std::string label =
      fmt::format("{}\u00D7", state::number_text(view.magnification(), 1, ui.language()));
  const Rect box{stage.right() - 80, stage.bottom() - 44, 64, 32};
  const Interaction it = ui.item("conv.fit", box);
  ui.tooltip("conv.fit", ui.tr(state::phrase::kWholeStage));
  if (it.clicked) {
    frame.intents.emplace_back(state::ConvolutionIntent{state::convolution::LookAt{}});
  }
  ui.later([&ui, it, box, label] {
    ui.canvas().fill_rect(box, it.hovered ? ui.theme().select : ui.theme().control, 4);
    ui.canvas().stroke_rect(box, ui.theme().line_strong, 1, 4);
    ui.canvas().text_in(box, label, {Face::kTextMedium, 14, ui.theme().text});
    ui.focus_ring(it, box);
  });
}

}  // namespace convscope::ui::convolution

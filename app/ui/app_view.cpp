#include "app/ui/app_view.h"

#include <algorithm>

#include "app/ui/export_panel.h"
#include "app/ui/help_overlay.h"
#include "app/ui/labs/lab.h"
#include "app/ui/layout.h"
#include "app/ui/palette.h"
#include "app/ui/recovery_bar.h"
#include "app/ui/shortcuts.h"
#include "app/ui/toasts.h"
#include "app/ui/top_bar.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Rect;

const Lab& lab_of(const state::AppState& state) {
  const auto all = labs();
  return *std::find_if(all.begin(), all.end(), [&](const Lab& lab) { return lab.id == state.lab; });
}

void draw_panel_backgrounds(Ui& ui, const Layout& layout) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const float line = theme.heavy_lines ? 2 : 1;
  for (const Rect& panel : {layout.top, layout.settings, layout.card, layout.transport}) {
    if (!panel.empty()) canvas.fill_rect(panel, theme.panel);
  }
  if (layout.top.empty()) return;
  const float bottom = layout.transport.empty() ? layout.stage.bottom() : layout.transport.y;
  canvas.line({layout.top.x, layout.top.bottom()}, {layout.top.right(), layout.top.bottom()},
              theme.line, line);
  canvas.line({layout.settings.right(), layout.stage.y}, {layout.settings.right(), bottom},
              theme.line, line);
  canvas.line({layout.card.x, layout.stage.y}, {layout.card.x, bottom}, theme.line, line);
  if (!layout.transport.empty()) {
    canvas.line({layout.transport.x, bottom}, {layout.transport.right(), bottom}, theme.line, line);
  }
}

void draw_panel(LabFrame& frame, void (*draw)(LabFrame&, const Rect&), const Rect& seen,
                const Rect& rect) {
  if (draw == nullptr || rect.empty()) return;
  frame.ui.push_area(seen);
  draw(frame, rect);
  frame.ui.pop_area();
}
void draw_panel(LabFrame& frame, void (*draw)(LabFrame&, const Rect&), const Rect& rect) {
  draw_panel(frame, draw, rect, rect);
}

// How wide a folded panel is that has been laid over the stage; 0: it has not.
float unfolded_width(Ui& ui, const Layout& layout, bool left) {
  if (!(left ? layout.settings_folded : layout.card_folded)) return 0;
  if (ui.memory().scroll[left ? "settings.unfolded" : "card.unfolded"] <= 0) return 0;
  return std::min(left ? 280.0F : 360.0F, layout.stage.width);
}

// What of the stage can be pointed at.
Rect seen_stage(Ui& ui, const Layout& layout) {
  Rect seen = layout.stage;
  seen.take_left(unfolded_width(ui, layout, true));
  seen.take_right(unfolded_width(ui, layout, false));
  return seen;
}

// A folded panel is a 40 px rail; a click lays the panel over the stage until the next one.
void draw_side_panel(LabFrame& frame, void (*draw)(LabFrame&, const Rect&), const Rect& rect,
                     bool folded, std::string_view id) {
  if (rect.empty()) return;
  if (!folded) {
    draw_panel(frame, draw, rect);
    return;
  }
  Ui& ui = frame.ui;
  const std::string name(id);
  float& open = ui.memory().scroll[name + ".unfolded"];
  const bool left = rect.x < frame.layout.stage.x;
  if (button(ui, name + ".rail", {rect.x + 4, rect.y + 8, 32, 32},
             (open > 0) == left ? "\u2039" : "\u203A", {.tone = ButtonTone::kFlat, .size = 20})) {
    open = open > 0 ? 0 : 1;
  }
  const float width = unfolded_width(ui, frame.layout, left);
  if (width <= 0 || draw == nullptr) return;
  const Rect over{left ? rect.right() : rect.x - width, rect.y, width, rect.height};
  ui.canvas().fill_rect(over, ui.theme().panel);
  draw_panel(frame, draw, over);
  ui.canvas().stroke_rect(over, ui.theme().line_strong, 1);
}

}  // namespace

void draw_app(Ui& ui, const state::AppState& state, const Rect& window,
              std::vector<state::Intent>& intents) {
  const Lab& lab = lab_of(state);
  const Layout layout = compute_layout({.window = window,
                                        .presenting = state.presenting,
                                        .has_transport = lab.draw_transport != nullptr,
                                        .has_offer = state.recovery.has_value(),
                                        .card_width = lab.card_width});
  LabFrame frame{ui, state, intents, layout};
  draw_panel_backgrounds(ui, layout);
  // What lies on top takes its clicks first.
  if (state.help_open) draw_help_overlay(ui, lab, window, intents);
  draw_toasts(ui, state, layout, intents);
  if (!layout.top.empty()) draw_top_bar(ui, state, layout, intents);
  draw_recovery_bar(ui, state, layout.offer, intents);
  draw_panel(frame, lab.draw_stage, seen_stage(ui, layout), layout.stage);
  draw_side_panel(frame, lab.draw_settings, layout.settings, layout.settings_folded, "settings");
  draw_side_panel(frame, lab.draw_card, layout.card, layout.card_folded, "card");
  if (lab.draw_transport != nullptr && !layout.transport.empty()) {
    lab.draw_transport(frame, layout.transport);
  }
  // A right click on the stage, wherever nothing else took it.
  if (ui.input().right_pressed && layout.stage.contains(ui.input().mouse)) {
    ui.open_popup(kExportPopup);
  }
  draw_export_panel(ui, state, layout.stage, intents);
  draw_palette(ui, state, window, intents);
  draw_open_panel(ui, state, window, intents);
  draw_save_panel(ui, state, window, intents);
  read_shortcuts(ui, state, intents);
  ui.finish();
}

void draw_stage_only(Ui& ui, const state::AppState& state, const Rect& window) {
  const Lab& lab = lab_of(state);
  Layout layout = compute_layout({.window = window, .card_width = lab.card_width});
  layout.stage = window;
  std::vector<state::Intent> ignored;
  LabFrame frame{ui, state, ignored, layout};
  if (lab.draw_stage != nullptr) lab.draw_stage(frame, window);
  ui.finish();
}

}  // namespace convscope::ui

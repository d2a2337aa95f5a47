#include "app/ui/export_panel.h"

#include <algorithm>
#include <string>

#include "app/state/phrases/common.h"
#include "app/state/update.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Align;
using figure::Face;
using figure::Rect;
namespace phrase = state::phrase;

constexpr float kPanelWidth = 480, kHeight = 300, kLabel = 110;

Rect next_row(Ui& ui, Rect& rest, const state::Phrase& label) {
  Rect row = rest.take_top(32);
  rest.take_top(12);
  ui.canvas().text_in(row.take_left(kLabel), ui.tr(label), {Face::kText, 14, ui.theme().text_dim},
                      Align::kLeft);
  return row;
}

// One field for the path. True when Enter has ended it.
bool path_field(Ui& ui, const Rect& rect, const std::string& path, state::ExportOptions& options) {
  constexpr std::string_view kId = "export.path";
  const figure::TextStyle style{Face::kMono, 14, ui.theme().text};
  if (ui.is_editing(kId)) {
    const bool enter = std::any_of(ui.keys().begin(), ui.keys().end(),
                                   [](const KeyPress& press) { return press.key == Key::kEnter; });
    const auto typed = ui.edit(kId, rect, style);
    if (typed) options.path = *typed;
    ui.canvas().stroke_rect(rect.grown(1), ui.theme().accent, 2, 4);
    return typed && enter;
  }
  const Interaction it = ui.item(kId, rect);
  ui.canvas().fill_rect(rect, it.hovered ? ui.theme().select : ui.theme().surface, 4);
  ui.canvas().stroke_rect(rect, ui.theme().line_strong, 1, 4);
  ui.canvas().push_clip(rect.grown(-4));
  ui.canvas().text_in(rect, path, style, Align::kLeft, 10);
  ui.canvas().pop_clip();
  ui.focus_ring(it, rect);
  if (it.clicked) ui.start_edit(kId, path);
  return false;
}

void draw_content(Ui& ui, const state::AppState& state, const Rect& box,
                  std::vector<state::Intent>& intents) {
  state::ExportOptions options = state.export_options;
  Rect rest = box.grown(-24);
  ui.canvas().text({rest.x, rest.y + 16}, ui.tr(phrase::kExport),
                   {Face::kTextSemiBold, 20, ui.theme().text});
  rest.take_top(36);
  const std::vector<std::string> what{ui.tr(phrase::kExportFigure), ui.tr(phrase::kExportWindow)};
  if (const auto chosen = segmented(ui, "export.what", next_row(ui, rest, phrase::kExportWhat),
                                    what, options.whole_window ? 1 : 0)) {
    options.whole_window = *chosen == 1;
  }
  const std::vector<std::string> scales{"1\u00D7", "2\u00D7", "3\u00D7", "4\u00D7"};
  if (const auto chosen = segmented(ui, "export.scale", next_row(ui, rest, phrase::kExportScale),
                                    scales, options.scale - 1)) {
    options.scale = *chosen + 1;
  }
  const std::string path = options.path.empty() ? proposed_name(state) : options.path;
  bool go = path_field(ui, next_row(ui, rest, phrase::kExportFile), path, options);
  if (!options.whole_window) {
    const auto flag = checkbox(ui, "export.transparent", {rest.x + kLabel, rest.y + 4},
                               ui.tr(phrase::kExportTransparent), options.transparent);
    if (flag) options.transparent = *flag;
  }
  const Rect save{box.right() - 24 - 140, box.bottom() - 24 - 40, 140, 40};
  const Rect close{save.x - 112, save.y, 100, 40};
  if (button(ui, "export.close", close, ui.tr(phrase::kClose))) {
    ui.close_popup();
    return;
  }
  go |=
      button(ui, "export.save", save, ui.tr(phrase::kSavePicture), {.tone = ButtonTone::kPrimary});
  // Enter that no focused control has taken.
  go |= ui.take_key(Key::kEnter);
  if (go) {
    ui.close_popup();
    intents.emplace_back(state::ExportView{options});
  } else if (options != state.export_options) {
    intents.emplace_back(state::SetExportOptions{options});
  }
}

}  // namespace

void draw_export_panel(Ui& ui, const state::AppState& state, const Rect& stage,
                       std::vector<state::Intent>& intents) {
  if (!ui.popup_open(kExportPopup)) return;
  if (ui.take_key(Key::kEscape)) {
    ui.close_popup();
    return;
  }
  const Rect box{std::max(8.0F, stage.center_x() - kPanelWidth / 2),
                 std::max(8.0F, stage.center_y() - kHeight / 2), kPanelWidth, kHeight};
  ui.popup(box, [&ui, &state, box, &intents] { draw_content(ui, state, box, intents); });
}

}  // namespace convscope::ui

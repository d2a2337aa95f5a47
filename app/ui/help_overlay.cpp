#include "app/ui/help_overlay.h"

#include <algorithm>

#include "app/state/phrases/common.h"
#include "app/ui/shortcuts.h"

namespace convscope::ui {

using figure::Face;
using figure::Rect;

void draw_help_overlay(Ui& ui, const Rect& window, std::vector<state::Intent>& intents) {
  constexpr float kRow = 28, kKeys = 190;
  const auto all = shortcuts();
  const float height = 76 + kRow * static_cast<float>(all.size());
  const float width = std::min(560.0F, window.width - 40);
  const Rect box{window.center_x() - width / 2, std::max(20.0F, window.center_y() - height / 2),
                 width, height};
  if (ui.item("help", window, false).clicked) intents.emplace_back(state::ToggleHelp{});
  ui.later([&ui, box, all] {
    figure::Canvas& canvas = ui.canvas();
    const state::Theme& theme = ui.theme();
    canvas.fill_rect(box, theme.control, 8);
    canvas.stroke_rect(box, theme.line_strong, 1, 8);
    canvas.text({box.x + 28, box.y + 40}, ui.tr(state::phrase::kShortcuts),
                {Face::kTextSemiBold, 20, theme.text});
    float y = box.y + 58;
    for (const Shortcut& shortcut : all) {
      canvas.text_in({box.x + 28, y, kKeys, kRow}, shortcut.keys,
                     {Face::kTextMedium, 14, theme.text}, figure::Align::kLeft);
      canvas.text_in({box.x + 28 + kKeys, y, 0, kRow}, ui.tr(shortcut.does),
                     {Face::kText, 14, theme.text_dim}, figure::Align::kLeft);
      y += kRow;
    }
  });
}

}  // namespace convscope::ui

#include "app/ui/help_overlay.h"

#include <algorithm>
#include <cmath>

#include "app/state/phrases/common.h"
#include "app/ui/labs/lab.h"
#include "app/ui/shortcuts.h"

namespace convscope::ui {

using figure::Face;
using figure::Rect;

void draw_help_overlay(Ui& ui, const Lab& lab, const Rect& window,
                       std::vector<state::Intent>& intents) {
  constexpr float kKeys = 210, kLegend = 330, kHead = 84;
  const auto all = shortcuts();
  const auto rows = static_cast<float>(all.size());
  // A low window gets narrower lines.
  const float pitch = std::clamp(std::floor((window.height - 24 - kHead) / rows), 18.0F, 28.0F);
  const bool legend = lab.draw_legend != nullptr && window.width >= 880;
  const float width = std::min(legend ? 560 + kLegend : 560.0F, window.width - 24);
  const float height = kHead + pitch * rows;
  const Rect box{std::floor(window.center_x() - width / 2),
                 std::max(12.0F, std::floor(window.center_y() - height / 2)), width, height};
  if (ui.item("help", window, false).clicked) intents.emplace_back(state::ToggleHelp{});
  ui.later([&ui, &lab, box, all, pitch, legend] {
    figure::Canvas& canvas = ui.canvas();
    const state::Theme& theme = ui.theme();
    canvas.fill_rect(box, theme.control, 8);
    canvas.stroke_rect(box, theme.line_strong, 1, 8);
    canvas.text({box.x + 28, box.y + 40}, ui.tr(state::phrase::kShortcuts),
                {Face::kTextSemiBold, 20, theme.text});
    float y = box.y + 60;
    for (const Shortcut& shortcut : all) {
      const std::string keys = shortcut.named ? ui.tr(*shortcut.named) : std::string(shortcut.keys);
      canvas.text_in({box.x + 28, y, kKeys, pitch}, keys, {Face::kTextMedium, 14, theme.text},
                     figure::Align::kLeft);
      canvas.text_in({box.x + 28 + kKeys, y, 0, pitch}, ui.tr(shortcut.does),
                     {Face::kText, 14, theme.text_dim}, figure::Align::kLeft);
      y += pitch;
    }
    if (!legend) return;
    const float x = box.right() - kLegend;
    canvas.line({x - 20, box.y + 24}, {x - 20, box.bottom() - 24}, theme.line);
    lab.draw_legend(ui, {x, box.y + 26});
  });
}

}  // namespace convscope::ui

#include "app/ui/toasts.h"

#include <algorithm>
#include <string>

#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

using figure::Face;
using figure::Rect;
using state::Toast;

constexpr float kWidth = 380;
constexpr double kLifetime_s = 6;

// An icon beside the colour, so that the tone is never told by colour alone.
std::string_view icon(Toast::Tone tone) {
  switch (tone) {
    case Toast::Tone::kWarn:
      return "!";
    case Toast::Tone::kBad:
      return "\u00D7";
    case Toast::Tone::kGood:
      break;
  }
  return "i";
}

figure::Color color(const state::Theme& theme, Toast::Tone tone) {
  switch (tone) {
    case Toast::Tone::kWarn:
      return theme.warn;
    case Toast::Tone::kBad:
      return theme.bad;
    case Toast::Tone::kGood:
      break;
  }
  return theme.good;
}

void draw_toast(Ui& ui, const Rect& box, const Toast& toast) {
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const figure::Color tone = color(theme, toast.tone);
  canvas.fill_rect(box, theme.control, 8);
  canvas.fill_rect({box.x, box.y, 6, box.height}, tone, 3);
  canvas.stroke_rect(box, theme.line_strong, 1, 8);
  canvas.text_in({box.x + 12, box.y, 28, box.height}, icon(toast.tone),
                 {Face::kTextSemiBold, 17, tone});
  paragraph(canvas, {box.x + 48, box.y + 10}, box.width - 72, toast.text,
            {Face::kText, 14, theme.text});
}

}  // namespace

void draw_toasts(Ui& ui, const state::AppState& state, const Layout& layout,
                 std::vector<state::Intent>& intents) {
  figure::Canvas& canvas = ui.canvas();
  float bottom = layout.stage.bottom() - 16;
  for (auto toast = state.toasts.rbegin(); toast != state.toasts.rend(); ++toast) {
    const figure::TextStyle style{Face::kText, 14, {}};
    const float width = std::min(kWidth, layout.stage.width - 32);
    const float height = paragraph(canvas, {}, width - 72, toast->text, style, true) + 22;
    const Rect box{layout.stage.right() - width - 16, bottom - height, width, height};
    const std::string id = "toast." + std::to_string(toast->id);
    const auto [born, fresh] =
        ui.memory().motions.try_emplace(id, UiMemory::Motion{0, 0, ui.input().time_s});
    const bool old = ui.input().time_s - born->second.start_s > kLifetime_s;
    if (ui.item(id, box, false).clicked || (old && toast->tone != Toast::Tone::kBad)) {
      intents.emplace_back(state::CloseToast{toast->id});
    }
    ui.later([&ui, box, shown = *toast] { draw_toast(ui, box, shown); });
    if (toast->tone != Toast::Tone::kBad) ui.request_frame();
    bottom -= height + 8;
  }
}

}  // namespace convscope::ui

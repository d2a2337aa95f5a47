#include "app/ui/recovery_bar.h"

#include <fmt/format.h>

#include <array>

#include "app/state/number_text.h"
#include "app/state/phrases/common.h"
#include "app/state/training/training_view.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {

using figure::Face;
using figure::Rect;

void draw_recovery_bar(Ui& ui, const state::AppState& state, const Rect& rect,
                       std::vector<state::Intent>& intents) {
  if (!state.recovery || rect.empty()) return;
  namespace phrase = state::phrase;
  const state::Theme& theme = ui.theme();
  figure::Canvas& canvas = ui.canvas();
  canvas.fill_rect(rect, theme.select);
  canvas.line({rect.x, rect.bottom()}, {rect.right(), rect.bottom()}, theme.line);
  canvas.fill_rect({rect.x, rect.y, 6, rect.height}, theme.warn);
  struct Button {
    std::string_view id;
    const state::Phrase* label;
    state::RecoveryChoice choice;
  };
  using enum state::RecoveryChoice;
  constexpr std::array kButtons{Button{"recovery.later", &phrase::kLater, kLater},
                                Button{"recovery.delete", &phrase::kDelete, kDelete},
                                Button{"recovery.continue", &phrase::kGoOnTraining, kContinue}};
  Rect rest = rect;
  rest.take_right(20);
  for (const Button& entry : kButtons) {
    const std::string label = ui.tr(*entry.label);
    const float width = canvas.text_width(label, {Face::kTextMedium, 14, {}}) + 28;
    const Rect box = rest.take_right(width);
    rest.take_right(8);
    const ButtonTone tone = entry.choice == kContinue ? ButtonTone::kPrimary : ButtonTone::kNormal;
    if (button(ui, entry.id, {box.x, rect.center_y() - 15, width, 30}, label, {.tone = tone})) {
      intents.emplace_back(state::DecideRecovery{entry.choice});
    }
  }
  const state::Recovery& found = *state.recovery;
  const std::string text = fmt::format(
      fmt::runtime(ui.tr(phrase::kInterrupted)), state::preset_title(found.preset),
      state::dataset_title(found.data), state::count_text(found.step), found.epoch, found.epochs);
  canvas.push_clip(rest);
  canvas.text_in(rest, text, {Face::kText, 14, theme.text}, figure::Align::kLeft, 20);
  canvas.pop_clip();
}

}  // namespace convscope::ui

#pragma once

#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// The whole window inside `window`: panels, tabs, the lab, help, toasts; then the keys that are
/// left. Appends what the user wants to `intents`.
void draw_app(Ui& ui, const state::AppState& state, const figure::Rect& window,
              std::vector<state::Intent>& intents);

/// Only the lab's stage, for an exported picture.
void draw_stage_only(Ui& ui, const state::AppState& state, const figure::Rect& window);

}  // namespace convscope::ui

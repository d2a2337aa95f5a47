#pragma once

#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// A line below the tabs that offers a training that was cut short; blocks nothing.
void draw_recovery_bar(Ui& ui, const state::AppState& state, const figure::Rect& rect,
                       std::vector<state::Intent>& intents);

}  // namespace convscope::ui

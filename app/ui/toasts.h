#pragma once

#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/layout.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// Sentences at the lower right of the stage, newest below: 6 s each, errors until clicked.
void draw_toasts(Ui& ui, const state::AppState& state, const Layout& layout,
                 std::vector<state::Intent>& intents);

}  // namespace convscope::ui

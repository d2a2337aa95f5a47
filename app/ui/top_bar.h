#pragma once

#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/layout.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// Name, tabs (or a menu of them in a narrow window), language, theme, presenting, help.
void draw_top_bar(Ui& ui, const state::AppState& state, const Layout& layout,
                  std::vector<state::Intent>& intents);

}  // namespace convscope::ui

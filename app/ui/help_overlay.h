#pragma once

#include <vector>

#include "app/state/intent.h"
#include "app/ui/ui.h"

namespace convscope::ui {

struct Lab;

/// The list of shortcuts over the window; any click closes it.
void draw_help_overlay(Ui& ui, const Lab& lab, const figure::Rect& window,
                       std::vector<state::Intent>& intents);

}  // namespace convscope::ui

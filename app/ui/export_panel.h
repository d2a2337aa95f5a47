#pragma once

#include <string_view>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// The popup that Ctrl+E and a right click on the stage open.
inline constexpr std::string_view kExportPopup = "export";

/// What to save, how large, under which name. Drawn in the middle of `stage` while it is open.
void draw_export_panel(Ui& ui, const state::AppState& state, const figure::Rect& stage,
                       std::vector<state::Intent>& intents);

}  // namespace convscope::ui

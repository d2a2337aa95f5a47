#pragma once

#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// Ids of the choosers over the window, for open_chooser.
inline constexpr std::string_view kPalettePopup = "palette";
inline constexpr std::string_view kOpenPopup = "open";
inline constexpr std::string_view kSavePopup = "save";

/// Ctrl+K: every command by its name in either language.
void draw_palette(Ui& ui, const state::AppState& state, const figure::Rect& window,
                  std::vector<state::Intent>& intents);
/// Ctrl+O: recent files, the program's scenes, or any path.
void draw_open_panel(Ui& ui, const state::AppState& state, const figure::Rect& window,
                     std::vector<state::Intent>& intents);
/// Ctrl+S: where the scene goes.
void draw_save_panel(Ui& ui, const state::AppState& state, const figure::Rect& window,
                     std::vector<state::Intent>& intents);

}  // namespace convscope::ui

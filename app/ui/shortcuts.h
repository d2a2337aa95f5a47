#pragma once

#include <optional>
#include <span>
#include <vector>

#include "app/state/app_state.h"
#include "app/state/intent.h"
#include "app/ui/ui.h"

namespace convscope::ui {

/// One line of the help overlay.
struct Shortcut {
  std::string_view keys;  ///< as keyboards name them; empty: `named`
  state::Phrase does;
  std::optional<state::Phrase> named = {};  ///< a key whose name is a word
};
std::span<const Shortcut> shortcuts();

/// Turns the keys that no panel has taken into intents.
void read_shortcuts(Ui& ui, const state::AppState& state, std::vector<state::Intent>& intents);

}  // namespace convscope::ui

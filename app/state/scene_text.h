#pragma once

#include <string>

#include "app/state/app_state.h"

namespace convscope::state {

/// The lab that is shown as a scene file that load_scene reads back to the same picture: JSON with
/// a fixed order of keys. The Network lab's own weights are not in it, only which of the program's
/// it uses.
std::string scene_text(const AppState& state);

}  // namespace convscope::state

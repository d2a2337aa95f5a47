#pragma once

#include <filesystem>
#include <string>

#include "app/state/app_state.h"

namespace convscope::state {

/// The lab that is shown as a scene file that load_scene reads back to the same picture: JSON with
/// a fixed order of keys. The Network lab's own weights are not in it, only where they are.
/// Weights of a file in `folder` are referred to by name, others by their whole path.
std::string scene_text(const AppState& state, const std::filesystem::path& folder = {});
/// What the scene cannot bring back, in words; empty: nothing.
std::string scene_remark(const AppState& state);

}  // namespace convscope::state

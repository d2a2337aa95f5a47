#pragma once

#include "app/state/app_state.h"
#include "app/state/effect.h"
#include "app/state/intent.h"

namespace convscope::state {

/// The only writer of AppState. Pure: no clock, no file, no thread; what has to happen outside is
/// returned.
Effects update(AppState& state, const Intent& intent);

/// Whether something plays, so that AdvanceTime has to be sent.
bool wants_time(const AppState& state);
/// Whether a thread learns something: a network, a kernel, the experiment with shuffled pixels.
bool learns(const AppState& state);

/// Asks for a data set unless it is there or on its way.
void request_dataset(AppState& state, const std::string& name, Effects& effects);

/// The file name that an exported view of this state gets by default.
std::string proposed_name(const AppState& state);
/// And a saved scene.
std::string proposed_scene_name(const AppState& state);

}  // namespace convscope::state

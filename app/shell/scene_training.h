#pragma once

#include "app/state/app_state.h"

namespace convscope::shell {

/// Carries out the training that a scene asks for, here and now, and hands its results to the state
/// as a session would: for pictures without a window. The same scene gives the same bits; times
/// and speeds stay unknown. Nothing when the scene asks for none. Throws engine::Error.
void train_scene(state::AppState& state);

}  // namespace convscope::shell

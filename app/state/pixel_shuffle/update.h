#pragma once

#include "app/state/app_state.h"
#include "app/state/effect.h"
#include "app/state/pixel_shuffle/actions.h"

namespace convscope::state {

/// Carries out one intent of the experiment with shuffled pixels.
void update_pixel_shuffle(AppState& state, const PixelShuffleIntent& intent, Effects& effects);
/// Its view was opened: the digits are wanted.
void enter_pixel_shuffle(AppState& state, Effects& effects);
/// The data that a start waited for is there, or will not come.
void pixel_shuffle_data(AppState& state, std::string_view name, Effects& effects);
/// What a scene holds; ends a run.
void open_pixel_shuffle(PixelShuffleState& state, const PixelShuffleState& scene, Effects& effects);
/// Undo (or redo) of the last setting.
void undo_pixel_shuffle(PixelShuffleState& state, bool redo);
/// Whether the view of the experiment is the one that is shown.
bool shows_pixel_shuffle(const AppState& state);

}  // namespace convscope::state

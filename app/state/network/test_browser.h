#pragma once

#include "app/state/app_state.h"
#include "app/state/effect.h"
#include "app/state/intent.h"

namespace convscope::state::network {

/// Shows test image `index`, counted around; nothing while the data set is not there.
void show_test_image(AppState& state, engine::Index index);
/// The next image after the shown one that the counted weights read wrongly. Without a count:
/// nothing.
void show_next_wrong(AppState& state);
/// What the weights in use read in the shown image.
void judge_test_image(NetworkState& lab);
/// Lets the weights in use read the whole test set, unless they have; weights of a running training
/// only when `asked` for.
void count_errors(AppState& state, Effects& effects, bool asked);
/// The answer to that.
void take_predictions(AppState& state, const TestSetRead& intent);

/// Whether the count is of the weights in use.
bool counted(const NetworkState& lab);

}  // namespace convscope::state::network

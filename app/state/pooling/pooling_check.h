#pragma once

#include "app/state/check_sheet.h"
#include "app/state/pooling/pooling_state.h"

namespace convscope::state {

/// The derivative of L, the sum of all outputs, each times the gradient g that arrives at it, by
/// input (c, y, x): by the layer's backward pass and by a central difference in double. `kinks`
/// counts the windows in which another cell wins, or whose root leaves 0, between -h and +h.
/// The state must have a result; the input must be inside the plane. Costs a few windows.
CheckedNumber check_pooled_input(const PoolingResult& result, const engine::Cell& input);

/// The gradient check of what the card is about: of a hovered or pinned input, else of all inputs
/// in the window of the current, hovered or pinned output. The state must have a result.
CheckSheet pooling_check(const PoolingState& state, Language language);

}  // namespace convscope::state

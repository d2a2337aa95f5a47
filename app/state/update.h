#pragma once

#include "app/state/app_state.h"
#include "app/state/effect.h"
#include "app/state/intent.h"

namespace convscope::state {

/// The only writer of AppState. Pure: no clock, no file, no thread; what has to happen outside is
/// returned.
Effects update(AppState& state, const Intent& intent);

}  // namespace convscope::state

#pragma once

#include <string>

#include "app/state/pooling/pooling_state.h"
#include "engine/io/json_reader.h"

namespace convscope::state {

/// Reads "view", "step", "grain", "selection" and "state" of a scene of the Pooling lab:
///   view       "pooling" or "numbers", "strided", "volumes", "exercise"
///   step       terms computed, whatever the grain; at most the last one
///   selection  [c, y, x]: an output whose explanation is pinned
///   state      {"example": KEY, "mode": "max" | "average" | "l2", "height", "width", "channels",
///               "kernel", "stride", "padding": n, "input": [C][H][W], "upstream": [C][oh][ow],
///               "weight": [C][k][k], "answers": [C][oh][ow] with null for an empty cell,
///               "routes": [C][H][W] of the exercise backward likewise, "gradient_check": the card
///               is one, "checked", "backward", "hide_pending": bool, "speed": 0.25 to 8}
/// The example gives what is absent; tensors must have the sizes' shapes.
/// Throws engine::Error with the pointer of what is wrong.
void read_pooling_scene(const engine::JsonValue& scene, PoolingState& state);

/// The same as JSON text, to be read back.
std::string pooling_scene_text(const PoolingState& state);

}  // namespace convscope::state

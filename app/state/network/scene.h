#pragma once

#include "app/state/network/network_state.h"

namespace convscope::engine {
class JsonValue;
}

namespace convscope::state::network {

/// The Network lab's part of a scene:
///   "state": {"model": preset ("lenet"), "weights": "trained" (where they are there) or "random",
///             "seed": n (1), "test_image": n (0),
///             "picture": [28][28] under the strokes, 0 to 1 (none),
///             "strokes": [{"tool": "pen" or "eraser", "width": 6 to 48, "points": [[x, y], ...]}],
///             "gradient_check": shown in the card of a map or cell (false)}
///     with points in the pad's square of 280, y downwards
///   "view": "network" (the default), "map" or "cell"; "maps:conv1" or "filters:conv1" for a
///   contact
///     sheet of a layer
///   "grain": "layer", "channel", "cell" or "term", instead of the view
///   "selection": [column, map] or [column, map, y, x]: columns count from 0
///   "step": n of the grain
/// The scene's "weights", a file beside it, have been put to use before, in place of the state's.
/// `lab.trained` holds what ships with the program. Throws engine::Error with the JSON pointer.
void read_network_scene(const engine::JsonValue& scene, NetworkState& lab);
/// Only the "picture" and "strokes" among a lab's own fields: the drawing that all labs share.
void read_drawing(const engine::JsonValue& fields, NetworkState& lab);

}  // namespace convscope::state::network

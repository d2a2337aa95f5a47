#pragma once

#include <string>

#include "app/state/pixel_shuffle/pixel_shuffle_state.h"
#include "engine/io/json_reader.h"

namespace convscope::state {

/// Reads "pixel_shuffle" of the fields of a scene of the Convolution lab:
///   {"on": bool, "block": 1, 2, 4, 7 or 14, "share": 0 to 1, "seed": 1 to 999, "images": 1 to
///    60000, "epochs": 1 to 10, "digit": n of the test set, "looked_at": n of a point,
///    "total_steps": n, "points": [{"step", "judged": n, "loss": [4], "accuracy": [4]}]}
/// The points are what an earlier run measured: MLP plain and shuffled, CNN plain and shuffled.
/// Throws engine::Error with the pointer of what is wrong.
void read_pixel_shuffle(const engine::JsonValue& fields, PixelShuffleState& state);
/// The same as JSON; empty when all is as at first.
std::string pixel_shuffle_text(const PixelShuffleState& state);

}  // namespace convscope::state

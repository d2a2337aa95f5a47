#pragma once

#include "app/state/convolution/convolution_state.h"
#include "engine/io/json_reader.h"

namespace convscope::state {

/// Reads "step", "grain", "selection" and "state" of a scene of the Convolution lab:
///   step       terms computed, whatever the grain; at most the last one
///   selection  [f, y, x]: an output whose explanation is pinned
///   state      {"example": KEY, "height", "width", "channels", "filters", "kernel", "stride",
///               "padding", "dilation", "groups": n, "has_bias": bool, "input": [C][H][W],
///               "weight": [F][C][k][k], "bias": [F], "hide_pending": bool, "speed": 0.25 to 8,
///               "gradient_check": the card is one (false)}
/// The example gives what is absent; tensors must have the sizes' shapes.
/// Throws engine::Error with the pointer of what is wrong.
void read_convolution_scene(const engine::JsonValue& scene, ConvolutionState& state);

/// "term", "cell", "channel" or "layer".
engine::Grain read_grain(const engine::JsonValue& value);

}  // namespace convscope::state

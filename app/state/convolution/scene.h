#pragma once

#include <array>
#include <string_view>

#include "app/state/convolution/convolution_state.h"
#include "engine/io/json_reader.h"

namespace convscope::state {

/// Reads "view" (numbers, products, geometry, matrix, hues, field, counting, shuffle), "step",
/// "grain", "selection" and "state" of a scene of the Convolution lab:
///   step       terms computed, whatever the grain; at most the last one
///   selection  the index of a target of the pass (forward [f, y, x]) whose explanation is pinned
///   state      {"example": KEY, "dimensions": 1 or 2, "height", "width", "channels", "filters",
///               "groups": n, "kernel", "stride", "dilation": n or [y, x], "padding": n, [y, x],
///               [[above, below], [left, right]], "valid", "same" or "full", "padding_mode":
///               "zeros", "reflect", "replicate" or "circular", "flipped": bool, "has_bias": bool,
///               "activation": NAME or null, "input": [C][H][W], "weight": [F][C][kh][kw],
///               "bias": [F], "upstream": [F][oh][ow] (1 everywhere), "pass": "forward", "weight",
///               "input" or "bias", "learning_rate": 0 to 10, "hide_pending": bool, "speed": 0.25
///               to 8, "gradient_check": the card is one (false), "matrix": "patches" or "sparse",
///               "stack": {"input", "channels": n, "layers": [{"type": "conv" or "pool", "kernel",
///               "stride", "padding", "dilation", "filters": n}]}, "pixel_shuffle": see
///               pixel_shuffle/scene.h}
/// The example gives what is absent; tensors must have the sizes' shapes.
/// Throws engine::Error with the pointer of what is wrong.
void read_convolution_scene(const engine::JsonValue& scene, ConvolutionState& state);

/// What a scene calls passes, and the ways to say the padding (the first is a number).
inline constexpr std::array<std::string_view, kConvolutionPasses> kConvolutionPassKeys{
    "forward", "weight", "input", "bias"};
inline constexpr std::array<std::string_view, 4> kPaddingKeys{"", "valid", "same", "full"};

/// "term", "cell", "channel" or "layer".
engine::Grain read_grain(const engine::JsonValue& value);

}  // namespace convscope::state

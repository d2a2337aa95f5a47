#pragma once

#include <filesystem>
#include <string>

#include "app/state/kernels/kernels_state.h"
#include "engine/io/json_reader.h"

namespace convscope::state {

/// Reads "view", "step", "grain", "selection" and "state" of a scene of the Kernels lab:
///   view       "kernels" or "split", "side-by-side", "chain", "learn"
///   step       terms computed, pixel by pixel; at most the last one
///   selection  [y, x]: the pixel that the card is about, in place of a step
///   state      {"photo": "camera", "astronaut", "coffee", "chelsea", "coins", "brick", "test" or a
///               picture file beside the scene,
///               "chain": [{"preset": KEY, "size": 1 to 15, "weights": [k][k], "divide", "add":
///               x}], "chosen": n, "output": "signed" | "absolute" | "magnitude" | "direction",
///               "luminance": bool, "channel": "red" | "green" | "blue", "divider": 0 to 1,
///               "magnified": 0 to 4, "speed": 0.25 to 8, "learn": {"target": KEY, "own": bool,
///               "size", "seed": n, "optimizer": "sgd" | "adam" | "rmsprop", "rate": 0.00001 to 10,
///               "noise": 0 to 1, "steps": 0 to 500,
///               "gradient_check": the card is one}}
/// The camera's photograph and Sobel's kernel give what is absent. `steps` are learned here and
/// now. Throws engine::Error with the pointer of what is wrong; of a picture what read_photo does.
void read_kernels_scene(const engine::JsonValue& scene, const std::filesystem::path& folder,
                        KernelsState& state);

/// The same as JSON text, to be read back; of a learning at most its first 500 steps.
std::string kernels_scene_text(const KernelsState& state, const std::filesystem::path& folder);

}  // namespace convscope::state

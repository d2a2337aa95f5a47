#pragma once

#include <string>
#include <string_view>

#include "engine/train/checkpoint.h"

namespace convscope::engine {

/// The recipe part of a checkpoint's training as one line of JSON, for a file's metadata: data,
/// options, validation count. The state and the curves are tensors.
std::string print_training(const Checkpoint::Training& training);

/// Throws Error (kBadFile) with the JSON pointer of what is missing, unknown or out of range.
Checkpoint::Training parse_training(std::string_view text, const std::string& file);

}  // namespace convscope::engine

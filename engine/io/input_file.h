#pragma once

#include <string>
#include <string_view>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// All bytes of a regular file, or of standard input for "-". Throws Error{kIo, NO_FILE} when it
/// is missing, {kIo, READ} when it cannot be opened or read, {kBadFile, NOT_A_FILE} for a
/// directory or device, {kBadFile, TOO_LARGE} beyond `max_bytes`.
std::string read_input(const std::string& path, Index max_bytes);

/// How messages call this input: "standard input" for "-".
std::string input_name(const std::string& path);

/// "a git-LFS pointer", "an HTML page", "a pickle", ... when the first bytes say so, else "".
std::string recognise_other_kind(std::string_view bytes);

}  // namespace convscope::engine

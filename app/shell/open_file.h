#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/state/intent.h"

namespace convscope::shell {

/// Reads a scene (a file or a shipped scene's name), weights (.safetensors), a picture (PNG, JPEG,
/// BMP) or a directory of IDX files, by content, and returns the intents that show it. Takes up to
/// a second. Throws engine::Error: FILE_KIND (kBadFile) for anything else, and what the readers
/// throw.
std::vector<state::Intent> read_for_window(const std::string& path);

/// The newest autosave in the state directory whose program runs no more; none when there is none
/// that can be read.
std::optional<state::Recovery> find_recovery();
/// Where this program's training is saved while it runs; empty without a state directory.
std::string autosave_path();

}  // namespace convscope::shell

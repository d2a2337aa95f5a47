#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace convscope::engine {

/// The folders that may hold the program's own files, first the most wanted: $CONVSCOPE_ASSETS,
/// then share/convscope beside the folder of the program, then `assets` in it, then the source
/// tree of a developer's build.
std::vector<std::filesystem::path> asset_folders();

/// The first of them that has `relative` ("fonts/Inter-Regular.otf"); empty when none has.
std::filesystem::path find_asset(std::string_view relative);

}  // namespace convscope::engine

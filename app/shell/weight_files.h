#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "app/state/network/network_state.h"

namespace convscope::shell {

/// The .safetensors files in `folders`, folder by folder, each by name and once; a folder that
/// cannot be read is as if it were empty. At most a thousand entries of each are looked at.
std::vector<state::network::WeightsFile> list_weight_files(
    const std::vector<std::filesystem::path>& folders, const std::stop_token& stop);

/// The folders where a user looks for weights: the program's own models, the state directory, the
/// working directory.
std::vector<std::filesystem::path> weight_folders();
std::vector<state::network::WeightsFile> list_weight_files(const std::stop_token& stop);

}  // namespace convscope::shell

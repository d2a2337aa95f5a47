#include "app/shell/weight_files.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <system_error>

#include "app/state/settings_file.h"
#include "engine/io/assets.h"

namespace convscope::shell {
namespace {

namespace fs = std::filesystem;
using state::network::WeightsFile;

constexpr int kMostEntries = 1000;

// "~/course" says more than a long path, and fits.
std::string spoken(const fs::path& folder) {
  const std::string text = folder.string();
  const char* home = std::getenv("HOME");
  const std::string start = home == nullptr ? "" : home;
  const bool inside = !start.empty() && text.starts_with(start) &&
                      (text.size() == start.size() || text[start.size()] == '/');
  return inside ? "~" + text.substr(start.size()) : text;
}

std::vector<fs::path> files_of(const fs::path& folder, const std::stop_token& stop) {
  std::vector<fs::path> files;
  std::error_code error;
  int entries = 0;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (stop.stop_requested() || ++entries > kMostEntries) break;
    std::error_code ignored;
    if (it->path().extension() != ".safetensors" || !it->is_regular_file(ignored)) continue;
    files.push_back(it->path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::vector<WeightsFile> list_weight_files(const std::vector<fs::path>& folders,
                                           const std::stop_token& stop) {
  std::vector<WeightsFile> found;
  std::set<fs::path> seen;
  for (const fs::path& folder : folders) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (error || !seen.insert(real).second) continue;
    for (const fs::path& file : files_of(real, stop)) {
      found.push_back({file.string(), file.filename().string(), spoken(real)});
    }
  }
  return found;
}

std::vector<fs::path> weight_folders() {
  std::vector<fs::path> folders;
  for (const fs::path& assets : engine::asset_folders()) folders.push_back(assets / "models");
  const fs::path own = state::state_directory();
  if (!own.empty()) folders.push_back(own);
  std::error_code ignored;
  folders.push_back(fs::current_path(ignored));
  return folders;
}

std::vector<WeightsFile> list_weight_files(const std::stop_token& stop) {
  return list_weight_files(weight_folders(), stop);
}

}  // namespace convscope::shell

#include "engine/io/assets.h"

#include <cstdlib>
#include <system_error>

namespace convscope::engine {

namespace fs = std::filesystem;

std::vector<fs::path> asset_folders() {
  std::vector<fs::path> folders;
  if (const char* chosen = std::getenv("CONVSCOPE_ASSETS"); chosen && *chosen) {
    folders.emplace_back(chosen);
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);  // Linux; elsewhere skipped
  if (!error) {
    folders.push_back(program.parent_path().parent_path() / "share/convscope");
    folders.push_back(program.parent_path() / "assets");
  }
#ifdef CONVSCOPE_SOURCE_ASSETS
  folders.emplace_back(CONVSCOPE_SOURCE_ASSETS);
#endif
  return folders;
}

fs::path find_asset(std::string_view relative) {
  for (const fs::path& folder : asset_folders()) {
    std::error_code ignored;
    if (fs::exists(folder / relative, ignored)) return folder / relative;
  }
  return {};
}

}  // namespace convscope::engine

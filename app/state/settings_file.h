#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/state/app_state.h"

namespace convscope::state {

/// Where the window was, in screen coordinates; x < 0: wherever the system puts it.
struct WindowPlace {
  int x = -1;
  int y = -1;
  int width = 1440;
  int height = 900;
  friend bool operator==(const WindowPlace&, const WindowPlace&) = default;
};

/// Everything in settings.json.
struct SavedSettings {
  Settings settings;
  WindowPlace window;
  friend bool operator==(const SavedSettings&, const SavedSettings&) = default;
};

/// `$XDG_CONFIG_HOME/convscope/settings.json`, or the same below ~/.config; empty without a home.
std::filesystem::path settings_path();
/// What a first start begins with: the language of $LC_ALL, $LC_MESSAGES or $LANG.
SavedSettings first_settings();
/// Throws engine::Error for a file that is there but wrong; first_settings() when there is none.
SavedSettings load_settings(const std::filesystem::path& path);
/// As JSON, deterministic.
std::string settings_json(const SavedSettings& saved);

/// $XDG_STATE_HOME/convscope, or ~/.local/state/convscope: autosaves and recent files; empty when
/// neither variable is set.
std::filesystem::path state_directory();

/// The files opened last, from what recent_files_text wrote; none when there is no such file or it
/// is another one.
std::vector<std::string> load_recent_files(const std::filesystem::path& path);
std::string recent_files_text(const std::vector<std::string>& files);

}  // namespace convscope::state

#include "app/state/settings_file.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "engine/core/error.h"
#include "engine/io/json_reader.h"

namespace convscope::state {
namespace {

using engine::JsonDocument;
using engine::JsonValue;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

Language system_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string_view value = variable(name);
    if (!value.empty()) {
      return value.starts_with("pt") ? Language::kPortuguese : Language::kEnglish;
    }
  }
  return Language::kEnglish;
}

ThemeName read_theme(const JsonValue& value) {
  const std::string name = value.text();
  for (const ThemeName theme : kThemeNames) {
    if (to_string(theme) == name) return theme;
  }
  value.fail("light, dark or high-contrast");
}

Language read_language(const JsonValue& value) {
  const std::string name = value.text();
  if (name == "pt") return Language::kPortuguese;
  if (name == "en") return Language::kEnglish;
  value.fail("en or pt");
}

double read_zoom(const JsonValue& value) {
  const double zoom = value.number();
  if (zoom < 0.5 || zoom > 3) value.fail("0.5 to 3");
  return zoom;
}

WindowPlace read_place(const JsonValue& value) {
  value.allow_keys({"x", "y", "width", "height"});
  constexpr int kFar = 100000;
  return {static_cast<int>(value.at("x").index(-kFar, kFar)),
          static_cast<int>(value.at("y").index(-kFar, kFar)),
          static_cast<int>(value.at("width").index(1, kFar)),
          static_cast<int>(value.at("height").index(1, kFar))};
}

}  // namespace

std::filesystem::path settings_path() {
  const std::string_view config = variable("XDG_CONFIG_HOME"), home = variable("HOME");
  if (!config.empty()) return std::filesystem::path(config) / "convscope/settings.json";
  if (!home.empty()) return std::filesystem::path(home) / ".config/convscope/settings.json";
  return {};
}

SavedSettings first_settings() {
  SavedSettings saved;
  saved.settings.language = system_language();
  return saved;
}

SavedSettings load_settings(const std::filesystem::path& path) {
  SavedSettings saved = first_settings();
  std::error_code error;
  if (path.empty() || !std::filesystem::exists(path, error)) return saved;
  const JsonValue json = JsonDocument::read(path.string());
  json.allow_keys({"format", "language", "theme", "reduce_motion", "zoom", "window"});
  json.at("format").index(1, 1);
  if (const auto value = json.find("language")) saved.settings.language = read_language(*value);
  if (const auto value = json.find("theme")) saved.settings.theme = read_theme(*value);
  if (const auto value = json.find("reduce_motion")) {
    saved.settings.reduce_motion = value->boolean();
  }
  if (const auto value = json.find("zoom")) saved.settings.zoom = read_zoom(*value);
  if (const auto value = json.find("window")) saved.window = read_place(*value);
  return saved;
}

std::string settings_json(const SavedSettings& saved) {
  const nlohmann::ordered_json json{
      {"format", 1},
      {"language", saved.settings.language == Language::kPortuguese ? "pt" : "en"},
      {"theme", to_string(saved.settings.theme)},
      {"reduce_motion", saved.settings.reduce_motion},
      {"zoom", saved.settings.zoom},
      {"window",
       {{"x", saved.window.x},
        {"y", saved.window.y},
        {"width", saved.window.width},
        {"height", saved.window.height}}}};
  return json.dump(2) + "\n";
}

std::filesystem::path state_directory() {
  const std::string_view state = variable("XDG_STATE_HOME"), home = variable("HOME");
  if (!state.empty()) return std::filesystem::path(state) / "convscope";
  if (!home.empty()) return std::filesystem::path(home) / ".local/state/convscope";
  return {};
}

std::vector<std::string> load_recent_files(const std::filesystem::path& path) {
  std::vector<std::string> files;
  try {
    const JsonValue json = JsonDocument::read(path.string());
    const JsonValue list = json.at("files");
    for (engine::Index i = 0; i < std::min<engine::Index>(list.size(), 100); ++i) {
      files.push_back(list.item(i).text());
    }
  } catch (const engine::Error&) {
    files.clear();  // a convenience, not worth a word
  }
  return files;
}

std::string recent_files_text(const std::vector<std::string>& files) {
  return nlohmann::ordered_json{{"format", 1}, {"files", files}}.dump(
             2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace convscope::state

#include "app/state/settings_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "engine/core/error.h"

namespace convscope::state {
namespace {

std::filesystem::path file_with(const std::string& text) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "settings.json";
  std::ofstream(path) << text;
  return path;
}

TEST(SettingsFile, ReadsBackWhatItWrites) {
  SavedSettings saved;
  saved.settings = {Language::kPortuguese, ThemeName::kDark, true, 1.5};
  saved.window = {-20, 40, 800, 600};
  EXPECT_EQ(load_settings(file_with(settings_json(saved))), saved);
}

TEST(SettingsFile, MissingFileGivesTheSystemsLanguage) {
  setenv("LC_ALL", "pt_BR.UTF-8", 1);
  EXPECT_EQ(load_settings("/nowhere/settings.json").settings.language, Language::kPortuguese);
  setenv("LC_ALL", "C", 1);
  EXPECT_EQ(load_settings("/nowhere/settings.json").settings.language, Language::kEnglish);
}

TEST(SettingsFile, WrongFilesAreNamedWithTheirPlace) {
  for (const auto& [text, place] : {std::pair(R"({"format": 1, "zoom": 9})", "/zoom"),
                                    {R"({"format": 1, "theme": "pink"})", "/theme"},
                                    {R"({"format": 2})", "/format"},
                                    {R"({"format": 1, "colour": 1})", "/colour"},
                                    {R"({"format": 1)", "settings.json"}}) {
    try {
      load_settings(file_with(text));
      ADD_FAILURE() << text;
    } catch (const engine::Error& error) {
      EXPECT_NE(std::string(error.what()).find(place), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace convscope::state

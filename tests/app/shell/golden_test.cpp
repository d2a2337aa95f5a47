// One picture a lab and theme against tests/golden. `tests/approve` draws them anew after a change
// that was meant; look at them before committing.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "app/shell/picture.h"
#include "app/state/scene.h"
#include "engine/io/atomic_file.h"
#include "engine/io/image.h"

namespace convscope::shell {
namespace {

struct Screen {
  const char* scene;
  state::ThemeName theme;
  state::Language language;
};

class Golden : public ::testing::TestWithParam<Screen> {};

TEST_P(Golden, LooksAsApproved) {
  const Screen& screen = GetParam();
  state::AppState app = state::load_scene(screen.scene);
  app.settings.theme = screen.theme;
  app.settings.language = screen.language;
  const render::Pixels drawn = draw_picture(app, {.width = 1280, .height = 720});
  const std::filesystem::path file =
      std::filesystem::path(CONVSCOPE_SOURCE_DIR) / "tests/golden" /
      (std::string(screen.scene) + "-" + std::string(to_string(screen.theme)) + ".png");
  if (std::getenv("CONVSCOPE_APPROVE") != nullptr) {
    engine::write_file(file, engine::encode_png({drawn.width, drawn.height, 4, drawn.rgba}));
    return;
  }
  const engine::Image approved = engine::load_image(file.string());
  ASSERT_EQ(approved.width, drawn.width);
  ASSERT_EQ(approved.height, drawn.height);
  ASSERT_EQ(approved.channels, 4);
  // Another Mesa may round differently: at most 5 of 255 on at most 0.1 % of the pixels.
  std::size_t different = 0;
  for (std::size_t pixel = 0; pixel < drawn.rgba.size(); pixel += 4) {
    for (std::size_t i = pixel; i < pixel + 4; ++i) {
      if (std::abs(int{drawn.rgba[i]} - int{approved.pixels[i]}) > 5) {
        ++different;
        break;
      }
    }
  }
  EXPECT_LE(different, drawn.rgba.size() / 4 / 1000) << file;
}

INSTANTIATE_TEST_SUITE_P(
    Screens, Golden,
    ::testing::Values(Screen{"convolution", state::ThemeName::kLight, state::Language::kPortuguese},
                      Screen{"convolution", state::ThemeName::kDark, state::Language::kEnglish},
                      Screen{"pooling", state::ThemeName::kLight, state::Language::kPortuguese},
                      Screen{"pooling", state::ThemeName::kDark, state::Language::kEnglish},
                      Screen{"kernels", state::ThemeName::kLight, state::Language::kEnglish},
                      Screen{"kernels", state::ThemeName::kDark, state::Language::kPortuguese},
                      Screen{"network", state::ThemeName::kLight, state::Language::kEnglish},
                      Screen{"network", state::ThemeName::kDark, state::Language::kPortuguese},
                      Screen{"training", state::ThemeName::kLight, state::Language::kPortuguese},
                      Screen{"training", state::ThemeName::kDark, state::Language::kEnglish}),
    [](const auto& screen) {
      return std::string(screen.param.scene) +
             (screen.param.theme == state::ThemeName::kDark ? "Dark" : "Light");
    });

}  // namespace
}  // namespace convscope::shell

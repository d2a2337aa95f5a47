#include "app/render/heat_map_atlas.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "app/render/offscreen.h"
#include "app/state/theme.h"

namespace convscope::render {
namespace {

std::vector<float> points_of(const state::Theme& theme) {
  std::vector<float> points;
  const auto put = [&](std::span<const state::Color> map) {
    for (const state::Color c : map) {
      for (const int channel : {c.r, c.g, c.b}) {
        points.push_back(static_cast<float>(channel) / 255);
      }
    }
  };
  put(theme.diverging);
  put(theme.sequential);
  put(theme.cyclic);
  return points;
}

// The shader's maps against the CPU's, which SVG and legends use.
TEST(HeatMapAtlas, ColoursLikeTheTheme) {
  const OffscreenContext context;
  const PictureTarget target(8, 8);
  HeatMapAtlas atlas;
  for (const state::ThemeName name : state::kThemeNames) {
    const state::Theme& theme = state::theme(name);
    std::vector<float> values;
    for (int i = -70; i <= 70; ++i) values.push_back(static_cast<float>(i) / 50);
    values.push_back(NAN);
    const int count = static_cast<int>(values.size());
    atlas.begin(points_of(theme));
    for (const auto kind : {HeatMapKind::kDiverging, HeatMapKind::kSequential, HeatMapKind::kGray,
                            HeatMapKind::kCyclic}) {
      ASSERT_TRUE(atlas.add(values, count, 1, 1, kind).has_value());
    }
    atlas.draw();
    std::vector<unsigned char> pixels(std::size_t{HeatMapAtlas::kSize} * HeatMapAtlas::kSize * 4);
    glBindTexture(GL_TEXTURE_2D, atlas.texture());
    glGetTexImage(GL_TEXTURE_2D, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    constexpr std::array kMaps{state::ColorMap::kDiverging, state::ColorMap::kSequential,
                               state::ColorMap::kGray, state::ColorMap::kCyclic};
    for (int map = 0; map < 4; ++map) {
      for (int i = 0; i < count; ++i) {
        const auto expected = state::map_color(theme, kMaps[static_cast<std::size_t>(map)],
                                               values[static_cast<std::size_t>(i)]);
        const unsigned char* found = &pixels[static_cast<std::size_t>(map * count + i) * 4];
        EXPECT_NEAR(found[0], expected.r, 1);
        EXPECT_NEAR(found[1], expected.g, 1);
        EXPECT_NEAR(found[2], expected.b, 1);
      }
    }
  }
}

TEST(HeatMapAtlas, SaysWhenItIsFull) {
  const OffscreenContext context;
  HeatMapAtlas atlas;
  atlas.begin(std::vector<float>(48));
  const std::vector<float> values(std::size_t{512} * 512);
  for (int i = 0; i < 16; ++i) {
    EXPECT_TRUE(atlas.add(values, 512, 512, 1, HeatMapKind::kGray).has_value());
  }
  EXPECT_FALSE(atlas.add(values, 512, 512, 1, HeatMapKind::kGray).has_value());
}

}  // namespace
}  // namespace convscope::render

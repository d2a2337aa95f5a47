#include "app/state/theme.h"

#include <gtest/gtest.h>

namespace convscope::state {
namespace {

class EveryTheme : public ::testing::TestWithParam<ThemeName> {};
INSTANTIATE_TEST_SUITE_P(Themes, EveryTheme, ::testing::ValuesIn(kThemeNames));

TEST_P(EveryTheme, TextIsLegibleOnEverySurface) {
  const Theme& t = theme(GetParam());
  for (const Color background : {t.surface, t.panel, t.control}) {
    EXPECT_GE(contrast(t.text, background), 7);
    EXPECT_GE(contrast(t.text_dim, background), 4.5);
    EXPECT_GE(contrast(t.line_strong, background), 3);
    for (const Color role : {t.input, t.filter, t.output, t.gradient, t.good, t.warn, t.bad}) {
      EXPECT_GE(contrast(role, background), 4.5);
    }
  }
  EXPECT_GE(contrast(t.on_now, t.now), 7);
  EXPECT_GE(contrast(t.on_accent, t.accent), 7);
  for (const Color series : t.series) EXPECT_GE(contrast(series, t.surface), 4.5);
}

TEST_P(EveryTheme, DigitsStayLegibleOnTheInnerPartOfTheMap) {
  const Theme& t = theme(GetParam());
  for (float k = -0.42F; k <= 0.42F; k += 0.02F) {
    EXPECT_GE(contrast(t.text, map_color(t, ColorMap::kDiverging, k)), 6.8) << k;
  }
}

TEST(Theme, MapsHitTheirPointsAndClamp) {
  const Theme& t = theme(ThemeName::kLight);
  EXPECT_EQ(map_color(t, ColorMap::kDiverging, -1), t.diverging[0]);
  EXPECT_EQ(map_color(t, ColorMap::kDiverging, 0), t.diverging[2]);
  EXPECT_EQ(map_color(t, ColorMap::kDiverging, 9), t.diverging[4]);
  EXPECT_EQ(map_color(t, ColorMap::kSequential, 0.5F), t.sequential[2]);
  EXPECT_EQ(map_color(t, ColorMap::kGray, 1), rgb(0xFFFFFF));
}

}  // namespace
}  // namespace convscope::state

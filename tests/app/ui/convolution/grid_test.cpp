#include "app/ui/widgets/grid.h"

#include <gtest/gtest.h>

#include "app/figure/recording_canvas.h"

namespace convscope::ui {
namespace {

state::GridScale scale(float low, float high, int decimals) {
  return {.low = low, .high = high, .limit = std::max(-low, high), .decimals = decimals};
}

// The recording canvas has signs of 0.6 em, as JetBrains Mono has.
TEST(FitDigits, TakesTheLargestTypeForTheCell) {
  const figure::RecordingCanvas canvas;
  EXPECT_EQ(fit_digits(canvas, 44, 44, scale(-1, 1, 0)).size, 20);
  EXPECT_EQ(fit_digits(canvas, 36, 36, scale(0, 2, 0)).size, 17);
  EXPECT_EQ(fit_digits(canvas, 28, 28, scale(0, 2, 0)).size, 14);
  EXPECT_EQ(fit_digits(canvas, 16, 16, scale(0, 2, 0)).size, 12);
  EXPECT_EQ(fit_digits(canvas, 15, 15, scale(0, 2, 0)).size, 0) << "none below 16 px";
  EXPECT_EQ(fit_digits(canvas, 44, 44, scale(0, 2, 0), true).size, 35);
}

TEST(FitDigits, WidestNumberDecidesForTheWholeTensor) {
  const figure::RecordingCanvas canvas;
  const DigitStyle wide = fit_digits(canvas, 36, 36, scale(0, 255, 0));
  EXPECT_EQ(wide.size, 14) << "255 in 17 px would touch the edges";
  const DigitStyle rounded = fit_digits(canvas, 36, 36, scale(0, 0.25F, 4));
  EXPECT_GT(rounded.size, 0);
  EXPECT_LT(rounded.decimals, 4);
  EXPECT_EQ(fit_digits(canvas, 16, 16, scale(-500, 500, 0)).size, 0);
}

TEST(FitDigits, AProbabilityIsNeverRoundedToNoneOrAll) {
  const figure::RecordingCanvas canvas;
  for (float cell = 10; cell < 60; ++cell) {
    for (const bool large : {false, true}) {
      const DigitStyle style = fit_digits(canvas, cell, cell, scale(0, 0.9F, 4), large);
      EXPECT_TRUE(style.size == 0 || style.decimals >= 1) << cell;
    }
  }
  EXPECT_GT(fit_digits(canvas, 28, 28, scale(0, 0.9F, 4)).size, 0);
  EXPECT_EQ(fit_digits(canvas, 28, 28, scale(-5.8F, 4.7F, 3)).size, 0) << "rather none than -6";
  EXPECT_EQ(fit_digits(canvas, 40, 40, scale(-5.8F, 4.7F, 3)).decimals, 1);
}

TEST(FitDigits, OneTinyNumberDoesNotHideTheOthers) {
  const figure::RecordingCanvas canvas;
  state::GridScale mixed = scale(-0.7F, 0.8F, -6);
  mixed.longest = {8e-8F, 8.1e-8F, 8.1e-8F, 8.1e-8F, 8.1e-8F, 8.1e-8F};
  const DigitStyle style = fit_digits(canvas, 40, 40, mixed);
  EXPECT_GT(style.size, 0);
  EXPECT_GE(style.decimals, 1);
}

TEST(FitDigits, OnAProjectorDecimalsGoBeforeTheType) {
  const figure::RecordingCanvas canvas;
  // 0.0625 in 35 px type is 126 px wide.
  const DigitStyle all = fit_digits(canvas, 136, 88, scale(0, 0.25F, 4), true);
  EXPECT_EQ(all.size, 35);
  EXPECT_EQ(all.decimals, 4);
  const DigitStyle two = fit_digits(canvas, 96, 88, scale(0, 0.25F, 4), true);
  EXPECT_EQ(two.size, 35);
  EXPECT_EQ(two.decimals, 2);
  // 0.0 in 42 px would be told from its neighbour by 9 px only.
  EXPECT_EQ(fit_digits(canvas, 85, 85, scale(0, 4, 1), true).size, 35);
  // Not even one decimal of -50.0 fits in that type: it keeps one and gets smaller.
  const DigitStyle small = fit_digits(canvas, 100, 88, scale(-50, 50, 4), true);
  EXPECT_EQ(small.size, 29);
  EXPECT_EQ(small.decimals, 1);
}

}  // namespace
}  // namespace convscope::ui

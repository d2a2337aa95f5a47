#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/state/training/plot_scale.h"
#include "engine/core/rng.h"

namespace convscope::state {
namespace {

using engine::Index;

std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
  engine::Rng rng(seed);
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(rng.normal()));
  return values;
}

SmoothedCurve curve_of(const std::vector<float>& values, std::size_t capacity) {
  SmoothedCurve curve(capacity);
  for (const float value : values) curve.push(static_cast<double>(value));
  return curve;
}

TEST(SmoothedCurve, KeepsEveryExtremeInBoundedMemory) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto values = random_values(1000 + 37 * seed, seed);
    const SmoothedCurve curve = curve_of(values, 64);
    EXPECT_LE(curve.buckets().size(), 64U);
    EXPECT_EQ(curve.steps(), static_cast<Index>(values.size()));
    for (Index step = 1; step <= curve.steps(); ++step) {
      const float value = values[static_cast<std::size_t>(step - 1)];
      EXPECT_LE(curve.at(step).least, value);
      EXPECT_GE(curve.at(step).most, value);
    }
    const auto most = std::ranges::max_element(curve.buckets(), {}, &CurveBucket::most)->most;
    EXPECT_EQ(most, *std::ranges::max_element(values));
  }
}

TEST(SmoothedCurve, TruncatedAndContinuedEqualsNeverLeft) {
  const auto values = random_values(300, 5);
  SmoothedCurve curve = curve_of(values, 1024);
  curve.truncate(120);
  EXPECT_EQ(curve.steps(), 120);
  for (std::size_t i = 120; i < values.size(); ++i) curve.push(static_cast<double>(values[i]));
  const SmoothedCurve straight = curve_of(values, 1024);
  for (Index step = 1; step <= 300; ++step) {
    EXPECT_EQ(curve.at(step).smooth, straight.at(step).smooth) << step;
  }
}

TEST(SmoothedCurve, ConstantStaysAndANumberThatIsNoneDoesNotSpread) {
  SmoothedCurve curve;
  for (int i = 0; i < 50; ++i) curve.push(0.5);
  curve.push(std::nan(""));
  curve.push(0.5);
  for (Index step = 1; step <= curve.steps(); ++step) EXPECT_FLOAT_EQ(curve.at(step).smooth, 0.5F);
}

// The property that a plot must have: whatever is merged into a pixel column, the envelope of the
// drawn points is the envelope of the steps.
TEST(PlotPoints, NeverLoseAnExtremeWhateverTheWidth) {
  engine::Rng rng(11);
  for (int round = 0; round < 60; ++round) {
    const auto count = static_cast<std::size_t>(1 + rng.below(3000));
    const auto values = random_values(count, 100 + static_cast<std::uint64_t>(round));
    const SmoothedCurve curve = curve_of(values, 1024);
    const int columns = 1 + static_cast<int>(rng.below(400));
    const double last = static_cast<double>(count) * (1 + rng.uniform());
    const auto points = plot_points(curve, 0, last, columns);
    ASSERT_FALSE(points.empty());
    EXPECT_EQ(std::ranges::min_element(points, {}, &PlotPoint::least)->least,
              *std::ranges::min_element(values));
    EXPECT_EQ(std::ranges::max_element(points, {}, &PlotPoint::most)->most,
              *std::ranges::max_element(values));
    EXPECT_EQ(points.back().x, static_cast<double>(count));
    EXPECT_TRUE(std::ranges::is_sorted(points, std::less_equal<>{}, &PlotPoint::x));
    const auto buckets = curve.buckets().size();
    EXPECT_LE(points.size(), std::max(static_cast<std::size_t>(columns), buckets));
  }
}

TEST(PlotPoints, AHundredThousandStepsBecomeAPointAPixel) {
  const SmoothedCurve curve = curve_of(random_values(100000, 3), SmoothedCurve::kCapacity);
  EXPECT_LE(plot_points(curve, 0, 100000, 800).size(), 800U);
}

TEST(PlotAxis, PositionsAndValuesAreInverse) {
  for (const PlotScale scale :
       {PlotScale::kLinear, PlotScale::kLogarithmic, PlotScale::kLogComplement}) {
    const PlotAxis axis{scale, 0.05, 0.99, {}};
    EXPECT_NEAR(axis.position(0.05), 0, 1e-9);
    EXPECT_NEAR(axis.position(0.99), 1, 1e-9);
    for (const double value : {0.06, 0.3, 0.9}) {
      EXPECT_NEAR(axis.value_at(axis.position(value)), value, 1e-9);
    }
  }
}

TEST(PlotAxis, LeavesTheSteepBeginningOffTheScale) {
  SmoothedCurve loss;
  for (int i = 0; i < 400; ++i) loss.push(0.08 + 3 * std::exp(-i / 4.0));
  const PlotAxis axis = loss_axis(loss, {}, false, Language::kEnglish);
  EXPECT_LT(axis.most, 1.0);
  EXPECT_EQ(axis.least, 0);
  EXPECT_EQ(axis.ticks.front().label.size(), axis.ticks.back().label.size());
  const PlotAxis logarithmic = loss_axis(loss, {}, true, Language::kPortuguese);
  EXPECT_LE(logarithmic.least, 0.08);
  EXPECT_GE(logarithmic.most, 3);
  EXPECT_EQ(logarithmic.ticks.back().label, "5");
}

TEST(PlotAxis, ALossThatShotUpAndStayedThereIsOnTheScale) {
  SmoothedCurve loss;
  std::vector<double> validation;
  for (const double value : {2.6, 2e13, 2e31, 5e8, 300.0, 640.0, 700.0, 710.0}) {
    loss.push(value);
    validation.push_back(value);
  }
  const PlotAxis axis = loss_axis(loss, validation, false, Language::kEnglish);
  EXPECT_GE(axis.most, 1000);
  EXPECT_LE(axis.most, 5000);
  const PlotAxis logarithmic = loss_axis(loss, validation, true, Language::kEnglish);
  EXPECT_LE(logarithmic.ticks.size(), 8U);
  for (const PlotTick& tick : logarithmic.ticks) EXPECT_LE(tick.label.size(), 5U) << tick.label;
}

TEST(PlotAxis, OneExplosionThatIsOverStaysOffTheScale) {
  SmoothedCurve loss;
  for (int i = 0; i < 200; ++i) loss.push(i == 100 ? 1e9 : 0.5);
  EXPECT_LE(loss_axis(loss, {}, false, Language::kEnglish).most, 4);
}

TEST(PlotAxis, AccuraciesEndAtAHundredPercent) {
  SmoothedCurve accuracy;
  for (int i = 0; i < 300; ++i) accuracy.push(0.97 - 0.9 * std::exp(-i / 3.0));
  const PlotAxis axis = accuracy_axis(accuracy, {}, false, Language::kEnglish);
  EXPECT_EQ(axis.most, 1);
  EXPECT_GE(axis.least, 0.5);
  EXPECT_EQ(axis.ticks.back().label, "100\u202F%");
}

TEST(PlotAxis, LogarithmicAccuraciesEndWhereTheDataDo) {
  SmoothedCurve accuracy;
  for (int i = 0; i < 77; ++i) accuracy.push(0.1 + 0.6 * i / 77.0);
  const std::vector<double> validation{0.1, 0.4, 0.75};
  const PlotAxis axis = accuracy_axis(accuracy, validation, true, Language::kEnglish);
  EXPECT_GE(axis.most, 0.75);
  EXPECT_LE(axis.most, 0.9);
  EXPECT_EQ(axis.ticks.back().value, axis.most);
  EXPECT_GE(axis.ticks.size(), 3U);
}

TEST(StepsShown, GrowInRoundNumbersUpToTheEpochsEnd) {
  EXPECT_EQ(steps_shown(0, 430), 20);
  EXPECT_EQ(steps_shown(37, 430), 50);
  EXPECT_EQ(steps_shown(300, 430), 430);
  EXPECT_EQ(steps_shown(431, 430), 860);
  EXPECT_EQ(steps_shown(860, 430), 860);
}

}  // namespace
}  // namespace convscope::state

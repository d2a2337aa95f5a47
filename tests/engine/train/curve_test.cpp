#include "engine/train/curve.h"

#include <gtest/gtest.h>

#include "engine/train/history.h"

namespace convscope::engine {
namespace {

TEST(Curve, KeepsExtremesAndMeansInBoundedMemory) {
  Curve curve;
  const Index count = 3 * static_cast<Index>(Curve::kMostBins);
  for (Index i = 0; i < count; ++i) curve.add(i == 5000 ? -7.0 : static_cast<double>(i % 2));
  EXPECT_LE(curve.bins().size(), Curve::kMostBins);
  EXPECT_EQ(curve.steps_per_bin(), 4);
  EXPECT_EQ(curve.bins()[0], (Curve::Bin{0, 1, 0.5F}));
  EXPECT_EQ(curve.bins()[5000 / 4].low, -7.0F);
  EXPECT_EQ(static_cast<Index>(curve.bins().size() - 1) * 4 + curve.last(), count);
}

TEST(Curve, GoesOnFromItsParts) {
  Curve whole, first;
  for (int i = 0; i < 10; ++i) (i < 7 ? first : whole).add(i);
  whole = {};
  for (int i = 0; i < 7; ++i) whole.add(i);
  Curve second(first.bins(), first.steps_per_bin(), first.last());
  for (int i = 0; i < 9000; ++i) {
    whole.add(i);
    second.add(i);
  }
  EXPECT_EQ(whole, second);
}

TrainerState state_of(Index step) {
  return {.parameters = std::vector<Scalar>(1000), .step = step};
}

TEST(Curve, KeepsTheFirstSteps) {
  Curve whole, part;
  for (int i = 0; i < 100; ++i) whole.add(i);
  for (int i = 0; i < 37; ++i) part.add(i);
  EXPECT_EQ(whole.steps(), 100);
  whole.keep(200);
  EXPECT_EQ(whole.steps(), 100);
  whole.keep(37);
  EXPECT_EQ(whole, part);
  whole.keep(0);
  EXPECT_EQ(whole, Curve());
  // Where bins hold several steps the last one keeps what it knew; what follows fills it up.
  for (int i = 0; i < 10000; ++i) whole.add(i);
  ASSERT_EQ(whole.steps_per_bin(), 4);
  whole.keep(4098);
  EXPECT_EQ(whole.steps(), 4098);
  EXPECT_EQ(whole.last(), 2);
  whole.add(0);
  EXPECT_EQ(whole.steps(), 4099);
  EXPECT_EQ(whole.bins().size(), 1025u);
}

TEST(History, ThinsOutOldEpochsButKeepsTheFirstStepsAndTheNewest) {
  TrainingHistory history(12 * 2 * 1000 * sizeof(Scalar));
  EXPECT_TRUE(TrainingHistory::wants(0, 43));
  EXPECT_TRUE(TrainingHistory::wants(60, 43));
  EXPECT_TRUE(TrainingHistory::wants(86, 43));
  EXPECT_FALSE(TrainingHistory::wants(61, 43));
  for (Index step = 0; step <= 43 * 500; ++step) {
    if (TrainingHistory::wants(step, 43)) history.add(state_of(step));
    ASSERT_LE(history.entries()->size(), 12u);
  }
  EXPECT_NE(history.find(5), nullptr);
  EXPECT_NE(history.find(43 * 500), nullptr);
  EXPECT_GT(history.entries()->size(), 6u);
}

TEST(History, RewindingDropsWhatCameAfter) {
  TrainingHistory history;
  for (const Index step : {0, 5, 20}) history.add(state_of(step));
  history.rewind(5);
  EXPECT_EQ(history.find(20), nullptr);
  EXPECT_NE(history.find(5), nullptr);
  EXPECT_EQ(history.entries()->size(), 2u);
}

}  // namespace
}  // namespace convscope::engine

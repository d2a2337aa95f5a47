// The experiment itself, short: what a lecturer shows must be so.
#include <gtest/gtest.h>

#include "app/state/pixel_shuffle/experiment.h"
#include "engine/data/catalog.h"

namespace convscope::state {
namespace {

TEST(ShuffleOnMnist, TheMlpDoesNotNoticeAndTheCnnFallsBelowIt) {
  const auto data = engine::load_dataset("mnist");
  ShuffleExperiment experiment(data, {.images = 6000, .epochs = 2}, {.threads = 0});
  while (!experiment.done()) ASSERT_TRUE(experiment.train_batch());
  const auto point = experiment.look();
  ASSERT_TRUE(point);
  EXPECT_EQ(point->judged, 10000);
  const auto& accuracy = point->accuracy;
  EXPECT_GT(accuracy[0], 0.88);
  EXPECT_NEAR(accuracy[0], accuracy[1], 0.02);
  EXPECT_GT(accuracy[2], 0.94);
  EXPECT_LT(accuracy[3], accuracy[2] - 0.05);
  EXPECT_LT(accuracy[3], accuracy[1]);
}

}  // namespace
}  // namespace convscope::state

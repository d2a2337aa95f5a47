// Batch normalisation's statistics and dropout's mask, beside what the property tests hold.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/core/error.h"
#include "tests/engine/layers/random_sequence_layers.h"

namespace convscope::engine {
namespace {

using testing::LayerCase;

LayerCase batch_norm(const Shape& features, Index samples, Mode mode) {
  Rng rng(3);
  LayerCase result = testing::prepare_case(
      "batchnorm", std::make_unique<BatchNorm>(features, BatchNormOptions{}), rng);
  result.inputs = {Tensor(features.with_leading(samples))};
  testing::fill_random(result.inputs[0], rng);
  result.out = Tensor(result.inputs[0].shape());
  result.buffers = {Tensor({features[0]}), Tensor({features[0]})};
  std::ranges::fill(result.buffers[1].values(), Scalar(1));
  result.mode = mode;
  return result;
}

TEST(BatchNorm, MovesTheRunningStatisticsInTrainingOnly) {
  LayerCase sample = batch_norm({1}, 2, Mode::kTraining);
  sample.inputs[0] = Tensor({2, 1}, {1, 3});  // mean 2, biased variance 1, unbiased 2
  sample.forward();
  EXPECT_NEAR(sample.new_buffers[0][0], 0.2, 1e-6);
  EXPECT_NEAR(sample.new_buffers[1][0], 0.9 + 0.2, 1e-6);
  sample.new_buffers[0][0] = 7;
  sample.mode = Mode::kInference;
  sample.forward();
  EXPECT_EQ(sample.new_buffers[0][0], 7);
}

TEST(BatchNorm, OneValuePerChannelHasNoVariance) {
  LayerCase sample = batch_norm({2}, 1, Mode::kTraining);
  try {
    sample.forward();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "BATCH_OF_ONE");
  }
  sample.mode = Mode::kInference;
  EXPECT_NO_THROW(sample.forward());
  EXPECT_NO_THROW(batch_norm({2, 1, 2}, 1, Mode::kTraining).forward());
}

TEST(BatchNorm, RefusesSettingsAndInputs) {
  EXPECT_THROW(BatchNorm({2, 3}, {}), Error);
  EXPECT_THROW(BatchNorm({2}, {.eps = -1}), Error);
  EXPECT_THROW(BatchNorm({2}, {.momentum = 1.5}), Error);
}

LayerCase dropout(double rate, Mode mode) {
  Rng rng(4);
  LayerCase result =
      testing::prepare_case("dropout", std::make_unique<Dropout>(Shape{50, 40}, rate), rng);
  result.mode = mode;
  result.forward();
  return result;
}

TEST(Dropout, DropsAboutItsRateAndScalesTheRest) {
  const LayerCase sample = dropout(0.25, Mode::kTraining);
  double kept = 0;
  for (Index i = 0; i < sample.out.size(); ++i) {
    const Scalar mask = sample.slots[0][i];
    ASSERT_TRUE(mask == 0 || mask == 1);
    kept += static_cast<double>(mask);
    EXPECT_NEAR(sample.out[i], sample.inputs[0][i] * mask / Scalar(0.75), 1e-5);
  }
  EXPECT_NEAR(kept / static_cast<double>(sample.out.size()), 0.75, 0.03);
}

TEST(Dropout, ASampleOfABlockDrawsAlike) {
  LayerCase sample = dropout(0.5, Mode::kTraining);
  const Tensor mask = sample.slots[0];
  sample.forward();
  EXPECT_EQ(sample.slots[0], mask);
  sample.rng = Rng(99);
  sample.forward();
  EXPECT_NE(sample.slots[0], mask);
}

TEST(Dropout, LeavesUseAlone) {
  const LayerCase sample = dropout(0.5, Mode::kInference);
  EXPECT_EQ(sample.out, sample.inputs[0]);
}

TEST(Dropout, RefusesRates) {
  EXPECT_THROW(Dropout(Shape{2}, 1), Error);
  EXPECT_THROW(Dropout(Shape{2}, -0.1), Error);
}

}  // namespace
}  // namespace convscope::engine

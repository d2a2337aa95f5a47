#include "engine/train/block_executor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace convscope::engine {
namespace {

TEST(CrossEntropy, IsTheMeanFreeSumInNats) {
  const Tensor logits({2, 3}, {0, 0, 0, 1, 3, 2});
  const Index labels[] = {2, 1};
  Tensor d_logits({2, 3});
  const BlockResult result = cross_entropy(logits.view(), labels, d_logits.view());
  const double second = -std::log(std::exp(3.0) / (std::exp(1.0) + std::exp(2.0) + std::exp(3.0)));
  EXPECT_NEAR(result.loss, std::log(3.0) + second, 1e-12);
  EXPECT_EQ(result.correct, 1);  // the first of equals wins: class 0, not 2
  EXPECT_NEAR(d_logits[0], 1.0 / 3, 1e-7);
  EXPECT_NEAR(d_logits[2], 1.0 / 3 - 1, 1e-7);
  EXPECT_NEAR(d_logits[3] + d_logits[4] + d_logits[5], 0, 1e-7);
}

TEST(CrossEntropy, StaysFiniteForHugeLogitsAndTellsOfNonFiniteOnes) {
  const Index labels[] = {1};
  const Tensor huge({1, 2}, {1000, -1000});
  EXPECT_DOUBLE_EQ(cross_entropy(huge.view(), labels, {}).loss, 2000);
  const Tensor bad({1, 2}, {0, std::numeric_limits<Scalar>::quiet_NaN()});
  EXPECT_TRUE(std::isnan(cross_entropy(bad.view(), labels, {}).loss));
}

}  // namespace
}  // namespace convscope::engine

#include "app/state/slope_check.h"

#include <gtest/gtest.h>

#include <cmath>

namespace convscope::state {
namespace {

using Verdict = SlopeCheck::Verdict;

SlopeCheck of(double analytic, double numeric) {
  return {.analytic = analytic, .loss_plus = 1, .loss_minus = 1, .numeric = numeric};
}

TEST(SlopeCheck, IsJudgedByTheSizeOfTheDerivatives) {
  for (const double size : {1e-20, 1.0, 1e20}) {
    EXPECT_EQ(judge(of(size, size * (1 + 1e-7)), {}), Verdict::kAgrees);
    EXPECT_EQ(judge(of(size, size * (1 + 1e-5)), {}), Verdict::kDiffers);
    EXPECT_EQ(judge(of(size, 0), {.scale = size}), Verdict::kDiffers);
  }
  EXPECT_EQ(judge(of(0, 0), {}), Verdict::kAgrees);
}

TEST(SlopeCheck, WhatRoundingLeavesAgreesAsLongAsItIsLittle) {
  EXPECT_EQ(judge(of(0, 1e-9), {.scale = 1, .rounded = 1e-8}), Verdict::kAgrees);
  EXPECT_EQ(judge(of(0, 1e-7), {.scale = 1, .rounded = 1e-8}), Verdict::kDiffers);
  EXPECT_EQ(judge(of(1e-4, 2e-4), {.scale = 100, .scale_share = 1e-6}), Verdict::kAgrees);
}

TEST(SlopeCheck, CannotBeJudgedWhereRoundingIsAllThereIs) {
  EXPECT_EQ(judge(of(4.1e32, 0), {.scale = 1e33, .rounded = 1e55}), Verdict::kUnknown);
  EXPECT_EQ(judge(of(1.4755e10, 1.46717e10), {.scale = 6e10, .rounded = 1.2e10}),
            Verdict::kUnknown);
}

TEST(SlopeCheck, AFunctionThatIsNoNumberIsNotJudgedADerivativeThatIsNoneDiffers) {
  SlopeCheck check = of(1, 1);
  check.loss_minus = INFINITY;
  EXPECT_EQ(judge(check, {}), Verdict::kUnknown);
  EXPECT_EQ(judge(of(1, NAN), {}), Verdict::kUnknown);
  EXPECT_EQ(judge(of(NAN, 1), {.scale = 1}), Verdict::kDiffers);
  EXPECT_TRUE(std::isnan(of(NAN, 1).difference()));
}

TEST(SlopeCheck, AKinkExcusesADifference) {
  SlopeCheck check = of(1, 2);
  check.kinks = 1;
  EXPECT_EQ(judge(check, {}), Verdict::kKink);
}

}  // namespace
}  // namespace convscope::state

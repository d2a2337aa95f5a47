#include "engine/train/schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "engine/train/mailbox.h"
#include "engine/train/metrics.h"

namespace convscope::engine {
namespace {

TEST(Schedule, OneCycleRisesLinearlyAndFallsAsACosine) {
  const Schedule schedule{.max_rate = 2e-3, .total_steps = 101};
  EXPECT_DOUBLE_EQ(schedule.rate(0), 2e-3 / 25);
  EXPECT_DOUBLE_EQ(schedule.rate(10), (2e-3 / 25 + 2e-3) / 2);
  EXPECT_DOUBLE_EQ(schedule.rate(20), 2e-3);
  EXPECT_NEAR(schedule.rate(60), (2e-3 + 2e-6) / 2, 1e-18);
  EXPECT_NEAR(schedule.rate(100), 2e-6, 1e-18);
  EXPECT_NEAR(schedule.rate(1000), 2e-6, 1e-18);
}

TEST(Schedule, VeryShortTrainingsHaveAPositiveFiniteRate) {
  for (Index total = 1; total < 8; ++total) {
    const Schedule schedule{.max_rate = 1, .total_steps = total};
    for (Index step = 0; step < total; ++step) {
      EXPECT_GT(schedule.rate(step), 0) << step << " of " << total;
      EXPECT_LE(schedule.rate(step), 1) << step << " of " << total;
    }
  }
}

TEST(Schedule, StepDecaysEverySoManySteps) {
  const Schedule schedule{
      .kind = ScheduleKind::kStep, .max_rate = 1, .warm_up = 0, .decay = 0.5, .decay_steps = 10};
  EXPECT_EQ(schedule.rate(0), 1);
  EXPECT_EQ(schedule.rate(9), 1);
  EXPECT_EQ(schedule.rate(10), 0.5);
  EXPECT_EQ(schedule.rate(35), 0.125);
}

TEST(Schedule, CosineFallsToZeroAfterTheLastStep) {
  Schedule schedule{.kind = ScheduleKind::kCosine, .max_rate = 2, .warm_up = 0, .total_steps = 100};
  EXPECT_EQ(schedule.rate(0), 2);
  EXPECT_NEAR(schedule.rate(25), 1 + std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(schedule.rate(50), 1, 1e-12);
  EXPECT_GT(schedule.rate(99), 0);
  EXPECT_NEAR(schedule.rate(100), 0, 1e-12);
  schedule.warm_up = 0.1;
  EXPECT_NEAR(schedule.rate(0), 2.0 / 11, 1e-12);
  EXPECT_EQ(schedule.rate(10), 2);
  EXPECT_NEAR(schedule.rate(55), 1, 1e-12);
}

TEST(Schedule, WarmUpRisesAndStays) {
  const Schedule schedule{
      .kind = ScheduleKind::kWarmUp, .max_rate = 1, .warm_up = 0.04, .total_steps = 100};
  for (Index step = 0; step < 4; ++step) {
    EXPECT_NEAR(schedule.rate(step), static_cast<double>(step + 1) / 5, 1e-12);
  }
  EXPECT_EQ(schedule.rate(4), 1);
  EXPECT_EQ(schedule.rate(99), 1);
}

TEST(Schedule, NamesAreFoundAgain) {
  for (const auto kind : {ScheduleKind::kConstant, ScheduleKind::kOneCycle, ScheduleKind::kStep,
                          ScheduleKind::kCosine, ScheduleKind::kWarmUp}) {
    EXPECT_NE(schedule_names().find(schedule_name(kind)), std::string::npos);
    EXPECT_EQ(find_schedule(schedule_name(kind)), kind);
  }
  EXPECT_FALSE(find_schedule("cosines"));
  EXPECT_EQ((Schedule{.kind = ScheduleKind::kConstant, .max_rate = 0.5}).rate(99), 0.5);
}

TEST(Mailbox, TheLatestWinsAndIsTakenOnce) {
  Mailbox<int> mailbox;
  EXPECT_TRUE(mailbox.taken());
  mailbox.post(std::make_shared<const int>(1));
  mailbox.post(std::make_shared<const int>(2));
  EXPECT_FALSE(mailbox.taken());
  EXPECT_EQ(*mailbox.take(), 2);
  EXPECT_EQ(mailbox.take(), nullptr);
  EXPECT_TRUE(mailbox.taken());
}

TEST(MessageQueue, LosesNothingBetweenThreads) {
  MessageQueue<int> queue;
  constexpr int kCount = 20000;
  std::jthread writer([&] {
    for (int i = 0; i < kCount; ++i) queue.push(i);
  });
  int expected = 0;
  while (expected < kCount) {
    for (const int value : queue.drain()) ASSERT_EQ(value, expected++);
  }
}

TEST(Confusion, CountsByTruthAndPrediction) {
  ConfusionMatrix matrix(3);
  matrix.count(2, 1);
  matrix.count(2, 1);
  EXPECT_EQ(matrix.at(2, 1), 2);
  EXPECT_EQ(matrix.at(1, 2), 0);
}

}  // namespace
}  // namespace convscope::engine

#include "engine/train/schedule.h"

#include <gtest/gtest.h>

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

TEST(Schedule, NamesAreFoundAgain) {
  for (const auto kind : {ScheduleKind::kConstant, ScheduleKind::kOneCycle}) {
    EXPECT_EQ(find_schedule(schedule_name(kind)), kind);
  }
  EXPECT_FALSE(find_schedule("cosine"));
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

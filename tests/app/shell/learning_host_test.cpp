#include "app/shell/learning_host.h"

#include <gtest/gtest.h>

#include <semaphore>

namespace convscope::shell {
namespace {

using state::kernels::LearnArrived;

state::RunKernelLearning some_run(std::uint64_t run) {
  const state::KernelFilter wanted;  // Sobel's
  return {.run = run,
          .picture = learn_picture(state::test_picture()),
          .wanted = wanted,
          .start = state::start_kernel({}, wanted.size),
          .from = std::nullopt,
          .settings = {},
          .steps = 2};
}

// All points of a run of three, in order.
std::vector<engine::KernelPoint> points_of(LearningHost& host, std::counting_semaphore<>& woken,
                                           std::uint64_t run) {
  std::vector<engine::KernelPoint> points;
  while (points.size() < 3) {
    woken.acquire();
    for (const state::Intent& intent : host.take_intents()) {
      const auto& arrived = std::get<LearnArrived>(std::get<state::KernelsIntent>(intent).action);
      EXPECT_EQ(arrived.run, run);
      points.insert(points.end(), arrived.points.begin(), arrived.points.end());
    }
  }
  return points;
}

TEST(LearningHost, LearnsOnAThreadWhatTheLearnerLearns) {
  std::counting_semaphore<> woken(0);
  LearningHost host([&] { woken.release(); });
  const state::RunKernelLearning run = some_run(7);
  host.carry_out(run);
  const auto points = points_of(host, woken, 7);
  ASSERT_EQ(points.size(), 3U);
  engine::KernelLearner learner(run.picture, run.wanted.size, run.wanted.weights(), run.start,
                                state::learn_optimizer(run.settings.optimizer));
  for (const engine::KernelPoint& point : points) {
    const engine::KernelPoint expected = learner.look();
    EXPECT_EQ(point.kernel, expected.kernel);
    EXPECT_EQ(point.loss, expected.loss);
    learner.step(expected, run.settings.rate);
  }
}

TEST(LearningHost, ANewRunReplacesTheOldAndAnEmptyOneEndsIt) {
  std::counting_semaphore<> woken(0);
  LearningHost host([&] { woken.release(); });
  host.carry_out(some_run(1));
  host.carry_out(some_run(2));
  EXPECT_EQ(points_of(host, woken, 2).size(), 3U);
  host.carry_out(state::RunKernelLearning{.run = 3});
  EXPECT_TRUE(host.take_intents().empty());
}

}  // namespace
}  // namespace convscope::shell

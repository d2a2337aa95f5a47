#include "engine/core/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>

#include "engine/core/denormals.h"

namespace convscope::engine {
namespace {

TEST(ThreadPool, RunsEveryItemOnce) {
  for (int threads : {1, 2, 3, 5}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (int round = 0; round < 50; ++round) {
      std::vector<std::atomic<int>> seen(17);
      EXPECT_TRUE(pool.run(17, [&](Index item, int worker) {
        EXPECT_LT(worker, threads);
        ++seen[static_cast<std::size_t>(item)];
      }));
      for (const auto& count : seen) ASSERT_EQ(count, 1);
    }
  }
}

TEST(ThreadPool, StopsBetweenItems) {
  ThreadPool pool(2);
  std::stop_source stop;
  std::atomic<int> ran = 0;
  // Whoever comes after the third waits for the request, however slowly its thread is scheduled.
  const bool complete = pool.run(
      1000,
      [&](Index, int) {
        const int mine = ++ran;
        if (mine == 3) stop.request_stop();
        while (mine > 3 && !stop.stop_requested()) std::this_thread::yield();
      },
      stop.get_token());
  EXPECT_FALSE(complete);
  EXPECT_LE(ran, 3 + 1) << "each of the other threads may be inside one item";
}

// Two loops in quick succession, and loops after a pause in which the workers fell asleep.
TEST(ThreadPool, WorksWhetherItsThreadsSpinOrSleep) {
  ThreadPool pool(3);
  std::atomic<int> ran = 0;
  for (int round = 0; round < 400; ++round) {
    if (round % 100 == 99) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    pool.run(round % 7, [&](Index, int) { ++ran; });
  }
  int expected = 0;
  for (int round = 0; round < 400; ++round) expected += round % 7;
  EXPECT_EQ(ran, expected);
}

TEST(ThreadPool, FlushesDenormalsOnEveryThreadAndOnlyInTasks) {
  if (!FlushDenormals::kSupported) GTEST_SKIP() << "not on this processor";
  const volatile float tiny = 1e-38F, tenth = 0.1F;
  ThreadPool pool(2);
  std::atomic<int> denormals = 0;
  pool.run(50, [&](Index, int) {
    if (tiny * tenth != 0) ++denormals;
  });
  EXPECT_EQ(denormals, 0);
  EXPECT_NE(tiny * tenth, 0);
}

TEST(ThreadPool, RethrowsAndGoesOn) {
  ThreadPool pool(3);
  EXPECT_THROW(pool.run(9,
                        [](Index item, int) {
                          if (item == 4) throw std::runtime_error("four");
                        }),
               std::runtime_error);
  EXPECT_TRUE(pool.run(3, [](Index, int) {}));
}

}  // namespace
}  // namespace convscope::engine

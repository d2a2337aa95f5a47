#include "engine/core/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

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
  const bool complete = pool.run(
      1000,
      [&](Index, int) {
        if (++ran == 3) stop.request_stop();
      },
      stop.get_token());
  EXPECT_FALSE(complete);
  EXPECT_LT(ran, 10);
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

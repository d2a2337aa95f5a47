#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/kernels/lane_kernels.h"

namespace convscope::engine::testing {
namespace {

// The level is chosen once a process, so each of these asks a fresh one.
class LaneLevelsDeathTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  [[noreturn]] static void say_level(const char* asked) {
    setenv("CONVSCOPE_SIMD", asked, 1);
    const std::string level = simd_level();
    std::fprintf(stderr, "[%s]\n", level.c_str());
    std::exit(0);
  }
};

TEST_F(LaneLevelsDeathTest, TheEnvironmentForcesOne) {
  for (const LaneKernels* k : lane_levels()) {
    const std::string level = k->level;
    EXPECT_EXIT(say_level(level.c_str()), ::testing::ExitedWithCode(0), "^\\[" + level + "\\]");
  }
}

TEST_F(LaneLevelsDeathTest, AnUnknownOneIsSaidAndTheBestTaken) {
  const std::string best = lane_levels().back()->level;
  EXPECT_EXIT(say_level("avx9"), ::testing::ExitedWithCode(0),
              "^warning: CONVSCOPE_SIMD=avx9 .*\n\\[" + best + "\\]");
}

}  // namespace
}  // namespace convscope::engine::testing

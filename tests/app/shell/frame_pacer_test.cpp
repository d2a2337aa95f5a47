#include "app/shell/frame_pacer.h"

#include <gtest/gtest.h>

namespace convscope::shell {
namespace {

/// Frames begun in `seconds` when there is always something to draw.
int frames_in(FramePacer& pacer, double start, double seconds, double cost, bool training) {
  constexpr double kTick = 0.001;
  int frames = 0;
  for (double now = start; now < start + seconds; now += kTick) {
    if (pacer.wait_s(now, training) > 0) continue;
    pacer.drawn(now, cost);
    ++frames;
  }
  return frames;
}

TEST(FramePacer, DrawsThirtyTimesASecondBesideATraining) {
  FramePacer pacer;
  const int frames = frames_in(pacer, 0, 10, 0.002, true);
  EXPECT_LE(frames, 301);
  EXPECT_GE(frames, 285);
}

TEST(FramePacer, DrawsTenTimesASecondWhenAFrameIsCostly) {
  FramePacer pacer;
  frames_in(pacer, 0, 2, 0.020, true);
  const int frames = frames_in(pacer, 2, 10, 0.020, true);
  EXPECT_LE(frames, 101);
  EXPECT_GE(frames, 95);
}

TEST(FramePacer, OneSlowFrameDoesNotSlowTheNextSecond) {
  FramePacer pacer;
  frames_in(pacer, 0, 2, 0.002, true);
  pacer.drawn(2, 0.030);
  EXPECT_NEAR(pacer.wait_s(2, true), FramePacer::kTrainingFrame, 1e-9);
}

TEST(FramePacer, WithoutATrainingNothingIsHeldBack) {
  FramePacer pacer;
  pacer.drawn(5, 0.050);
  EXPECT_EQ(pacer.wait_s(5, false), 0);
}

TEST(FramePacer, AClockThatJumpsBackDoesNotStopTheWindow) {
  FramePacer pacer;
  pacer.drawn(100, 0.001);
  EXPECT_LE(pacer.wait_s(3, true), FramePacer::kTrainingFrame);
}

}  // namespace
}  // namespace convscope::shell

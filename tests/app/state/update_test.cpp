#include "app/state/update.h"

#include <gtest/gtest.h>

#include <memory>

namespace convscope::state {
namespace {

TEST(Update, EscapePopsExactlyOneLevel) {
  AppState state;
  update(state, TogglePresenting{});
  update(state, ToggleHelp{});
  update(state, PopLevel{});
  EXPECT_FALSE(state.help_open);
  EXPECT_TRUE(state.presenting);
  update(state, PopLevel{});
  EXPECT_FALSE(state.presenting);
}

TEST(Update, CopyingIsAnEffectAndSaysSo) {
  AppState state;
  const Effects effects = update(state, CopyToClipboard{"1 + 2"});
  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(std::get<WriteClipboard>(effects[0]).text, "1 + 2");
  ASSERT_EQ(state.toasts.size(), 1U);
  update(state, CloseToast{state.toasts[0].id});
  EXPECT_TRUE(state.toasts.empty());
}

TEST(Update, ZoomStaysInItsRange) {
  AppState state;
  update(state, SetZoom{100});
  EXPECT_EQ(state.settings.zoom, 3);
  update(state, SetZoom{0});
  EXPECT_EQ(state.settings.zoom, 0.5);
}

TEST(Update, AThreadLearnsANetworkAKernelOrShuffledPixels) {
  AppState state;
  EXPECT_FALSE(learns(state));
  state.kernels.learn.running = true;
  EXPECT_TRUE(learns(state));
  state.kernels.learn.running = false;
  state.pixel_shuffle.status = PixelShuffleState::Status::kRunning;
  EXPECT_TRUE(learns(state));
  state.pixel_shuffle.status = PixelShuffleState::Status::kFinished;
  EXPECT_FALSE(learns(state));
  auto snapshot = std::make_shared<engine::Snapshot>();
  snapshot->status = engine::SessionStatus::kRunning;
  state.training.snapshot = snapshot;
  EXPECT_TRUE(learns(state));
}

}  // namespace
}  // namespace convscope::state

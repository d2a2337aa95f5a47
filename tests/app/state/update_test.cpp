#include "app/state/update.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace convscope::state

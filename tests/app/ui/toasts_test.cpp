#include <gtest/gtest.h>

#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using state::Toast;
using testing::UiDriver;

TEST(Toasts, OnlyTheThreeNewestAreKept) {
  UiDriver driver;
  for (int i = 0; i < 5; ++i) driver.apply(state::ShowToast{Toast::Tone::kBad, "a problem"});
  driver.frame();
  driver.frame();
  ASSERT_EQ(driver.state().toasts.size(), 3U);
  EXPECT_EQ(driver.state().toasts.front().id, 3U);
  EXPECT_TRUE(driver.has("toast.5.close"));
}

TEST(Toasts, EscapeClosesTheNewestAndNothingElse) {
  UiDriver driver;
  driver.apply(state::TogglePresenting{});
  driver.apply(state::ShowToast{Toast::Tone::kBad, "first"});
  driver.apply(state::ShowToast{Toast::Tone::kBad, "second"});
  driver.key(Key::kEscape);
  ASSERT_EQ(driver.state().toasts.size(), 1U);
  EXPECT_EQ(driver.state().toasts[0].text, "first");
  EXPECT_TRUE(driver.state().presenting);
  driver.key(Key::kEscape);
  driver.key(Key::kEscape);
  EXPECT_FALSE(driver.state().presenting);
}

TEST(Toasts, WhatGoesByItselfIsNoLevelForEscape) {
  UiDriver driver;
  driver.apply(state::TogglePresenting{});
  driver.apply(state::ShowToast{Toast::Tone::kGood, "copied"});
  driver.key(Key::kEscape);
  EXPECT_FALSE(driver.state().presenting);
}

TEST(Toasts, CloseIsReachedByMouseAndKeyboard) {
  UiDriver driver;
  driver.apply(state::ShowToast{Toast::Tone::kBad, "a problem"});
  driver.frame();
  driver.key(Key::kTab);
  EXPECT_EQ(driver.focused(), "toast.1.close");
  driver.key(Key::kEnter);
  EXPECT_TRUE(driver.state().toasts.empty());
  driver.apply(state::ShowToast{Toast::Tone::kBad, "another"});
  driver.frame();
  driver.click("toast.2.close");
  EXPECT_TRUE(driver.state().toasts.empty());
}

TEST(Toasts, DoNotLieOnThePresentersFigure) {
  UiDriver driver;
  driver.apply(state::TogglePresenting{});
  driver.apply(state::ShowToast{Toast::Tone::kBad, "a problem"});
  driver.frame();
  EXPECT_FALSE(driver.has("toast.1"));
}

}  // namespace
}  // namespace convscope::ui

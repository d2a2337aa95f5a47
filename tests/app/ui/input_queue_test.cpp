#include "app/ui/input_queue.h"

#include <gtest/gtest.h>

#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using testing::UiDriver;
using Held = InputQueue::Held;
using PressKey = Key;

constexpr int kEnter = 13, kControl = 17, kRight = 39;

// Down and up between two frames.
void tap(InputQueue& queue, int code, KeyPress press) {
  queue.key({.code = code, .down = true, .press = press});
  queue.key({.code = code, .down = false, .press = press});
}

void type(InputQueue& queue, std::string_view text) {
  for (const char sign : text) {
    queue.key({.code = sign, .down = true});
    queue.text(static_cast<char32_t>(sign));
    queue.key({.code = sign, .down = false});
  }
}

void enter(InputQueue& queue) {
  tap(queue, kEnter, {PressKey::kEnter, 0, false, false});
}

void select_all(InputQueue& queue) {
  queue.key({.code = kControl, .down = true, .held = Held::kCtrl});
  tap(queue, 'A', {PressKey::kCharacter, U'a', true, false});
  queue.key({.code = kControl, .down = false, .held = Held::kCtrl});
}

TEST(InputQueue, EnterTakesAllThatWasTypedBeforeIt) {
  UiDriver driver;
  driver.sign(U'o', true);
  driver.burst([](InputQueue& queue) {
    type(queue, "/some/where/a picture.png");
    enter(queue);
  });
  ASSERT_EQ(driver.effects().size(), 1U);
  EXPECT_EQ(std::get<state::ReadFile>(driver.effects()[0]).path, "/some/where/a picture.png");
}

TEST(InputQueue, AFieldSeesEveryKeyHoweverShort) {
  UiDriver driver;
  driver.click("conv.stride");
  driver.burst([](InputQueue& queue) {
    type(queue, "5");
    select_all(queue);
    type(queue, "1");
    enter(queue);
  });
  EXPECT_EQ(driver.state().convolution.setup()[state::ConvolutionSize::kStride], 1);
}

TEST(InputQueue, AClickBetweenTwoFramesIsAClickWhereItWas) {
  UiDriver driver;
  const figure::Point at = driver.rect("tab.training").center();
  driver.burst([&](InputQueue& queue) {
    queue.button(0, true, at);
    queue.button(0, false, at);
  });
  EXPECT_EQ(driver.state().lab, state::LabId::kTraining);
}

TEST(InputQueue, TheSignThatOpensAFieldIsItsFirst) {
  UiDriver driver(1920, 1080);
  driver.click("conv.w[0,0][0,1]");
  driver.key(PressKey::kEscape);
  driver.burst([](InputQueue& queue) {
    tap(queue, kRight, {PressKey::kRight, 0, false, false});
    type(queue, "1e30");
    enter(queue);
  });
  EXPECT_EQ(driver.state().convolution.setup().weight.at({0, 0, 0, 2}), 1e30F);
}

TEST(InputQueue, WhatIsNoNumberIsSaidSoBesideTheField) {
  UiDriver driver;
  driver.click("conv.stride");
  driver.type("abc");
  EXPECT_NE(driver.complaint().find("abc"), std::string::npos);
  driver.click("conv.w[0,0][0,1]");
  EXPECT_TRUE(driver.complaint().empty());
  driver.type("1,2,3");
  EXPECT_NE(driver.complaint().find("1,2,3"), std::string::npos);
}

TEST(InputQueue, AHeldKeyDoesNotPileUp) {
  UiDriver driver;
  driver.burst([](InputQueue& queue) {
    const KeyPress press{PressKey::kRight, 0, false, false};
    queue.key({.code = kRight, .down = true, .press = press});
    for (int i = 0; i < 50; ++i) {
      queue.key({.code = kRight, .down = true, .repeated = true, .press = press});
    }
    queue.key({.code = kRight, .down = false, .press = press});
  });
  EXPECT_LE(driver.state().convolution.step, 2);
  EXPECT_GE(driver.state().convolution.step, 1);
}

}  // namespace
}  // namespace convscope::ui

#include <gtest/gtest.h>

#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using state::StageView;
using testing::UiDriver;

const StageView& view(const UiDriver& driver) {
  return driver.state().convolution.view;
}

TEST(StageView, TheWheelMagnifiesAroundThePointer) {
  UiDriver driver(1920, 1080);
  const figure::Rect before = driver.rect("conv.w[0,1][1,1]");
  driver.move_to(before.center());
  driver.wheel(2);
  driver.frame();
  EXPECT_EQ(view(driver).level, 2);
  const figure::Rect after = driver.rect("conv.w[0,1][1,1]");
  EXPECT_NEAR(after.width, before.width * 1.44F, 0.01F);
  EXPECT_NEAR(after.center_x(), before.center_x(), 0.5F);
  EXPECT_NEAR(after.center_y(), before.center_y(), 0.5F);
  driver.wheel(-9);
  EXPECT_EQ(view(driver), StageView());
}

TEST(StageView, InTheCellBeingEditedTheWheelChangesTheNumber) {
  UiDriver driver(1920, 1080);
  driver.click("conv.w[0,1][1,1]");
  const float before = driver.state().convolution.setup().weight.at({0, 1, 1, 1});
  driver.wheel(1);
  EXPECT_EQ(driver.state().convolution.setup().weight.at({0, 1, 1, 1}), before + 1);
  EXPECT_EQ(view(driver).level, 0);
  driver.move_to(driver.rect("conv.w[0,1][0,0]").center());
  driver.wheel(1);
  EXPECT_EQ(view(driver).level, 1) << "elsewhere it magnifies";
}

TEST(StageView, DraggingEmptySpaceMovesWhatIsMagnified) {
  UiDriver driver(1920, 1080);
  driver.move_to({900, 500});
  driver.wheel(3);
  driver.frame();
  const figure::Rect before = driver.rect("conv.w[0,1][1,1]");
  const StageView seen = view(driver);
  // Between the input and the filter there is nothing.
  const figure::Point grip{before.x - before.width - 30, before.center_y()};
  driver.drag({grip, {grip.x - 20, grip.y}, {grip.x - 50, grip.y}});
  EXPECT_LT(seen.x, view(driver).x);
  const figure::Rect after = driver.rect("conv.w[0,1][1,1]");
  EXPECT_NEAR(after.x, before.x - 50, 1);
}

TEST(StageView, EscapeCtrlZeroTheButtonAndADoubleClickShowAllOfIt) {
  UiDriver driver(1920, 1080);
  const auto magnify = [&] {
    driver.sign(U'+');
    ASSERT_EQ(view(driver).level, 1);
  };
  magnify();
  driver.click("conv.o[0][0,0]");
  driver.key(Key::kEscape);
  EXPECT_EQ(view(driver), StageView());
  magnify();
  driver.sign(U'0', true);
  EXPECT_EQ(view(driver), StageView());
  EXPECT_EQ(driver.state().settings.zoom, 1);
  magnify();
  driver.click("conv.fit");
  EXPECT_EQ(view(driver), StageView());
  EXPECT_FALSE(driver.has("conv.fit"));
}

TEST(StageView, AClickLandsOnTheCellThatIsSeen) {
  UiDriver driver(1920, 1080);
  driver.move_to({500, 300});
  driver.wheel(2);
  driver.frame();
  driver.click("conv.x[0][2,2]");
  ASSERT_TRUE(driver.state().convolution.pinned);
  EXPECT_EQ(driver.state().convolution.pinned->index, (engine::Cell{0, 2, 2}));
  driver.type("7");
  EXPECT_EQ(driver.state().convolution.setup().input.at({0, 2, 2}), 7);
}

TEST(StageView, KeysStepWhileAProductIsStillOnItsWay) {
  UiDriver driver(1920, 1080);
  const int still = (driver.key(Key::kRight), driver.frame(1), driver.vertices());
  driver.key(Key::kRight);
  driver.frame(0.05);
  const int moving = driver.vertices();
  EXPECT_GT(moving, still) << "a card is on its way";
  driver.key(Key::kRight);
  driver.key(Key::kRight);
  EXPECT_EQ(driver.state().convolution.step, 4);
}

TEST(StageView, ReducedMotionDrawsNothingOnItsWay) {
  UiDriver driver(1920, 1080);
  driver.apply(state::SetReduceMotion{true});
  driver.key(Key::kRight);
  driver.key(Key::kRight);
  driver.frame(0.01);
  const int just = driver.vertices();
  driver.frame(2);
  EXPECT_EQ(driver.vertices(), just);
}

}  // namespace
}  // namespace convscope::ui

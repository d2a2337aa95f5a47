#include <gtest/gtest.h>
#include <imgui.h>

#include "app/state/app_state.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using state::ConvolutionNumber;
using testing::UiDriver;
using Kind = ConvolutionNumber::Kind;

const state::ConvolutionSetup& setup(const UiDriver& driver) {
  return driver.state().convolution.setup();
}

TEST(ConvolutionEditing, AClickedCellIsTypedIntoWithPointOrComma) {
  UiDriver driver(1920, 1080);
  driver.click("conv.w[0,0][1,1]");
  driver.type("0.5");
  EXPECT_EQ(setup(driver).weight.at({0, 0, 1, 1}), 0.5F);
  driver.click("conv.x[1][2,3]");
  driver.type("-0,25");
  EXPECT_EQ(setup(driver).input.at({1, 2, 3}), -0.25F);
  driver.sign(U'z', true);
  EXPECT_EQ(setup(driver).input.at({1, 2, 3}), 1.0F) << "undone";
  EXPECT_EQ(setup(driver).weight.at({0, 0, 1, 1}), 0.5F);
}

TEST(ConvolutionEditing, TheBiasIsEditedToo) {
  UiDriver driver(1920, 1080);
  driver.click("conv.b[0,0]");
  driver.type("4");
  EXPECT_EQ(setup(driver).bias[0], 4.0F);
}

TEST(ConvolutionEditing, EscapeLeavesTheFieldThenThePin) {
  UiDriver driver(1920, 1080);
  driver.click("conv.w[0,0][1,1]");
  driver.frame();
  EXPECT_TRUE(driver.state().convolution.pinned);
  driver.key(Key::kEscape);
  EXPECT_TRUE(driver.state().convolution.pinned);
  EXPECT_EQ(setup(driver).weight.at({0, 0, 1, 1}), -1.0F);
  driver.key(Key::kEscape);
  EXPECT_FALSE(driver.state().convolution.pinned);
}

TEST(ConvolutionEditing, TabAndArrowsGoFromCellToCellAndKeepWhatWasTyped) {
  UiDriver driver(1920, 1080);
  driver.click("conv.w[0,0][0,1]");
  driver.frame();
  ImGui::GetIO().AddInputCharactersUTF8("7");
  driver.frame();
  driver.key(Key::kTab);
  EXPECT_EQ(setup(driver).weight.at({0, 0, 0, 1}), 7.0F);
  EXPECT_EQ(driver.state().convolution.pinned, (ConvolutionNumber{Kind::kWeight, {0, 0, 0, 2}}));
  driver.key(Key::kTab);
  EXPECT_EQ(driver.state().convolution.pinned, (ConvolutionNumber{Kind::kWeight, {0, 0, 1, 0}}))
      << "the next row";
  driver.key(Key::kDown);
  EXPECT_EQ(driver.state().convolution.pinned, (ConvolutionNumber{Kind::kWeight, {0, 0, 2, 0}}));
  driver.type("3");
  EXPECT_EQ(setup(driver).weight.at({0, 0, 2, 0}), 3.0F);
}

TEST(ConvolutionEditing, DraggingUpRaisesANumberAndIsOneUndo) {
  UiDriver driver(1920, 1080);
  const figure::Point at = driver.rect("conv.w[0,0][0,1]").center();
  driver.drag({at, {at.x, at.y - 20}, {at.x, at.y - 41}});
  EXPECT_EQ(setup(driver).weight.at({0, 0, 0, 1}), 4.0F) << "-1 and five steps of 8 px";
  driver.sign(U'z', true);
  EXPECT_EQ(setup(driver).weight.at({0, 0, 0, 1}), -1.0F);
}

TEST(ConvolutionEditing, TheWheelTurnsOnlyTheCellBeingEdited) {
  UiDriver driver(1920, 1080);
  driver.move_to(driver.rect("conv.w[0,0][0,1]").center());
  driver.wheel(1);
  EXPECT_EQ(setup(driver).weight.at({0, 0, 0, 1}), -1.0F);
  driver.click("conv.w[0,0][0,1]");
  driver.frame();
  driver.wheel(1);
  driver.wheel(1);
  EXPECT_EQ(setup(driver).weight.at({0, 0, 0, 1}), 1.0F);
}

TEST(ConvolutionEditing, AMatrixIsPastedAtTheCell) {
  UiDriver driver(1920, 1080);
  ImGui::SetClipboardText("0,5\t1,5\n2\t3");
  driver.click("conv.x[0][1,1]");
  driver.frame();
  driver.sign(U'v', true);
  EXPECT_EQ(setup(driver).input.at({0, 1, 1}), 0.5F);
  EXPECT_EQ(setup(driver).input.at({0, 1, 2}), 1.5F);
  EXPECT_EQ(setup(driver).input.at({0, 2, 2}), 3.0F);
}

TEST(ConvolutionEditing, PaddingIsPinnedButNotEdited) {
  UiDriver driver(1920, 1080);
  const state::ConvolutionSetup before = setup(driver);
  driver.click("conv.x[0][-1,-1]");
  driver.frame();
  EXPECT_TRUE(driver.state().convolution.pinned);
  driver.wheel(1);
  EXPECT_EQ(setup(driver), before);
}

TEST(ConvolutionEditing, HoverLinksWhatThePointerIsOn) {
  UiDriver driver(1920, 1080);
  driver.move_to(driver.rect("conv.w[0,1][2,2]").center());
  driver.frame();
  EXPECT_EQ(driver.state().convolution.hovered, (ConvolutionNumber{Kind::kWeight, {0, 1, 2, 2}}));
  driver.move_to(driver.rect("conv.x[2][-1,0]").center());
  driver.frame();
  EXPECT_EQ(driver.state().convolution.hovered, (ConvolutionNumber{Kind::kInput, {2, -1, 0}}));
}

}  // namespace
}  // namespace convscope::ui

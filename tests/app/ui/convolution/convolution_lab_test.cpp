#include <gtest/gtest.h>

#include "app/state/app_state.h"
#include "app/state/convolution/gradient_check.h"
#include "app/state/scene.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using engine::Cell;
using engine::Grain;
using state::ConvolutionNumber;
using testing::UiDriver;
using Kind = ConvolutionNumber::Kind;
using Size = state::ConvolutionSize;

const state::ConvolutionState& lab(const UiDriver& driver) {
  return driver.state().convolution;
}

std::string copied(const UiDriver& driver) {
  for (const state::Effect& effect : driver.effects()) {
    if (const auto* copy = std::get_if<state::WriteClipboard>(&effect)) return copy->text;
  }
  return "";
}

TEST(ConvolutionLab, SetsTheStrideByTypingAndStepsThroughTheTerms) {
  UiDriver driver(1920, 1080);
  driver.click("conv.stride");
  driver.type("1");
  EXPECT_EQ(lab(driver).setup()[Size::kStride], 1);
  EXPECT_EQ(lab(driver).result->cursor.output(), (engine::Shape{2, 5, 5}));
  driver.click("transport.forward");
  driver.click("transport.forward");
  EXPECT_EQ(lab(driver).step, 2);
  driver.key(Key::kRight);
  EXPECT_EQ(lab(driver).step, 3);
  driver.key(Key::kLeft);
  EXPECT_EQ(lab(driver).step, 2);
  driver.click("transport.back");
  EXPECT_EQ(lab(driver).step, 1);
}

TEST(ConvolutionLab, ShiftArrowsGoByOutputsAndHomeAndEndToTheEnds) {
  UiDriver driver(1920, 1080);
  driver.key(Key::kRight, false, true);
  EXPECT_EQ(lab(driver).step, 27);
  driver.key(Key::kRight, false, true);
  driver.key(Key::kLeft, false, true);
  EXPECT_EQ(lab(driver).step, 27);
  driver.key(Key::kEnd);
  EXPECT_EQ(lab(driver).step, 486);
  driver.key(Key::kHome);
  EXPECT_EQ(lab(driver).step, 0);
}

TEST(ConvolutionLab, TheCardChecksTheGradientOfTheTermOfTheStep) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    UiDriver driver(width, height);
    for (int i = 0; i < 5; ++i) driver.key(Key::kRight);
    EXPECT_TRUE(driver.has("card.row[2]"));
    driver.sign(U'g');
    driver.frame();
    ASSERT_TRUE(lab(driver).check);
    EXPECT_FALSE(driver.has("card.row[2]"));
    EXPECT_EQ(lab(driver).check->numbers[0].name, "w[0,0,1,1]");
    const auto weight = driver.rect("conv.check.weight"), input = driver.rect("conv.check.input");
    const auto bias = driver.rect("conv.check.bias"), copy = driver.rect("card.copy.text");
    EXPECT_LE(weight.bottom(), input.y);
    EXPECT_LE(input.bottom(), bias.y);
    EXPECT_LE(bias.bottom(), copy.y - 12);
    driver.clear_effects();
    driver.click("card.copy.csv");
    EXPECT_EQ(copied(driver),
              state::check_csv(check_sheet(*lab(driver).check, state::Language::kEnglish)));
    driver.click("conv.check");
    EXPECT_FALSE(lab(driver).check);
  }
}

TEST(ConvolutionLab, GrainSpeedAndSliderOfTheBar) {
  UiDriver driver(1920, 1080);
  driver.click("transport.grain.1");
  EXPECT_EQ(lab(driver).grain, Grain::kCell);
  driver.key(Key::kRight);
  EXPECT_EQ(lab(driver).step, 27);
  driver.sign(U']');
  EXPECT_EQ(lab(driver).speed, 2);
  driver.click("transport.slider");
  EXPECT_EQ(lab(driver).step, 243) << "the middle of 486";
  driver.click("transport.last");
  EXPECT_EQ(lab(driver).step, 486);
}

TEST(ConvolutionLab, SpacePlaysAndPauses) {
  UiDriver driver(1920, 1080);
  driver.key(Key::kSpace);
  EXPECT_TRUE(lab(driver).playing);
  driver.apply(state::AdvanceTime{0.65});
  EXPECT_EQ(lab(driver).step, 1);
  driver.key(Key::kSpace);
  EXPECT_FALSE(lab(driver).playing);
}

TEST(ConvolutionLab, AnOutputIsReachedByAClick) {
  UiDriver driver(1920, 1080);
  driver.click("conv.o[1][2,0]");
  EXPECT_EQ(lab(driver).result->cursor.at(lab(driver).step).cell, (Cell{1, 2, 0}));
  EXPECT_EQ(lab(driver).result->cursor.at(lab(driver).step).terms_done, 1);
}

TEST(ConvolutionLab, TheSmallFilterChoosesItself) {
  UiDriver driver(1920, 1080, state::load_scene("convolution"));
  driver.click("conv.other[1,0]");
  const auto at = lab(driver).result->cursor.at(lab(driver).step);
  EXPECT_EQ(at.cell, (Cell{1, 1, 2}));
  EXPECT_EQ(at.terms_done, 14);
}

TEST(ConvolutionLab, TheCardCopiesWhatItExplains) {
  UiDriver driver(1920, 1080, state::load_scene("convolution"));
  driver.click("card.copy.csv");
  EXPECT_NE(copied(driver).find("running_sum"), std::string::npos);
  driver.clear_effects();
  driver.click("card.copy.numpy");
  EXPECT_NE(copied(driver).find("np."), std::string::npos);
  driver.clear_effects();
  driver.click("card.copy.latex");
  EXPECT_NE(copied(driver).find("\\begin{align*}"), std::string::npos);
  driver.clear_effects();
  driver.click("card.copy.text");
  EXPECT_NE(copied(driver).find("= 3"), std::string::npos);
}

TEST(ConvolutionLab, ARowOfTheCardJumpsToItsTermAndLinksItsFactors) {
  UiDriver driver(1920, 1080, state::load_scene("convolution"));
  driver.move_to(driver.rect("card.row[4]").center());
  driver.frame();
  ASSERT_TRUE(lab(driver).hovered);
  EXPECT_EQ(*lab(driver).hovered, (ConvolutionNumber{Kind::kProduct, {4}}));
  driver.click("card.row[4]");
  EXPECT_EQ(lab(driver).step, 5 * 27 + 5);
}

TEST(ConvolutionLab, ProductsAreHoveredAndClicked) {
  UiDriver driver(1920, 1080, state::load_scene("convolution"));
  driver.click("conv.p[2][0,1]");
  EXPECT_EQ(lab(driver).step, 5 * 27 + 20);
  EXPECT_EQ(*lab(driver).hovered, (ConvolutionNumber{Kind::kProduct, {19}}));
  driver.move_to({2, 1000});
  driver.frame();
  EXPECT_FALSE(lab(driver).hovered);
}

TEST(ConvolutionLab, ASettingWithoutOutputOffersAWayOn) {
  UiDriver driver(1920, 1080);
  driver.click("conv.padding");
  driver.type("0");
  driver.click("conv.kernel");
  driver.type("9");
  EXPECT_EQ(lab(driver).result, nullptr);
  ASSERT_TRUE(driver.has("conv.repair"));
  driver.click("conv.repair");
  ASSERT_NE(lab(driver).result, nullptr);
  EXPECT_EQ(lab(driver).setup()[Size::kPadding], 2);
}

TEST(ConvolutionLab, ExampleChecksAndUndo) {
  UiDriver driver(1920, 1080);
  driver.click("conv.bias");
  EXPECT_FALSE(lab(driver).setup().has_bias);
  driver.click("conv.hide_pending");
  EXPECT_FALSE(lab(driver).hide_pending);
  driver.sign(U'z', true);
  EXPECT_TRUE(lab(driver).setup().has_bias);
  driver.sign(U'z', true, true);
  EXPECT_FALSE(lab(driver).setup().has_bias);
}

TEST(ConvolutionLab, AClickerStepsWhilePresenting) {
  UiDriver driver(1920, 1080);
  driver.key(Key::kF5);
  ASSERT_TRUE(driver.state().presenting);
  driver.key(Key::kPageDown);
  driver.key(Key::kPageDown);
  EXPECT_EQ(lab(driver).step, 2);
  driver.key(Key::kPageUp);
  EXPECT_EQ(lab(driver).step, 1);
  EXPECT_FALSE(driver.has("conv.stride"));
}

void draw_hard_settings(float width, float height) {
  UiDriver driver(width, height);
  const auto set = [&](Size size, engine::Index value) {
    driver.apply(state::ConvolutionIntent{state::convolution::SetSize{size, value}});
  };
  for (const Size size : {Size::kHeight, Size::kChannels, Size::kFilters}) set(size, 12);
  driver.frame();
  for (const engine::Index kernel : {1, 11}) {
    set(Size::kKernel, kernel);
    set(Size::kPadding, kernel);
    driver.apply(state::ConvolutionIntent{state::convolution::GoToStep{1000}});
    driver.key(Key::kF5);
    driver.key(Key::kF5);
  }
  set(Size::kGroups, 12);
  driver.frame();
  EXPECT_NE(lab(driver).result, nullptr);
}

TEST(ConvolutionLab, HardSettingsDrawInASmallWindow) {
  draw_hard_settings(1280, 720);
}
TEST(ConvolutionLab, HardSettingsDrawInALargeWindow) {
  draw_hard_settings(3840, 2160);
}
TEST(ConvolutionLab, HardSettingsDrawInANarrowWindow) {
  draw_hard_settings(640, 400);
}
TEST(ConvolutionLab, HardSettingsDrawInNoWindowToSpeakOf) {
  draw_hard_settings(64, 48);
}

}  // namespace
}  // namespace convscope::ui

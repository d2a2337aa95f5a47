#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using testing::UiDriver;
using Size = state::ConvolutionSize;

void act(UiDriver& driver, state::ConvolutionAction action) {
  driver.apply(state::ConvolutionIntent{std::move(action)});
  driver.frame();
  driver.frame();
}

TEST(StagePlanes, PlanesThatWouldBeSmudgesGiveWayToTheChosenOne) {
  UiDriver driver(1280, 720);
  act(driver, state::convolution::SetSize{Size::kHeight, 16});
  act(driver, state::convolution::SetSize{Size::kWidth, 16});
  act(driver, state::convolution::SetSize{Size::kFilters, 16});
  state::ConvolutionChoices choices = driver.state().convolution.setup().choices;
  choices.activation = engine::ActivationFunction::kSigmoid;
  act(driver, state::convolution::SetChoices{choices});
  for (const engine::Index f : {0, 7, 15}) {
    act(driver, state::convolution::JumpToOutput{{f, 0, 0}});
    int shown = 0;
    for (engine::Index plane = 0; plane < 16; ++plane) {
      const std::string id = fmt::format("conv.o[{}]", plane);
      if (!driver.has(id)) continue;
      ++shown;
      EXPECT_GE(driver.rect(id).width, 40) << id;
      EXPECT_TRUE(driver.has(fmt::format("conv.a[{}]", plane))) << plane;
    }
    EXPECT_GE(shown, 1);
    EXPECT_TRUE(driver.has(fmt::format("conv.o[{}]", f))) << "the chosen one is among them";
  }
}

TEST(StagePlanes, AOneDimensionalFilterSlidesBelowItsWindow) {
  UiDriver driver(1280, 720);
  state::ConvolutionChoices choices = driver.state().convolution.setup().choices;
  choices.one_dimensional = true;
  act(driver, state::convolution::SetChoices{choices});
  act(driver, state::convolution::SetSize{Size::kWidth, 16});
  act(driver, state::convolution::SetSize{Size::kStride, 2});
  const state::ConvolutionResult& result = *driver.state().convolution.result;
  const engine::WindowAxis& window = result.layer.window().x;
  ASSERT_EQ(result.layer.window().y.kernel, 1);
  for (engine::Index o = 0; o < window.outputs(); ++o) {
    act(driver, state::convolution::JumpToOutput{{0, 0, o}});
    const figure::Rect filter = driver.rect("conv.w[0,0][0,0]");
    const figure::Rect met =
        driver.rect(fmt::format("conv.x[0][0,{}]", std::max<engine::Index>(window.start(o), 0)));
    const float cells = window.start(o) < 0 ? static_cast<float>(-window.start(o)) : 0;
    EXPECT_NEAR(filter.x, met.x - cells * met.width, 0.5F) << o;
    EXPECT_GT(filter.y, met.bottom());
    EXPECT_GE(met.width, 16) << "room for digits";
  }
}

}  // namespace
}  // namespace convscope::ui

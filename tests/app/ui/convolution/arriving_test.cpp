#include <gtest/gtest.h>

#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/view.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using testing::UiDriver;
using Pass = state::ConvolutionPass;

void choose_relu(UiDriver& driver, int pass) {
  state::ConvolutionChoices choices = driver.state().convolution.setup().choices;
  choices.activation = engine::ActivationFunction::kRelu;
  driver.apply(state::ConvolutionIntent{state::convolution::SetChoices{choices}});
  driver.frame();
  driver.click("conv.pass." + std::to_string(pass));
}

// In every backward pass and window what arrives stands before g and is typed into; g follows.
TEST(ArrivingLab, WhatArrivesIsTypedAndGFollows) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    for (const int pass : {1, 2, 3}) {
      UiDriver driver(width, height);
      choose_relu(driver, pass);
      const auto& lab = driver.state().convolution;
      SCOPED_TRACE(std::to_string(pass) + " " + std::to_string(width));
      ASSERT_TRUE(driver.has("conv.da[0]"));
      const figure::Rect before = driver.rect("conv.da[0]"), g = driver.rect("conv.g[0]");
      EXPECT_LT(before.right(), g.x);
      driver.click("conv.da[0][0,1]");
      driver.type("2,5");
      EXPECT_EQ(lab.gradients->arriving.at({0, 0, 0, 1}), 2.5F);
      EXPECT_EQ(lab.gradients->upstream.at({0, 0, 0, 1}), 2.5F) << "o is 1: open";
      driver.click("conv.da[0][0,2]");
      driver.type("4");
      EXPECT_EQ(lab.gradients->upstream.at({0, 0, 0, 2}), 0) << "o is -5: closed";
      driver.sign(U'z', true);
      EXPECT_EQ(lab.gradients->arriving.at({0, 0, 0, 2}), 1);
    }
  }
}

TEST(ArrivingLab, GIsLookedAtAndNotTyped) {
  UiDriver driver(1920, 1080);
  choose_relu(driver, 1);
  const auto& lab = driver.state().convolution;
  driver.click("conv.g[0][0,1]");
  ASSERT_TRUE(lab.pinned);
  EXPECT_EQ(*lab.pinned,
            (state::ConvolutionNumber{state::ConvolutionNumber::Kind::kUpstream, {0, 0, 1}}));
  driver.key(Key::kEnter);
  EXPECT_EQ(lab.setup().upstream, driver.state().convolution.setup().upstream);
  EXPECT_EQ(lab.gradients->upstream.at({0, 0, 0, 1}), 1);
}

TEST(ArrivingLab, TheCheckBesideItGoesThroughTheActivation) {
  UiDriver driver(1920, 1080);
  choose_relu(driver, 1);
  driver.click("conv.dW[0,1][1,1]");
  const auto& lab = driver.state().convolution;
  ASSERT_TRUE(lab.check);
  EXPECT_TRUE(lab.check->sum->activated());
  const state::SlopeCheck& slopes = lab.check->numbers.at(0).slopes;
  EXPECT_NEAR(slopes.analytic, static_cast<double>(lab.gradients->d_weight.at({0, 1, 1, 1})), 1e-5);
  EXPECT_NE(slopes.verdict, state::SlopeCheck::Verdict::kDiffers);
}

TEST(ArrivingLab, ALowWindowShowsEverySliderWithoutTheWheel) {
  for (const int pass : {0, 1, 2}) {
    UiDriver driver(1280, 720);
    driver.click("conv.pass." + std::to_string(pass));
    const float bottom = driver.rect("transport.play").y;
    for (const char* id :
         {"conv.height", "conv.width", "conv.channels", "conv.filters", "conv.kernel",
          "conv.stride", "conv.padding", "conv.bias", "conv.hide_pending", "conv.more"}) {
      EXPECT_LE(driver.rect(id).bottom(), bottom) << id << " in pass " << pass;
    }
    if (pass > 0) {
      EXPECT_LE(driver.rect("conv.upstream.squares").bottom(), bottom);
      EXPECT_FALSE(driver.has("conv.dilation"));
    }
  }
}

}  // namespace
}  // namespace convscope::ui

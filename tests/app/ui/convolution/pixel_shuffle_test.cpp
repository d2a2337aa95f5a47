#include <gtest/gtest.h>

#include <algorithm>

#include "app/state/app_state.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using Status = state::PixelShuffleState::Status;
using testing::UiDriver;

std::shared_ptr<const engine::Dataset> a_digit() {
  auto data = std::make_shared<engine::Dataset>();
  for (engine::Split* split : {&data->train, &data->test}) {
    *split = {.shape = {1, 28, 28}, .images = engine::Bytes(2 * 784, 100), .labels = {7, 2}};
  }
  return data;
}

class PixelShuffleView : public ::testing::TestWithParam<std::pair<float, float>> {
 protected:
  UiDriver driver_{GetParam().first, GetParam().second};
  const state::PixelShuffleState& lab() const { return driver_.state().pixel_shuffle; }
  template <typename Effect>
  bool asked() const {
    return std::ranges::any_of(driver_.effects(), [](const state::Effect& effect) {
      return std::holds_alternative<Effect>(effect);
    });
  }
  void SetUp() override {
    driver_.apply(state::ConvolutionIntent{
        state::convolution::SetViewKind{state::ConvolutionViewKind::kPixelShuffle}});
    driver_.frame();
    EXPECT_TRUE(asked<state::LoadDataset>());
    driver_.apply(state::DatasetLoaded{"mnist", a_digit()});
    driver_.frame();
  }
  void arrive(engine::Index step) {
    state::pixel_shuffle::Progress news{.run = lab().run, .step = step, .total_steps = 20};
    news.points.push_back({.step = step,
                           .judged = 500,
                           .loss = {0.3, 0.3, 0.1, 0.4},
                           .accuracy = {0.91, 0.91, 0.97, 0.9}});
    driver_.apply(state::PixelShuffleIntent{news});
    driver_.frame();
  }
};

TEST_P(PixelShuffleView, StartsMeasuresPausesAndStartsAgain) {
  driver_.clear_effects();
  driver_.click("shuffle.run");
  EXPECT_TRUE(asked<state::RunPixelShuffle>());
  EXPECT_TRUE(lab().running());
  arrive(0);
  arrive(10);
  EXPECT_TRUE(driver_.has("shuffle.cell[1,2]"));
  driver_.click("transport.play");
  EXPECT_EQ(lab().status, Status::kPaused);
  driver_.click("transport.forward");
  EXPECT_TRUE(lab().running());
  arrive(15);
  EXPECT_EQ(lab().status, Status::kPaused);
  driver_.key(Key::kSpace);
  arrive(20);
  EXPECT_EQ(lab().status, Status::kFinished);
  driver_.click("shuffle.reset");
  EXPECT_TRUE(lab().points.empty());
  EXPECT_EQ(lab().status, Status::kReady);
}

TEST_P(PixelShuffleView, GoesBackAndForthBetweenMeasurements) {
  driver_.click("shuffle.run");
  for (const engine::Index step : {0, 10, 20}) arrive(step);
  driver_.key(Key::kLeft);
  EXPECT_EQ(lab().point()->step, 10);
  driver_.key(Key::kHome);
  EXPECT_EQ(lab().point()->step, 0);
  driver_.key(Key::kRight);
  EXPECT_EQ(lab().point()->step, 10);
  const auto plot = driver_.rect("shuffle.accuracy");
  driver_.click_at({plot.x + 2, plot.center().y});
  EXPECT_EQ(lab().point()->step, 0);
  driver_.key(Key::kEnd);
  EXPECT_EQ(lab().point()->step, 20);
}

TEST_P(PixelShuffleView, ThePermutationIsChosenAndUndone) {
  driver_.click("shuffle.block.3");
  EXPECT_EQ(lab().settings().block, 7);
  driver_.click("shuffle.on.0");
  EXPECT_FALSE(lab().settings().on);
  driver_.sign(U'z', true);
  EXPECT_TRUE(lab().settings().on);
  driver_.click("shuffle.share");
  driver_.type("40");
  EXPECT_EQ(lab().settings().share, 0.4);
  driver_.click("shuffle.next");
  EXPECT_EQ(lab().digit, 1);
}

TEST_P(PixelShuffleView, StaysWithAConvolutionThatHasNoOutput) {
  driver_.apply(
      state::ConvolutionIntent{state::convolution::SetSize{state::ConvolutionSize::kHeight, 1}});
  driver_.apply(
      state::ConvolutionIntent{state::convolution::SetSize{state::ConvolutionSize::kPadding, 0}});
  driver_.frame();
  EXPECT_TRUE(driver_.has("shuffle.cell[0,0]"));
  driver_.apply(state::TogglePresenting{});
  driver_.frame();
  EXPECT_TRUE(driver_.has("shuffle.cell[0,0]"));
}

INSTANTIATE_TEST_SUITE_P(Sizes, PixelShuffleView,
                         ::testing::Values(std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}),
                         [](const auto& window) {
                           return std::to_string(static_cast<int>(window.param.first));
                         });

}  // namespace
}  // namespace convscope::ui

#include <gtest/gtest.h>

#include "app/state/app_state.h"
#include "app/state/kernels/kernels_check.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using state::KernelPreset;
using state::KernelsPage;
using testing::UiDriver;

const state::KernelsState& lab(const UiDriver& driver) {
  return driver.state().kernels;
}

class KernelsLab : public ::testing::TestWithParam<std::pair<float, float>> {
 protected:
  UiDriver driver_{GetParam().first, GetParam().second};
  void SetUp() override { driver_.sign(U'3', true); }
};

TEST_P(KernelsLab, IsTheThirdTab) {
  EXPECT_EQ(driver_.state().lab, state::LabId::kKernels);
  EXPECT_TRUE(driver_.has("kernels.picture"));
  EXPECT_TRUE(driver_.has("kernels.w"));
}

TEST_P(KernelsLab, TheDividerIsDragged) {
  const auto from = driver_.rect("kernels.divider").center();
  driver_.drag({from, {from.x - 60, from.y}, {from.x - 120, from.y}});
  EXPECT_LT(lab(driver_).divider, 0.45);
  driver_.drag({driver_.rect("kernels.divider").center(), {5000, from.y}});
  EXPECT_EQ(lab(driver_).divider, 1);
}

TEST_P(KernelsLab, HoveringAPixelFillsTheCardAndAClickKeepsIt) {
  const auto picture = driver_.rect("kernels.picture");
  driver_.move_to({picture.x + picture.width / 4, picture.y + picture.height / 4});
  driver_.frame();
  ASSERT_TRUE(lab(driver_).hovered);
  EXPECT_NEAR(static_cast<double>(lab(driver_).hovered->x), 64, 1);
  driver_.click_at({picture.x + picture.width / 4, picture.y + picture.height / 4});
  driver_.move_to({5, 5});
  driver_.frame();
  EXPECT_FALSE(lab(driver_).hovered);
  EXPECT_NEAR(static_cast<double>(lab(driver_).pixel().y), 64, 1);
  driver_.key(Key::kRight);
  EXPECT_NEAR(static_cast<double>(lab(driver_).pixel().x), 65, 1);
}

TEST_P(KernelsLab, WeightsAreTypedAndPresetsChosen) {
  driver_.click("kernels.w[0,0]");
  driver_.type("5");
  EXPECT_EQ(lab(driver_).setup().filter().values[0], 5);
  driver_.click("kernels.size");
  driver_.type("7");
  EXPECT_EQ(lab(driver_).setup().filter().size, 7);
  driver_.sign(U'z', true);
  driver_.sign(U'z', true);
  EXPECT_EQ(lab(driver_).setup().filter().values[0], -1);
  driver_.apply(state::KernelsIntent{state::kernels::ChoosePreset{KernelPreset::kOutline}});
  EXPECT_EQ(lab(driver_).setup().filter().values[4], 8);
}

TEST_P(KernelsLab, EveryPresetIsReachedWithoutScrolling) {
  const float bottom = driver_.rect("transport.play").y;
  for (const auto& info : state::kernel_presets()) {
    const std::string id = "kernels.preset." + std::string(info.key);
    EXPECT_LE(driver_.rect(id).bottom(), bottom) << id;
    driver_.click(id);
    EXPECT_EQ(lab(driver_).setup().filter().preset, info.preset);
  }
}

TEST_P(KernelsLab, AChannelIsChosenWhereASignHasNoColour) {
  EXPECT_FALSE(driver_.has("kernels.channel.2"));
  driver_.apply(state::KernelsIntent{state::kernels::PhotoOpened{state::shipped_photo("chelsea")}});
  driver_.frame();
  driver_.click("kernels.luminance");
  driver_.click("kernels.channel.2");
  EXPECT_EQ(lab(driver_).setup().channel, 2);
  driver_.sign(U'z', true);
  EXPECT_EQ(lab(driver_).setup().channel, 0);
}

TEST_P(KernelsLab, EveryPageIsDrawnAndEscapeLeadsBack) {
  for (const auto& [item, page] : {std::pair{"kernels.page.1", KernelsPage::kSideBySide},
                                   std::pair{"kernels.page.2", KernelsPage::kChain},
                                   std::pair{"kernels.page.3", KernelsPage::kLearn}}) {
    driver_.click(item);
    EXPECT_EQ(lab(driver_).page, page);
    driver_.key(Key::kEscape);
    EXPECT_EQ(lab(driver_).page, KernelsPage::kSplit);
  }
}

TEST_P(KernelsLab, AKernelIsLearnedRewoundAndLearnedOn) {
  driver_.click("kernels.page.3");
  driver_.clear_effects();
  driver_.click("kernels.learn.run");
  EXPECT_TRUE(lab(driver_).learn.running);
  const state::RunKernelLearning* run = nullptr;
  for (const state::Effect& effect : driver_.effects()) {
    if (const auto* found = std::get_if<state::RunKernelLearning>(&effect)) run = found;
  }
  ASSERT_NE(run, nullptr);
  engine::KernelLearner learner(run->picture, run->wanted.size, run->wanted.weights(), run->start,
                                state::learn_optimizer(run->settings.optimizer));
  const std::uint64_t id = run->run;
  for (int i = 0; i < 20; ++i) {
    const engine::KernelPoint point = learner.look();
    learner.step(point, 0.05);
    driver_.apply(state::KernelsIntent{state::kernels::LearnArrived{id, {point}}});
  }
  driver_.frame();
  EXPECT_EQ(lab(driver_).learn.last(), 19);
  driver_.click("kernels.learn.pause");
  EXPECT_FALSE(lab(driver_).learn.running);
  driver_.key(Key::kHome);
  EXPECT_EQ(lab(driver_).learn.shown(), 0);
  driver_.key(Key::kRight);
  EXPECT_EQ(lab(driver_).learn.shown(), 1);
  driver_.click("kernels.learn.reset");
  EXPECT_TRUE(lab(driver_).learn.points.empty());
}

TEST_P(KernelsLab, TheGradientCheckIsSwitchedAndPointedAt) {
  driver_.click("kernels.page.3");
  driver_.click("kernels.check");
  EXPECT_TRUE(lab(driver_).learn.checking);
  EXPECT_TRUE(driver_.has("kernels.check.weight"));
  driver_.move_to(driver_.rect("kernels.learned[1,2]").center());
  driver_.frame();
  EXPECT_EQ(lab(driver_).learn.hovered, 5);
  driver_.frame();
  EXPECT_EQ(lab(driver_).learn.check->numbers.size(), 1U);
  driver_.click("kernels.gradient[0,1]");
  EXPECT_EQ(lab(driver_).learn.pinned, 1);
  driver_.key(Key::kEscape);
  EXPECT_FALSE(lab(driver_).learn.pinned);
  driver_.sign(U'g');
  EXPECT_FALSE(lab(driver_).learn.checking);
  EXPECT_FALSE(driver_.has("kernels.check.weight"));
}

INSTANTIATE_TEST_SUITE_P(Windows, KernelsLab,
                         ::testing::Values(std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}),
                         [](const auto& window) {
                           return window.param.first > 1500 ? "Large" : "Small";
                         });

}  // namespace
}  // namespace convscope::ui

#include "app/ui/app_view.h"

#include <gtest/gtest.h>

#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using state::LabId;
using state::Language;
using testing::UiDriver;

TEST(AppView, TabsSwitchLabsByMouseAndKeyboard) {
  UiDriver driver;
  driver.click("tab.training");
  EXPECT_EQ(driver.state().lab, LabId::kTraining);
  driver.sign(U'1', true);
  EXPECT_EQ(driver.state().lab, LabId::kConvolution);
}

TEST(AppView, LanguageThemeAndPresentingHaveAButtonAndAKey) {
  UiDriver driver;
  driver.click("top.language.0");
  EXPECT_EQ(driver.state().settings.language, Language::kPortuguese);
  driver.sign(U'l');
  EXPECT_EQ(driver.state().settings.language, Language::kEnglish);
  driver.click("top.theme");
  EXPECT_EQ(driver.state().settings.theme, state::ThemeName::kDark);
  driver.sign(U't');
  EXPECT_EQ(driver.state().settings.theme, state::ThemeName::kHighContrast);
  driver.click("top.present");
  EXPECT_TRUE(driver.state().presenting);
  driver.key(Key::kEscape);
  EXPECT_FALSE(driver.state().presenting);
}

TEST(AppView, HelpOpensAndAnyClickClosesIt) {
  UiDriver driver;
  driver.sign(U'?');
  EXPECT_TRUE(driver.state().help_open);
  driver.click_at({640, 400});
  EXPECT_FALSE(driver.state().help_open);
}

TEST(AppView, TabAndEnterReachEveryControl) {
  UiDriver driver;
  for (const char* id : {"tab.convolution", "tab.network", "tab.training", "top.language.0",
                         "top.language.1", "top.theme", "top.present", "top.help"}) {
    driver.key(Key::kTab);
    EXPECT_EQ(driver.focused(), id);
  }
  driver.key(Key::kEnter);
  EXPECT_TRUE(driver.state().help_open);
}

TEST(AppView, ExportsTheFigureAtTheChosenScale) {
  UiDriver driver;
  driver.sign(U'e', true);
  driver.click("export.scale.3");
  driver.click("export.path");
  driver.type("slide.png");
  driver.click("export.save");
  ASSERT_EQ(driver.effects().size(), 1U);
  const auto& capture = std::get<state::CaptureView>(driver.effects()[0]);
  EXPECT_EQ(capture.scale, 4);
  EXPECT_EQ(capture.path, "slide.png");
  EXPECT_FALSE(capture.whole_window);
  driver.frame();
  EXPECT_FALSE(driver.has("export.save"));
}

TEST(AppView, AnOpenPopupHasTheKeyboard) {
  UiDriver driver;
  driver.sign(U'e', true);
  driver.sign(U'l');
  EXPECT_EQ(driver.state().settings.language, Language::kEnglish);
  driver.key(Key::kEscape);
  driver.sign(U'l');
  EXPECT_EQ(driver.state().settings.language, Language::kPortuguese);
}

TEST(AppView, SurvivesTheSmallestAndTheLargestWindow) {
  for (const auto& [width, height] : {std::pair(1.0F, 1.0F), {320, 240}, {5000, 3000}}) {
    UiDriver driver(width, height);
    for (const LabId lab : {LabId::kConvolution, LabId::kNetwork, LabId::kTraining}) {
      driver.apply(state::SelectLab{lab});
      driver.frame();
    }
  }
}

}  // namespace
}  // namespace convscope::ui

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
  for (const char* id :
       {"tab.convolution", "tab.pooling", "tab.kernels", "tab.network", "tab.training",
        "top.language.0", "top.language.1", "top.theme", "top.present", "top.help"}) {
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
  driver.type("slide.png");  // its Enter saves
  ASSERT_EQ(driver.effects().size(), 1U);
  const auto& capture = std::get<state::CaptureView>(driver.effects()[0]);
  EXPECT_EQ(capture.scale, 4);
  EXPECT_EQ(capture.path, "slide.png");
  EXPECT_FALSE(capture.whole_window);
  driver.frame();
  EXPECT_FALSE(driver.has("export.save"));
}

TEST(AppView, TheExportPanelIsUsedByKeyboardAlone) {
  UiDriver driver;
  driver.sign(U'e', true);
  for (int i = 0; i < 12; ++i) {
    driver.key(Key::kTab);
    EXPECT_EQ(driver.focused().substr(0, 7), "export.");
  }
  driver.key(Key::kEscape);
  EXPECT_FALSE(driver.has("export.save"));
  driver.sign(U'e', true);
  driver.key(Key::kEnter);
  ASSERT_EQ(driver.effects().size(), 1U);
  EXPECT_TRUE(std::holds_alternative<state::CaptureView>(driver.effects()[0]));
  EXPECT_FALSE(driver.has("export.save"));
}

TEST(AppView, TheSmallestWindowsShowTheStageAlone) {
  UiDriver driver(300, 200);
  EXPECT_FALSE(driver.has("transport.play"));
  EXPECT_FALSE(driver.has("settings.rail"));
}

TEST(AppView, NothingInANarrowTransportOverlaps) {
  for (const float width : {420.0F, 500.0F, 640.0F, 760.0F, 900.0F}) {
    UiDriver driver(width, 360);
    float right = driver.rect("transport.last").right();
    for (const char* id :
         {"transport.grain", "transport.grain.0", "transport.speed", "transport.slider"}) {
      if (!driver.has(id)) continue;
      EXPECT_GE(driver.rect(id).x, right) << id << " at " << width;
      EXPECT_LE(driver.rect(id).right(), width) << id << " at " << width;
      right = std::string_view(id) == "transport.grain.0" ? driver.rect("transport.grain.3").right()
                                                          : driver.rect(id).right();
    }
  }
}

TEST(AppView, AnOpenListIsUsedByKeyboard) {
  UiDriver driver;
  const int before = driver.state().convolution.setup().example;
  for (int i = 0; i < 40 && driver.focused() != "conv.example"; ++i) driver.key(Key::kTab);
  ASSERT_EQ(driver.focused(), "conv.example");
  driver.key(Key::kEnter);
  driver.key(Key::kDown);
  EXPECT_EQ(driver.state().convolution.setup().example, before + 1);
  driver.key(Key::kEnter);
  EXPECT_EQ(driver.focused(), "conv.example");
  driver.key(Key::kUp);
  EXPECT_EQ(driver.state().convolution.setup().example, before);
  driver.key(Key::kTab);
  EXPECT_NE(driver.focused(), "conv.example");
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

// The transport bar is at the window's lower edge.
TEST(AppView, AListOpensInsideTheWindow) {
  UiDriver driver;
  driver.frame();
  driver.click("transport.speed");
  driver.frame();
  const figure::Rect field = driver.rect("transport.speed");
  constexpr float kRow = 32, kEdges = 8;
  driver.click_at({field.x + 20, field.y - kEdges - kRow / 2});
  EXPECT_EQ(driver.state().convolution.speed, 8);
}

}  // namespace
}  // namespace convscope::ui

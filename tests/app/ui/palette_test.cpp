#include "app/ui/palette.h"

#include <gtest/gtest.h>
#include <imgui.h>

#include <algorithm>

#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using state::LabId;
using testing::UiDriver;

template <typename Wanted>
const Wanted* effect_of(const UiDriver& driver) {
  for (const state::Effect& effect : driver.effects()) {
    if (const auto* wanted = std::get_if<Wanted>(&effect)) return wanted;
  }
  return nullptr;
}

TEST(Palette, RunsACommandByItsWordsWithoutAccents) {
  UiDriver driver;
  driver.apply(state::SetLanguage{state::Language::kPortuguese});
  driver.sign(U'k', true);
  ASSERT_TRUE(driver.has("palette[0]"));
  driver.type("idioma ingles");
  EXPECT_EQ(driver.state().settings.language, state::Language::kEnglish);
  EXPECT_FALSE(driver.has("palette[0]")) << "it closes";
}

TEST(Palette, FindsTheOtherLanguagesWordsToo) {
  UiDriver driver;
  driver.sign(U'k', true);
  driver.type("treino");
  EXPECT_EQ(driver.state().lab, LabId::kTraining);
}

TEST(Palette, ArrowsChooseAndEscapeClosesOneLevel) {
  UiDriver driver;
  driver.apply(state::TogglePresenting{});
  driver.sign(U'k', true);
  driver.key(Key::kDown);
  driver.key(Key::kEnter);
  EXPECT_EQ(driver.state().lab, LabId::kPooling) << "the second command";
  driver.sign(U'k', true);
  driver.key(Key::kEscape);
  EXPECT_FALSE(driver.has("palette[0]"));
  EXPECT_TRUE(driver.state().presenting) << "one level only";
  driver.sign(U't');
  EXPECT_EQ(driver.state().settings.theme, state::ThemeName::kDark) << "keys are free again";
}

TEST(Palette, AClickTakesAnExample) {
  UiDriver driver;
  driver.sign(U'k', true);
  driver.frame();
  ImGui::GetIO().AddInputCharactersUTF8("example edge");
  driver.frame();
  driver.frame();
  driver.click("palette[0]");
  EXPECT_EQ(driver.state().convolution.setup().example, 5);
  EXPECT_EQ(driver.state().lab, LabId::kConvolution);
}

TEST(OpenPanel, OpensARecentFileOrWhatWasTyped) {
  UiDriver driver;
  driver.mutable_state().recent_files = {"/home/me/seven.png"};
  driver.sign(U'o', true);
  driver.frame();
  driver.click("open[0]");
  ASSERT_NE(effect_of<state::ReadFile>(driver), nullptr);
  EXPECT_EQ(effect_of<state::ReadFile>(driver)->path, "/home/me/seven.png");
  driver.clear_effects();
  driver.sign(U'o', true);
  driver.type("/tmp/lesson.json");
  ASSERT_NE(effect_of<state::ReadFile>(driver), nullptr);
  EXPECT_EQ(effect_of<state::ReadFile>(driver)->path, "/tmp/lesson.json");
}

TEST(SavePanel, ProposesANameAndSavesTheScene) {
  UiDriver driver;
  driver.sign(U's', true);
  driver.frame();
  driver.click("save.take");
  const auto* write = effect_of<state::WriteScene>(driver);
  ASSERT_NE(write, nullptr);
  EXPECT_EQ(write->path, "convscope-convolution.json");
  EXPECT_NE(write->text.find("\"lab\": \"convolution\""), std::string::npos);
}

TEST(Popups, AClickBesideClosesAndGivesTheKeyboardBack) {
  UiDriver driver;
  driver.sign(U'k', true);
  driver.frame();
  driver.click_at({4, 700});
  EXPECT_FALSE(driver.has("palette[0]"));
  driver.sign(U'l');
  EXPECT_EQ(driver.state().settings.language, state::Language::kPortuguese);
}

TEST(RecoveryBar, OffersWithoutBlocking) {
  UiDriver driver;
  driver.apply(state::RecoveryFound{{.path = "/s/autosave-1.safetensors",
                                     .data = "mnist",
                                     .preset = "lenet",
                                     .step = 1234,
                                     .epoch = 3,
                                     .epochs = 4}});
  driver.frame();
  driver.key(Key::kRight);
  EXPECT_EQ(driver.state().convolution.step, 1) << "everything else works";
  ASSERT_TRUE(driver.has("recovery.continue"));
  driver.click("recovery.later");
  EXPECT_FALSE(driver.has("recovery.continue"));
  EXPECT_EQ(effect_of<state::DeleteFile>(driver), nullptr);
}

TEST(RecoveryBar, DeletesOnlyWhenToldSo) {
  UiDriver driver;
  driver.apply(state::RecoveryFound{{.path = "/s/autosave-1.safetensors"}});
  driver.frame();
  driver.click("recovery.delete");
  ASSERT_NE(effect_of<state::DeleteFile>(driver), nullptr);
  EXPECT_EQ(effect_of<state::DeleteFile>(driver)->path, "/s/autosave-1.safetensors");
}

}  // namespace
}  // namespace convscope::ui

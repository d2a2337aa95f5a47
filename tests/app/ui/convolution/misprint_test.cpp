#include <gtest/gtest.h>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/misprints.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using testing::UiDriver;
using Kind = state::ConvolutionNumber::Kind;

// From the note to the cell, in the right example and in the printed one, in every window.
TEST(MisprintLab, TheNoteLeadsToTheMarkedCells) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    UiDriver driver(width, height);
    const auto& lab = driver.state().convolution;
    for (const char* key : {"cs231n", "cs231n-printed", "rgb", "rgb-printed", "blur"}) {
      driver.apply(
          state::ConvolutionIntent{state::convolution::ChooseExample{state::find_example(key)}});
      driver.frame();
      for (const state::Misprint& misprint : state::misprints_of(lab.setup())) {
        driver.click("conv.misprints");
        EXPECT_EQ(lab.pinned, misprint.number()) << key;
      }
    }
    driver.click("conv.printed");
    EXPECT_EQ(state::convolution_examples()[static_cast<std::size_t>(lab.setup().example)].key,
              "blur-printed");
  }
}

TEST(MisprintLab, AnExampleWithoutMisprintsHasNoLink) {
  UiDriver driver(1920, 1080);
  driver.apply(
      state::ConvolutionIntent{state::convolution::ChooseExample{state::find_example("7x7")}});
  driver.frame();
  EXPECT_FALSE(driver.has("conv.misprints"));
}

}  // namespace
}  // namespace convscope::ui

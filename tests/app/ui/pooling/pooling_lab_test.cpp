#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "app/state/app_state.h"
#include "app/state/pooling/pooling_view.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using state::PoolingPage;
using testing::UiDriver;

const state::PoolingState& lab(const UiDriver& driver) {
  return driver.state().pooling;
}

int volume_example() {
  const auto examples = state::pooling_examples();
  const auto at = std::find_if(examples.begin(), examples.end(),
                               [](const auto& example) { return example.key == "volume"; });
  return static_cast<int>(at - examples.begin());
}

class PoolingLab : public ::testing::TestWithParam<std::pair<float, float>> {
 protected:
  UiDriver driver_{GetParam().first, GetParam().second};
  void SetUp() override { driver_.sign(U'2', true); }
};

TEST_P(PoolingLab, IsTheSecondTab) {
  EXPECT_EQ(driver_.state().lab, state::LabId::kPooling);
  EXPECT_TRUE(driver_.has("pool.x[0][0,0]"));
  EXPECT_TRUE(driver_.has("pool.o[0][1,1]"));
}

TEST_P(PoolingLab, StepsForwardThroughAWholePassAndEachNumberIsThere) {
  driver_.click("transport.grain.1");
  const float expected[] = {6, 8, 3, 4};
  for (int i = 0; i < 4; ++i) {
    driver_.key(Key::kRight);
    EXPECT_EQ(lab(driver_).stepper.step, 4 * (i + 1));
    const auto at = lab(driver_).result->cursor.at(lab(driver_).stepper.step);
    EXPECT_EQ(lab(driver_).result->output[at.cell_index], expected[i]);
  }
  driver_.key(Key::kHome);
  EXPECT_EQ(lab(driver_).stepper.step, 0);
}

TEST_P(PoolingLab, AnInputIsTypedAndUndone) {
  driver_.click("pool.x[0][0,0]");
  driver_.type("9,5");
  EXPECT_EQ(lab(driver_).result->output[0], 9.5F);
  driver_.sign(U'z', true);
  EXPECT_EQ(lab(driver_).result->output[0], 6);
}

TEST_P(PoolingLab, TheGradientIsRoutedAndItsSourceEdited) {
  driver_.click("pool.way.1");
  EXPECT_TRUE(lab(driver_).backward);
  EXPECT_TRUE(driver_.has("pool.dx[0][3,3]"));
  driver_.click("pool.g[0][0,0]");
  driver_.type("-4");
  EXPECT_EQ(lab(driver_).result->gradient.at({0, 0, 1, 1}), -4);
  driver_.click("transport.last");
  driver_.move_to(driver_.rect("pool.dx[0][1,1]").center());
  driver_.frame();
  ASSERT_TRUE(lab(driver_).hovered);
  EXPECT_EQ(lab(driver_).hovered->kind, state::PoolingNumber::Kind::kGradient);
  EXPECT_TRUE(driver_.has("card.row[0]"));
}

TEST_P(PoolingLab, ModesAndSizesAreChosen) {
  driver_.click("pool.mode.1");
  EXPECT_EQ(lab(driver_).result->output[0], 3.25F);
  driver_.click("pool.mode.2");
  EXPECT_EQ(lab(driver_).setup().mode, state::PoolingMode::kL2);
  driver_.click("pool.kernel");
  driver_.type("8");
  EXPECT_EQ(lab(driver_).result, nullptr);
  driver_.click("pool.stage.repair");
  ASSERT_NE(lab(driver_).result, nullptr);
  EXPECT_EQ(lab(driver_).setup()[state::PoolingSize::kKernel], 4);
}

TEST_P(PoolingLab, AnExerciseIsFilledInByKeyboardAndChecked) {
  driver_.apply(state::PoolingIntent{state::pooling::ChooseExample{4}});
  driver_.frame();
  driver_.click("pool.a[0][0,0]");
  driver_.type("9");
  driver_.click("pool.a[0][0,2]");
  driver_.type("7");
  driver_.click("pool.answers.check");
  EXPECT_TRUE(lab(driver_).checked);
  const state::PoolingMarks marks = judge_answers(lab(driver_));
  EXPECT_EQ(marks.right, 1);
  EXPECT_EQ(marks.wrong, 1);
  driver_.click("pool.answers.show");
  EXPECT_EQ(judge_answers(lab(driver_)).right, 9);
}

// Every term of a pass, there and back again, forward and backward, in every mode.
TEST_P(PoolingLab, StepsThroughWholePassesAndEachNumberIsRead) {
  for (int mode = 0; mode < 3; ++mode) {
    driver_.click("pool.mode." + std::to_string(mode));
    for (const bool backward : {false, true}) {
      driver_.click(backward ? "pool.way.1" : "pool.way.0");
      driver_.key(Key::kHome);
      const state::PoolingResult& result = *lab(driver_).result;
      const engine::Index last = lab(driver_).last_step();
      for (engine::Index step = 1; step <= last; ++step) {
        driver_.key(Key::kRight);
        ASSERT_EQ(lab(driver_).stepper.step, step);
        const state::PoolingView view(lab(driver_));
        const auto at = result.cursor.at(step);
        const auto e = result.explain(at.cell);
        const double now = pooled_so_far(result, e, at.terms_done);
        EXPECT_EQ(view.so_far(), now);
        const state::GridModel out = view.output_grid(0);
        const auto& cell = out.at(static_cast<int>(at.cell[1]), static_cast<int>(at.cell[2]));
        if (!backward) {
          EXPECT_FLOAT_EQ(cell.value, static_cast<float>(now));
        }
        const state::NumberCard card = pooling_card(view, state::Language::kEnglish);
        EXPECT_EQ(card.done, at.terms_done);
        EXPECT_TRUE(driver_.has("card.row[" + std::to_string(at.terms_done - 1) + "]"));
      }
      const state::PoolingView end(lab(driver_));
      const state::GridModel shown = backward ? end.gradient_grid(0) : end.output_grid(0);
      const engine::Tensor& right = backward ? result.gradient : result.output;
      for (std::size_t i = 0; i < shown.cells.size(); ++i) {
        EXPECT_EQ(shown.cells[i].value, right[static_cast<engine::Index>(i)]);
        EXPECT_FALSE(shown.cells[i].has(state::kMarkPending));
      }
      for (engine::Index step = last; step-- > 0;) driver_.key(Key::kLeft);
      EXPECT_EQ(lab(driver_).stepper.step, 0);
    }
  }
}

TEST_P(PoolingLab, TheGradientCheckIsSwitchedAndTold) {
  driver_.key(Key::kRight);
  driver_.click("pool.check");
  EXPECT_TRUE(lab(driver_).checking);
  EXPECT_TRUE(driver_.has("pool.check.input"));
  driver_.sign(U'g');
  EXPECT_FALSE(lab(driver_).checking);
}

TEST_P(PoolingLab, TheExerciseIsDoneBackwardToo) {
  driver_.apply(state::PoolingIntent{state::pooling::ChooseExample{4}});
  driver_.frame();
  driver_.click("pool.way.1");
  driver_.click("pool.r[0][0,0]");
  driver_.type("0");
  driver_.click("pool.answers.check");
  EXPECT_EQ(judge_answers(lab(driver_)).right, 1);
  driver_.click("pool.answers.show");
  EXPECT_EQ(judge_answers(lab(driver_)).right, 25);
  driver_.click("pool.way.0");
  EXPECT_TRUE(driver_.has("pool.a[0][2,2]"));
}

TEST_P(PoolingLab, EveryPageIsDrawnAndEscapeLeadsBack) {
  for (const auto& [item, page] : {std::pair{"pool.page.1", PoolingPage::kStrided},
                                   std::pair{"pool.page.2", PoolingPage::kVolumes},
                                   std::pair{"pool.page.3", PoolingPage::kExercise}}) {
    driver_.click(item);
    EXPECT_EQ(lab(driver_).page, page);
    driver_.key(Key::kEscape);
    EXPECT_EQ(lab(driver_).page, PoolingPage::kNumbers);
  }
  driver_.click("pool.page.1");
  driver_.click("pool.w[0][0,0]");
  driver_.type("1");
  EXPECT_EQ(lab(driver_).setup().kernel[0], 1);
}

// The least cells that have digits: 16 px for one, 21 px for two signs.
TEST_P(PoolingLab, AVolumeHasItsDigitsBackwardToo) {
  driver_.apply(state::PoolingIntent{state::pooling::ChooseExample{volume_example()}});
  driver_.click("pool.way.1");
  for (const engine::Index size : {4, 6}) {
    driver_.apply(state::PoolingIntent{state::pooling::SetSize{state::PoolingSize::kHeight, size}});
    driver_.apply(state::PoolingIntent{state::pooling::SetSize{state::PoolingSize::kWidth, size}});
    driver_.frame();
    for (int c = 0; c < 3; ++c) {
      const std::string channel = "[" + std::to_string(c) + "][0,0]";
      EXPECT_GE(driver_.rect("pool.x" + channel).width, 16);
      EXPECT_GE(driver_.rect("pool.dx" + channel).width, 21);
      EXPECT_GE(driver_.rect("pool.g" + channel).width, 21);
    }
    EXPECT_FALSE(driver_.has("pool.channels.shown.0"));
  }
}

TEST_P(PoolingLab, ChannelsThatHaveNoRoomAreChosen) {
  driver_.apply(state::PoolingIntent{state::pooling::ChooseExample{volume_example()}});
  for (const auto side : {state::PoolingSize::kHeight, state::PoolingSize::kWidth}) {
    driver_.apply(state::PoolingIntent{state::pooling::SetSize{side, 16}});
  }
  driver_.frame();
  ASSERT_TRUE(driver_.has("pool.channels.shown.1"));
  EXPECT_FALSE(driver_.has("pool.x[2][0,0]"));
  const bool pairs = driver_.has("pool.x[1][0,0]");
  driver_.click(pairs ? "pool.channels.shown.1" : "pool.channels.shown.2");
  EXPECT_EQ(lab(driver_).result->cursor.at(lab(driver_).stepper.step).cell[0], 2);
  EXPECT_TRUE(driver_.has("pool.x[2][0,0]"));
  // The exercise shows the others likewise.
  driver_.click("pool.page.3");
  driver_.click("pool.way.1");
  driver_.click("pool.channels.shown.0");
  EXPECT_TRUE(driver_.has("pool.r[0][0,0]"));
}

// "3.25" is at least 24 px wide in the least type.
TEST_P(PoolingLab, AnAnswersCellsHaveRoomForTwoDecimals) {
  driver_.apply(state::PoolingIntent{state::pooling::ChooseExample{volume_example()}});
  driver_.click("pool.mode.1");
  driver_.click("pool.page.3");
  EXPECT_GE(driver_.rect("pool.a[0][0,0]").width, 30);
}

TEST_P(PoolingLab, TheStridedConvolutionIsAboutTheOutputsAlone) {
  driver_.click("pool.way.1");
  driver_.click("transport.grain.1");
  driver_.key(Key::kRight);
  driver_.click("pool.page.1");
  const state::PoolingView view(lab(driver_));
  EXPECT_FALSE(routes_gradient(lab(driver_)));
  EXPECT_EQ(pooling_card(view, state::Language::kEnglish).title, "o[0,0,0]");
  EXPECT_FALSE(view.output_grid(0).at(0, 0).has(state::kMarkPending));
  EXPECT_TRUE(view.output_grid(0).at(1, 1).has(state::kMarkPending));
  driver_.click("pool.page.0");
  EXPECT_TRUE(routes_gradient(lab(driver_)));
}

INSTANTIATE_TEST_SUITE_P(Windows, PoolingLab,
                         ::testing::Values(std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}),
                         [](const auto& window) {
                           return window.param.first > 1500 ? "Large" : "Small";
                         });

}  // namespace
}  // namespace convscope::ui

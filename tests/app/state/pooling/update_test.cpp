#include <gtest/gtest.h>

#include "app/state/app_state.h"
#include "app/state/pooling/pooling_update.h"
#include "app/state/pooling/pooling_view.h"
#include "app/state/update.h"

namespace convscope::state {
namespace {

using engine::Grain;
using Kind = PoolingNumber::Kind;

void act(PoolingState& state, const PoolingAction& action) {
  update_pooling(state, action, Language::kEnglish);
}

TEST(PoolingUpdate, EachEditIsUndone) {
  AppState app;
  app.lab = LabId::kPooling;
  const PoolingSetup first = app.pooling.setup();
  const auto intent = [&](const PoolingAction& action) { update(app, PoolingIntent{action}); };
  intent(pooling::TypeNumber{{Kind::kInput, {0, 0, 0}}, "9,5"});
  EXPECT_EQ(app.pooling.result->output.at({0, 0, 0, 0}), 9.5F);
  intent(pooling::SetMode{PoolingMode::kAverage});
  intent(pooling::SetSize{PoolingSize::kStride, 1});
  intent(pooling::PasteNumbers{{Kind::kUpstream, {0, 1, 1}}, "7\t8\n9\t10"});
  EXPECT_EQ(app.pooling.setup().upstream.at({0, 2, 2}), 10);
  for (int i = 0; i < 4; ++i) update(app, Undo{});
  EXPECT_EQ(app.pooling.setup(), first);
  update(app, Redo{});
  EXPECT_EQ(app.pooling.setup().input.at({0, 0, 0}), 9.5F);
}

TEST(PoolingUpdate, StepsGoByTermsCellsChannelsAndAll) {
  PoolingState state;
  act(state, pooling::ChooseExample{5});
  act(state, pooling::StepForward{});
  EXPECT_EQ(state.stepper.step, 1);
  act(state, pooling::StepForward{Grain::kCell});
  EXPECT_EQ(state.stepper.step, 4);
  act(state, pooling::StepForward{Grain::kChannel});
  EXPECT_EQ(state.stepper.step, 16);
  act(state, pooling::StepForward{Grain::kLayer});
  EXPECT_EQ(state.stepper.step, 48);
  act(state, pooling::StepBack{Grain::kChannel});
  EXPECT_EQ(state.stepper.step, 32);
  act(state, pooling::StepBack{Grain::kCell});
  EXPECT_EQ(state.stepper.step, 28);
}

TEST(PoolingUpdate, PlayingEndsAtTheLastStep) {
  PoolingState state;
  act(state, pooling::SetGrain{Grain::kCell});
  act(state, pooling::TogglePlay{});
  for (int i = 0; i < 3; ++i) advance_pooling(state, 0.95);
  EXPECT_TRUE(state.stepper.playing);
  advance_pooling(state, 0.95);
  EXPECT_EQ(state.stepper.step, 16);
  EXPECT_FALSE(state.stepper.playing);
}

TEST(PoolingUpdate, AnExerciseIsJudgedAndItsAnswerShown) {
  PoolingState state;
  act(state, pooling::ChooseExample{4});
  EXPECT_EQ(state.page, PoolingPage::kExercise);
  act(state, pooling::TypeNumber{{Kind::kAnswer, {0, 0, 0}}, "9"});
  act(state, pooling::TypeNumber{{Kind::kAnswer, {0, 0, 1}}, "4"});
  act(state, pooling::CheckAnswers{});
  PoolingMarks marks = judge_answers(state);
  EXPECT_EQ(marks.right, 1);
  EXPECT_EQ(marks.wrong, 1);
  EXPECT_EQ(marks.empty, 7);
  act(state, pooling::ShowAnswers{});
  EXPECT_EQ(judge_answers(state).right, 9);
  act(state, pooling::ClearAnswers{});
  EXPECT_EQ(judge_answers(state).empty, 9);
  EXPECT_FALSE(state.checked);
}

TEST(PoolingUpdate, AnAverageIsRightToTwoDecimals) {
  PoolingState state;
  act(state, pooling::SetMode{PoolingMode::kAverage});
  act(state, pooling::SetSize{PoolingSize::kKernel, 3});
  act(state, pooling::SetSize{PoolingSize::kStride, 1});
  act(state, pooling::TypeNumber{{Kind::kAnswer, {0, 0, 0}}, "3,11"});  // 28/9 = 3.111...
  EXPECT_TRUE(answer_is_right(state, {0, 0, 0}));
  act(state, pooling::TypeNumber{{Kind::kAnswer, {0, 0, 0}}, "3,1"});
  EXPECT_FALSE(answer_is_right(state, {0, 0, 0}));
}

TEST(PoolingUpdate, TheStridedConvolutionOfEvenWeightsIsAveragePooling) {
  PoolingState state;
  act(state, pooling::ChooseExample{5});
  act(state, pooling::SetMode{PoolingMode::kAverage});
  const auto& result = *state.result;
  for (engine::Index i = 0; i < result.output.size(); ++i) {
    EXPECT_EQ(result.output[i], result.strided_output[i]);
  }
  act(state, pooling::SetNumber{{Kind::kWeight, {0, 0, 0}}, 1});
  EXPECT_NE(state.result->output[0], state.result->strided_output[0]);
}

}  // namespace
}  // namespace convscope::state

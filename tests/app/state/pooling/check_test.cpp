#include "app/state/pooling/pooling_check.h"

#include <gtest/gtest.h>

#include "app/state/pooling/pooling_update.h"
#include "app/state/pooling/pooling_view.h"
#include "engine/core/rng.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = PoolingNumber::Kind;
using Verdict = SlopeCheck::Verdict;

void act(PoolingState& state, const PoolingAction& action) {
  update_pooling(state, action, Language::kEnglish);
}

TEST(PoolingCheck, BothDerivativesAgreeForRandomSettings) {
  engine::Rng rng(11);
  const auto pick = [&](Index least, Index most) {
    return least + static_cast<Index>(rng.below(static_cast<std::uint64_t>(most - least + 1)));
  };
  for (int trial = 0; trial < 60; ++trial) {
    PoolingState state;
    act(state, pooling::SetMode{static_cast<PoolingMode>(trial % 3)});
    act(state, pooling::SetSize{PoolingSize::kHeight, pick(2, 6)});
    act(state, pooling::SetSize{PoolingSize::kWidth, pick(2, 6)});
    act(state, pooling::SetSize{PoolingSize::kChannels, pick(1, 2)});
    act(state, pooling::SetSize{PoolingSize::kKernel, pick(1, 3)});
    act(state, pooling::SetSize{PoolingSize::kStride, pick(1, 3)});
    act(state, pooling::SetSize{PoolingSize::kPadding, pick(0, 1)});
    act(state, pooling::Repair{});
    const engine::Shape shape = state.setup().input.shape();
    for (Index i = 0; i < shape.count(); ++i) {
      const auto value = static_cast<float>(rng.normal() * 3);
      act(state, pooling::SetNumber{{Kind::kInput, shape.cell_at(i)}, value});
    }
    for (Index i = 0; i < shape.count(); ++i) {
      const Cell cell = shape.cell_at(i);
      const SlopeCheck slopes = check_pooled_input(*state.result, cell).slopes;
      if (slopes.kinks > 0) continue;  // two numbers within h of each other
      EXPECT_EQ(slopes.verdict, Verdict::kAgrees)
          << trial << " " << cell.to_string() << " " << slopes.analytic << " " << slopes.numeric;
      EXPECT_NEAR(slopes.analytic,
                  static_cast<double>(state.result->gradient.at(cell.with_leading(0))), 1e-4);
    }
  }
}

TEST(PoolingCheck, ATieIsAKinkThatIsExplained) {
  PoolingState state;
  act(state, pooling::SetNumber{{Kind::kInput, {0, 0, 0}}, 6});  // as large as the winner below it
  act(state, pooling::GoToStep{1});
  const CheckSheet sheet = pooling_check(state, Language::kEnglish);
  ASSERT_EQ(sheet.numbers.size(), 4U);
  const SlopeCheck& first = sheet.numbers[0].slopes;
  EXPECT_EQ(first.verdict, Verdict::kKink);
  EXPECT_EQ(first.analytic, 1) << "all of g goes to the first cell";
  EXPECT_NEAR(first.numeric, 0.5, 1e-9);
  EXPECT_NEAR(first.forwards, 1, 1e-9);
  EXPECT_NEAR(first.backwards, 0, 1e-9);
  EXPECT_EQ(sheet.numbers[1].slopes.verdict, Verdict::kAgrees);
  EXPECT_FALSE(sheet.remark.empty());
}

TEST(PoolingCheck, AWindowOfZerosIsTheRootsCorner) {
  PoolingState state;
  act(state, pooling::SetMode{PoolingMode::kL2});
  for (const Cell& cell : {Cell{0, 0, 0}, Cell{0, 0, 1}, Cell{0, 1, 0}, Cell{0, 1, 1}}) {
    act(state, pooling::SetNumber{{Kind::kInput, cell}, 0});
  }
  const SlopeCheck slopes = check_pooled_input(*state.result, {0, 0, 0}).slopes;
  EXPECT_EQ(slopes.analytic, 0);
  EXPECT_EQ(slopes.numeric, 0) << "it rises as much to both sides";
  EXPECT_EQ(slopes.kinks, 1);
}

TEST(PoolingCheck, IsAboutWhatIsPinnedAndSaysWhenThatIsPadding) {
  PoolingState state;
  act(state, pooling::Pin{PoolingNumber{Kind::kInput, {0, 3, 3}}});
  EXPECT_EQ(pooling_check(state, Language::kEnglish).numbers.at(0).name, "x[0,3,3]");
  act(state, pooling::Pin{PoolingNumber{Kind::kOutput, {0, 1, 1}}});
  EXPECT_EQ(pooling_check(state, Language::kEnglish).numbers.at(0).name, "x[0,2,2]");
  act(state, pooling::SetSize{PoolingSize::kPadding, 1});
  act(state, pooling::Pin{PoolingNumber{Kind::kInput, {0, -1, 0}}});
  const CheckSheet sheet = pooling_check(state, Language::kPortuguese);
  EXPECT_TRUE(sheet.numbers.empty());
  EXPECT_FALSE(sheet.remark.empty());
}

TEST(PoolingExercise, BackwardTheGradientIsFilledInAndJudged) {
  PoolingState state;
  act(state, pooling::ChooseExample{4});
  act(state, pooling::SetBackward{true});
  EXPECT_EQ(judge_answers(state).empty, 25);
  const Index winner = 6;  // x[0,1,1] = 9 wins in four windows
  const float right = state.result->gradient[winner];
  act(state, pooling::SetNumber{{Kind::kRoute, {0, 1, 1}}, right});
  act(state, pooling::SetNumber{{Kind::kRoute, {0, 0, 0}}, 5});
  act(state, pooling::CheckAnswers{});
  EXPECT_EQ(judge_answers(state).right, 1);
  EXPECT_EQ(judge_answers(state).wrong, 1);
  EXPECT_TRUE(answer_is_right(state, {0, 1, 1}));
  act(state, pooling::ShowAnswers{});
  EXPECT_EQ(judge_answers(state).right, 25);
  undo_pooling(state, false);
  EXPECT_EQ(judge_answers(state).right, 1);
  act(state, pooling::SetBackward{false});
  EXPECT_FALSE(state.checked);
  EXPECT_EQ(judge_answers(state).empty, 9) << "forward has answers of its own";
  act(state, pooling::SetBackward{true});
  act(state, pooling::ClearAnswers{});
  EXPECT_EQ(judge_answers(state).empty, 25);
}

}  // namespace
}  // namespace convscope::state

#include "app/state/kernels/kernels_check.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/state/kernels/kernels_update.h"
#include "app/state/phrases/kernels.h"
#include "engine/core/rng.h"

namespace convscope::state {
namespace {

using engine::Index;
using Verdict = SlopeCheck::Verdict;

void act(KernelsState& state, const KernelsAction& action) {
  Effects effects;
  update_kernels(state, action, Language::kEnglish, effects);
}

// Goes on learning by so many points, as the thread would.
void learn(KernelsState& state, int points, double rate = 0.05) {
  Effects effects;
  update_kernels(state, kernels::RunLearning{}, Language::kEnglish, effects);
  const auto& run = std::get<RunKernelLearning>(effects.at(0));
  engine::KernelLearner learner(run.picture, run.wanted.size, run.wanted.weights(), run.start,
                                learn_optimizer(run.settings.optimizer));
  learner.set_noise(run.settings.noise, run.settings.seed);
  if (run.from) learner.resume(*run.from);
  for (int i = 0; i < points; ++i) {
    const engine::KernelPoint point = learner.look();
    learner.step(point, rate);
    act(state, kernels::LearnArrived{run.run, {point}});
  }
  act(state, kernels::PauseLearning{});
}

KernelsState checking() {
  KernelsState state;
  act(state, kernels::ShowPage{KernelsPage::kLearn});
  act(state, kernels::ToggleGradientCheck{});
  return state;
}

TEST(KernelsCheck, TheLossIsTheMeanSquareOfWhatIsWrittenOut) {
  // 1 x 3: x = 1 2 4, kernel 1x1 of 3, wanted 1 2 3: residuals 2 4 9.
  const engine::Plane picture{1, 3, {1, 2, 4}}, target{1, 3, {1, 2, 3}};
  const std::vector<float> kernel{3};
  const KernelLoss loss(picture, target, kernel, 1);
  EXPECT_DOUBLE_EQ(loss.value(), (4.0 + 16 + 81) / 3);
  EXPECT_DOUBLE_EQ(loss.moved(0, 0.5), (2.5 * 2.5 + 25 + 121) / 3);
  // Beyond the edge stands the nearest cell: the 3x3's left column meets 1 1 2.
  const std::vector<float> wide{0, 0, 0, 2, 0, 0, 0, 0, 0};
  EXPECT_DOUBLE_EQ(KernelLoss(picture, target, wide, 3).value(), (1.0 + 0 + 1) / 3);
}

TEST(KernelsCheck, BothDerivativesAgreeForRandomKernelsOfEverySize) {
  engine::Rng rng(5);
  KernelsState state = checking();
  for (Index size = 1; size <= kMostKernel; size += size < 6 ? 1 : 3) {
    LearnSettings settings;
    settings.target = KernelPreset::kRandom;
    settings.size = size;
    settings.seed = 1 + rng.below(20);
    settings.noise = size % 2 == 0 ? 0.3 : 0;
    act(state, kernels::SetLearning{settings});
    learn(state, 3);
    for (const Index point : {0, 2}) {
      act(state, kernels::RewindLearning{point});
      const auto& shown = state.learn.points[static_cast<std::size_t>(point)];
      const CheckSheet sheet = learn_check_sheet(state, Language::kEnglish);
      EXPECT_NEAR(sheet.value, shown.loss, 1e-5 * shown.loss);
      EXPECT_EQ(sheet.numbers.size(), static_cast<std::size_t>(std::min<Index>(size * size, 9)));
      EXPECT_FALSE(state.learn.check->other);
      for (const CheckedNumber& number : sheet.numbers) {
        EXPECT_EQ(number.slopes.verdict, Verdict::kAgrees)
            << size << " " << number.name << " " << number.slopes.analytic << " "
            << number.slopes.numeric;
      }
    }
  }
}

TEST(KernelsCheck, AnyWeightIsCheckedByPointingAtItOrPinningIt) {
  KernelsState state = checking();
  LearnSettings settings;
  settings.target = KernelPreset::kGaussian;
  settings.size = 7;
  act(state, kernels::SetLearning{settings});
  learn(state, 2);
  EXPECT_EQ(state.learn.check->numbers.front().name, "w[2,2]");
  EXPECT_FALSE(learn_check_sheet(state, Language::kEnglish).remark.empty());
  for (Index weight = 0; weight < 49; ++weight) {
    act(state, kernels::HoverWeight{weight});
    ASSERT_EQ(state.learn.check->numbers.size(), 1U);
    const SlopeCheck& slopes = state.learn.check->numbers[0].slopes;
    EXPECT_EQ(slopes.verdict, Verdict::kAgrees) << weight;
    EXPECT_EQ(static_cast<float>(slopes.analytic),
              state.learn.points.back().gradient[static_cast<std::size_t>(weight)]);
  }
  act(state, kernels::HoverWeight{});
  act(state, kernels::PinWeight{10});
  EXPECT_EQ(state.learn.check->numbers.front().name, "w[1,3]");
  act(state, kernels::PinWeight{10});
  EXPECT_EQ(state.learn.check->numbers.size(), 9U);
}

TEST(KernelsCheck, AWrongGradientIsFound) {
  KernelsState state = checking();
  learn(state, 12);
  engine::KernelLearner learner(learn_picture(state.setup().photo), 3, state.learn.wanted.weights(),
                                state.learn.points.back().kernel,
                                learn_optimizer(engine::OptimizerKind::kAdam));
  const engine::KernelPoint point = learner.look();
  const KernelLoss loss(learner.picture(), learner.target(), point.kernel, 3);
  for (Index weight = 0; weight < 9; ++weight) {
    const auto at = static_cast<std::size_t>(weight);
    const auto slope = static_cast<double>(point.gradient[at]);
    const auto verdict = [&](double analytic) {
      return check_learned_weight(loss, 3, weight, point.kernel[at], analytic, 20).slopes.verdict;
    };
    EXPECT_EQ(verdict(slope), Verdict::kAgrees);
    // Half of it, a forgotten square, the neighbour's, a sign, one pixel in a thousand left out.
    EXPECT_EQ(verdict(slope / 2), Verdict::kDiffers);
    EXPECT_EQ(verdict(-slope), Verdict::kDiffers);
    EXPECT_EQ(verdict(static_cast<double>(point.gradient[(at + 1) % 9])), Verdict::kDiffers);
    EXPECT_EQ(verdict(slope * 1.001), Verdict::kDiffers);
    EXPECT_EQ(verdict(NAN), Verdict::kDiffers);
  }
}

TEST(KernelsCheck, ALossThatLosesTheStepInRoundingIsNotJudged) {
  KernelsState state = checking();
  LearnSettings settings;
  settings.target = KernelPreset::kLaplacian;
  settings.size = 15;
  settings.optimizer = engine::OptimizerKind::kSgd;
  act(state, kernels::SetLearning{settings});
  learn(state, 40, 0.1);
  int unknown = 0;
  for (Index point = 0; point < 40; ++point) {
    act(state, kernels::RewindLearning{point});
    const CheckSheet sheet = learn_check_sheet(state, Language::kEnglish);
    for (const CheckedNumber& number : sheet.numbers) {
      const SlopeCheck& s = number.slopes;
      EXPECT_NE(s.verdict, Verdict::kDiffers) << point << " " << s.analytic << " " << s.numeric;
      if (s.verdict == Verdict::kUnknown) {
        ++unknown;
        EXPECT_EQ(sheet.remark, phrase::kLearnCheckUnknown.in(Language::kEnglish));
        EXPECT_NE(check_csv(sheet).find("cannot be judged"), std::string::npos);
      } else if (sheet.value > 1) {
        EXPECT_LE(s.difference(), 2e-3 * std::fabs(s.numeric)) << point;
      }
    }
  }
  EXPECT_GT(unknown, 9);
}

TEST(KernelsCheck, TheLargestDifferenceOfWhatIsNoNumberIsNoNumber) {
  LearnState learn;
  learn.wanted.size = 1;
  learn.wanted.values = {2};
  EXPECT_DOUBLE_EQ(largest_difference(learn, {.kernel = {5}}), 3);
  EXPECT_TRUE(std::isnan(largest_difference(learn, {.kernel = {NAN}})));
  EXPECT_TRUE(std::isinf(largest_difference(learn, {.kernel = {INFINITY}})));
}

TEST(KernelsCheck, SaysWhenTheGridsGradientIsOfAnotherNoise) {
  KernelsState state = checking();
  learn(state, 3);
  LearnSettings settings = state.learn.settings;
  settings.noise = 0.5;
  act(state, kernels::SetLearning{settings});
  EXPECT_TRUE(state.learn.check->other);
  EXPECT_EQ(state.learn.check->numbers[0].slopes.verdict, Verdict::kAgrees);
}

TEST(KernelsCheck, IsOnlyMadeWhereItIsShown) {
  KernelsState state;
  act(state, kernels::ToggleGradientCheck{});
  EXPECT_EQ(state.learn.check, nullptr);
  act(state, kernels::ShowPage{KernelsPage::kLearn});
  ASSERT_NE(state.learn.check, nullptr);
  const auto first = state.learn.check;
  act(state, kernels::MoveDivider{0.2});
  EXPECT_EQ(state.learn.check, first) << "nothing that concerns it has changed";
}

TEST(KernelsCheck, IsCopiedAsWhatItIs) {
  KernelsState state = checking();
  learn(state, 1);
  const CheckSheet sheet = learn_check_sheet(state, Language::kPortuguese);
  EXPECT_NE(check_text(sheet).find("L = mean of (o - t)^2"), std::string::npos);
  EXPECT_NE(check_latex(sheet).find("(o_{y,x} - t_{y,x})^2"), std::string::npos);
  EXPECT_NE(check_csv(sheet).find("loss_plus"), std::string::npos);
  EXPECT_NE(check_numpy(sheet).find("dL/dw[0,0]"), std::string::npos);
}

}  // namespace
}  // namespace convscope::state

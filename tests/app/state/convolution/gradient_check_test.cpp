#include "app/state/convolution/gradient_check.h"

#include <gtest/gtest.h>

#include "app/state/app_state.h"
#include "app/state/convolution/examples.h"
#include "app/state/convolution/update.h"
#include "app/state/scene.h"
#include "app/state/scene_text.h"

namespace convscope::state {
namespace {

using engine::Cell;
using Kind = ConvolutionNumber::Kind;
using Size = ConvolutionSize;
using Verdict = SlopeCheck::Verdict;

ConvolutionState with(std::initializer_list<std::pair<Size, engine::Index>> sizes) {
  ConvolutionState state;
  ConvolutionSetup setup = state.setup();
  for (const auto& [size, value] : sizes) setup = with_size(std::move(setup), size, value);
  set_convolution_setup(state, std::move(setup), "");
  return state;
}

void expect_agreement(const std::shared_ptr<const ConvolutionResult>& result) {
  const OutputSum sum(result);
  const auto check = [&](Kind kind, const engine::Shape& shape) {
    for (engine::Index i = 0; i < shape.count(); ++i) {
      const CheckedNumber number = sum.check({kind, shape.cell_at(i)});
      const SlopeCheck& slopes = number.slopes;
      EXPECT_NEAR(slopes.analytic, slopes.numeric, 1e-6 * std::abs(slopes.analytic) + 1e-9)
          << number.name;
      EXPECT_EQ(slopes.verdict, Verdict::kAgrees) << number.name;
      EXPECT_EQ(slopes.numeric, (slopes.loss_plus - slopes.loss_minus) / (2 * slopes.step));
    }
  };
  const engine::Shape& in = result->input.shape();
  check(Kind::kInput, {in[1], in[2], in[3]});
  check(Kind::kWeight, result->weight.shape());
  if (result->layer.options().bias) check(Kind::kBias, result->bias.shape());
}

TEST(ConvolutionCheck, BothDerivativesAgreeForEveryNumberOfEveryExample) {
  for (std::size_t i = 0; i < convolution_examples().size(); ++i) {
    const auto result = compute_convolution(example_setup(static_cast<int>(i)));
    if (!result || result->input.shape().count() > 400) continue;
    SCOPED_TRACE(convolution_examples()[i].key);
    expect_agreement(result);
  }
}

TEST(ConvolutionCheck, WithStridePaddingDilationAndGroups) {
  expect_agreement(with({{Size::kStride, 2}, {Size::kPadding, 2}}).result);
  expect_agreement(with({{Size::kHeight, 8}, {Size::kStride, 1}, {Size::kDilation, 2}}).result);
  const auto state = with({{Size::kChannels, 4}, {Size::kFilters, 4}, {Size::kGroups, 2}});
  ASSERT_EQ(state.result->weight.shape()[1], 2);
  expect_agreement(state.result);
}

TEST(ConvolutionCheck, CountsTheOutputsThatShareANumber) {
  const ConvolutionState state;  // 5x5x3, two filters 3x3, stride 2, padding 1: 2x3x3
  const OutputSum sum(state.result);
  EXPECT_EQ(sum.check({Kind::kWeight, {0, 0, 0, 0}}).outputs, 9);
  EXPECT_EQ(sum.check({Kind::kBias, {1}}).outputs, 9);
  EXPECT_EQ(sum.check({Kind::kBias, {1}}).slopes.analytic, 9);
  EXPECT_EQ(sum.check({Kind::kInput, {0, 1, 1}}).outputs, 8);
  EXPECT_EQ(sum.check({Kind::kInput, {0, 0, 0}}).outputs, 2);
  double all = 0;
  for (const float o : state.result->output.values()) all += o;
  EXPECT_NEAR(sum.value(), all, 1e-4);
}

std::vector<std::string> names(const ConvolutionCheck& check) {
  std::vector<std::string> result;
  for (const CheckedNumber& number : check.numbers) result.push_back(number.name);
  return result;
}

ConvolutionState checked(engine::Index step) {
  ConvolutionState state;
  update_convolution(state, convolution::GoToStep{step}, Language::kEnglish);
  update_convolution(state, convolution::ToggleGradientCheck{}, Language::kEnglish);
  return state;
}

TEST(ConvolutionCheck, IsOfTheTermOfTheStepOrOfWhatIsHovered) {
  ConvolutionState state = checked(1);
  ASSERT_TRUE(state.check);
  EXPECT_TRUE(state.check->reads_padding);
  EXPECT_EQ(names(*state.check), (std::vector<std::string>{"w[0,0,0,0]", "b[0]"}));
  update_convolution(state, convolution::GoToStep{5}, Language::kEnglish);
  EXPECT_EQ(names(*state.check), (std::vector<std::string>{"w[0,0,1,1]", "x[0,0,0]", "b[0]"}));
  const ConvolutionNumber pixel{Kind::kInput, {1, 2, 3}};
  update_convolution(state, convolution::Hover{pixel}, Language::kEnglish);
  EXPECT_EQ(names(*state.check), std::vector<std::string>{"x[1,2,3]"});
  update_convolution(state, convolution::Hover{}, Language::kEnglish);
  EXPECT_EQ(state.check->term, 4);
}

TEST(ConvolutionCheck, IsMadeAnewOnlyForSomethingNew) {
  ConvolutionState state = checked(5);
  const auto first = state.check;
  update_convolution(state, convolution::SetSpeed{2}, Language::kEnglish);
  EXPECT_EQ(state.check, first);
  update_convolution(state, convolution::GoToStep{6}, Language::kEnglish);
  EXPECT_NE(state.check, first);
  EXPECT_EQ(state.check->sum, first->sum);
  update_convolution(state, convolution::SetNumber{{Kind::kWeight, {0, 0, 0, 0}}, 3},
                     Language::kEnglish);
  EXPECT_NE(state.check->sum, first->sum);
  update_convolution(state, convolution::ToggleGradientCheck{}, Language::kEnglish);
  EXPECT_FALSE(state.check);
}

TEST(ConvolutionCheck, IsPartOfAScene) {
  AppState app = first_state();
  app.lab = LabId::kConvolution;
  app.convolution = checked(5);
  const AppState again = parse_scene(scene_text(app, {}), "scene.json", first_state());
  ASSERT_TRUE(again.convolution.check);
  EXPECT_EQ(names(*again.convolution.check), names(*app.convolution.check));
}

}  // namespace
}  // namespace convscope::state

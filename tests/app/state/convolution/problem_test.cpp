#include <gtest/gtest.h>

#include "app/state/convolution/convolution_state.h"

namespace convscope::state {
namespace {

using engine::Index;
using Size = ConvolutionSize;

ConvolutionSetup seven_valid() {
  return example_setup(2);
}

TEST(ConvolutionProblem, NamesTheFormulaWithItsNumbersAndTheNearestWay) {
  const ConvolutionSetup setup =
      with_size(with_size(seven_valid(), Size::kKernel, 9), Size::kHeight, 5);
  const auto problem = problem_of(setup, Language::kEnglish);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->formula,
            "\u230A(5+2\u00B70\u22121\u00B7(9\u22121)\u22121)/1\u230B+1 = \u22123");
  EXPECT_NE(problem->sentence.find("9 rows"), std::string::npos) << problem->sentence;
  EXPECT_EQ(problem->repair, "use padding 2");
  EXPECT_EQ(problem->repaired[Size::kPadding], 2);
}

TEST(ConvolutionProblem, GroupsThatDoNotDivideAreRepairedByTheNearestThatDo) {
  const ConvolutionSetup setup = with_size(example_setup(0), Size::kGroups, 2);
  const auto problem = problem_of(setup, Language::kPortuguese);
  ASSERT_TRUE(problem);
  EXPECT_NE(problem->sentence.find("3 canais e 2 filtros"), std::string::npos);
  EXPECT_EQ(problem->repaired[Size::kGroups], 1);
  EXPECT_EQ(problem->repair, "usar grupos 1");
}

TEST(ConvolutionProblem, AStrideBeyondTheInputIsNone) {
  EXPECT_FALSE(problem_of(with_size(seven_valid(), Size::kStride, 7), Language::kEnglish));
}

// Whatever the sliders say, there is a result or a repair that has one.
TEST(ConvolutionProblem, EveryRepairWorksAndNothingElseNeedsOne) {
  std::uint32_t random = 12345;
  const auto draw = [&](Index least, Index most) {
    random = random * 1664525U + 1013904223U;
    return least + static_cast<Index>((random >> 8) % static_cast<std::uint32_t>(most - least + 1));
  };
  int without = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    ConvolutionSizes sizes;
    for (std::size_t i = 0; i < kConvolutionSizes; ++i) {
      const SizeLimits limits = limits_of(static_cast<Size>(i));
      sizes.values[i] = draw(limits.least, limits.usual_most);
    }
    const ConvolutionSizes repaired = nearest_working(sizes);
    EXPECT_EQ(nearest_working(repaired), repaired);
    if (!(repaired == sizes)) ++without;
    const engine::Shape input{repaired[Size::kChannels], repaired[Size::kHeight],
                              repaired[Size::kWidth]};
    ConvolutionSetup setup;
    setup.sizes = repaired;
    EXPECT_NO_THROW(engine::Conv2d(input, setup.options()));
  }
  EXPECT_GT(without, 100);
}

}  // namespace
}  // namespace convscope::state

#include "app/state/convolution/field_stack.h"

#include <gtest/gtest.h>

#include "app/state/convolution/counting.h"

namespace convscope::state {
namespace {

TEST(FieldStack, ThreeSmallKernelsSeeWhatOneLargeSees) {
  const auto& presets = stack_presets();
  const std::vector<StackLevel> small = stack_levels(presets[0].stack);
  const std::vector<StackLevel> large = stack_levels(presets[1].stack);
  ASSERT_EQ(small.size(), 4U);
  EXPECT_EQ(small[1].field, 3);
  EXPECT_EQ(small[2].field, 5);
  EXPECT_EQ(small[3].field, 7);
  EXPECT_EQ(large.back().field, 7);
  EXPECT_EQ(small.back().size, large.back().size);
  EXPECT_EQ(small[1].parameters, (9 * 8 + 1) * 8);
  EXPECT_EQ(small[2].parameters, (9 * 8 + 1) * 8);
  EXPECT_EQ(large[1].parameters, (49 * 8 + 1) * 8);
}

TEST(FieldStack, PoolingDoublesTheJump) {
  const std::vector<StackLevel> levels = stack_levels(stack_presets()[4].stack);
  ASSERT_EQ(levels.size(), 5U);
  EXPECT_EQ(levels[1].field, 5);
  EXPECT_EQ(levels[2].field, 6);
  EXPECT_EQ(levels[2].jump, 2);
  EXPECT_EQ(levels[3].field, 14);
  EXPECT_EQ(levels[4].field, 16);
  EXPECT_EQ(levels[4].jump, 4);
  EXPECT_EQ(levels[2].parameters, 0);
}

TEST(FieldStack, InAPyramidTheSameFilterSeesMoreOnEachLevel) {
  const std::vector<StackLevel> levels = stack_levels(stack_presets()[5].stack);
  ASSERT_EQ(levels.size(), 7U);
  EXPECT_EQ(levels[0].size, 128);
  EXPECT_EQ(levels[2].size, 64);
  EXPECT_EQ(levels[4].size, 32);
  EXPECT_EQ(levels[6].size, 16);
  EXPECT_EQ(levels[1].field, 3);
  EXPECT_EQ(levels[3].field, 8);
  EXPECT_EQ(levels[5].field, 18);
}

TEST(FieldStack, TheFieldOfACellIsAsLargeAsTheTableSays) {
  for (const StackPreset& preset : stack_presets()) {
    const std::vector<StackLevel> levels = stack_levels(preset.stack);
    for (std::size_t level = 0; level < levels.size(); ++level) {
      const CellRange range = field_of(preset.stack, level, levels[level].size / 2, 0);
      EXPECT_EQ(range.count(), levels[level].field) << preset.key << level;
      const CellRange next = field_of(preset.stack, level, levels[level].size / 2 + 1, 0);
      EXPECT_EQ(next.first - range.first, levels[level].jump);
    }
  }
}

TEST(Counting, WindowsThatReadTheCornerAreFewer) {
  ConvolutionState state;
  state.history = History<ConvolutionSetup>(example_setup(2));  // 7x7, no padding
  compute(state);
  const GridModel uses = uses_grid(ConvolutionView(state));
  EXPECT_EQ(uses_range(uses).corner, 1);
  EXPECT_EQ(uses_range(uses).most, 9);
  const auto rows = count_rows(ConvolutionView(state), Language::kEnglish);
  EXPECT_EQ(rows[0].count, 9);
  EXPECT_EQ(rows[1].count, 49 * 25);
  EXPECT_EQ(rows[2].count, 9 * 25);
}

TEST(Counting, TheLecturesExampleHas56Parameters) {
  const ConvolutionState state;
  const auto rows = count_rows(ConvolutionView(state), Language::kEnglish);
  EXPECT_EQ(rows[0].count, 56);
  EXPECT_EQ(rows[1].count, 1368);
  EXPECT_EQ(rows[7].count, 3000000000);
}

}  // namespace
}  // namespace convscope::state

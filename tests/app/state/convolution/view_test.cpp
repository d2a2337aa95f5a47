#include "app/state/convolution/view.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/state/convolution/update.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Grain;
using engine::Index;
using Kind = ConvolutionNumber::Kind;
using Size = ConvolutionSize;

ConvolutionState at_step(Index step) {
  ConvolutionState state;
  state.step = step;
  return state;
}

TEST(ConvolutionView, ShowsTermFourteenAsTheLectureDoes) {
  const ConvolutionState state = at_step(149);
  const ConvolutionView view(state);
  EXPECT_EQ(view.position().cell, (Cell{0, 1, 2}));
  EXPECT_EQ(view.active_term(), 13);
  EXPECT_EQ(view.partial_sum(), -3);
  EXPECT_EQ(view.sum_line(0).value, -2);
  EXPECT_EQ(view.sum_line(0).state, SumState::kDone);
  EXPECT_EQ(view.sum_line(1).value, -1);
  EXPECT_EQ(view.sum_line(1).done, 5);
  EXPECT_EQ(view.sum_line(1).state, SumState::kCurrent);
  EXPECT_EQ(view.sum_line(2).state, SumState::kPending);
  EXPECT_EQ(view.bias_line().value, 1);

  const GridModel input = view.input_grid(1);
  EXPECT_EQ(input.rows, 7);
  EXPECT_TRUE(input.at(3, 5).has(kMarkActive)) << "x[1,2,4], behind one row of padding";
  EXPECT_TRUE(input.at(0, 0).has(kMarkPadding));
  EXPECT_TRUE(input.at(2, 4).has(kMarkPatch));
  EXPECT_FALSE(input.at(1, 4).has(kMarkPatch));
  EXPECT_TRUE(view.filter_grid(0, 1).at(1, 1).has(kMarkActive));
  const GridModel output = view.output_grid(0);
  EXPECT_TRUE(output.at(1, 2).has(kMarkPartial));
  EXPECT_EQ(output.at(1, 2).value, -3);
  EXPECT_TRUE(output.at(2, 0).has(kMarkPending));
  EXPECT_EQ(output.at(0, 2).value, -5);
}

TEST(ConvolutionView, NothingPendingIsHiddenWhenAskedNotTo) {
  ConvolutionState state = at_step(0);
  state.hide_pending = false;
  const ConvolutionView view(state);
  const GridModel output = view.output_grid(1);
  EXPECT_FALSE(output.at(2, 2).has(kMarkPending));
}

TEST(ConvolutionView, TheBiasComesWithTheLastTerm) {
  const ConvolutionState before = at_step(6 * 27 - 1), after = at_step(6 * 27);
  EXPECT_EQ(ConvolutionView(before).partial_sum(), 2);
  EXPECT_EQ(ConvolutionView(after).partial_sum(), 3);
  EXPECT_TRUE(ConvolutionView(after).complete());
}

TEST(ConvolutionView, AnOutputLinksItsReceptiveField) {
  ConvolutionState state = at_step(0);
  state.hovered = ConvolutionNumber{Kind::kOutput, {0, 2, 0}};
  const GridModel grid = ConvolutionView(state).input_grid(2);
  int linked = 0;
  for (const GridCell& cell : grid.cells) linked += cell.has(kMarkLinked) ? 1 : 0;
  EXPECT_EQ(linked, 9);
  EXPECT_TRUE(grid.at(4, 0).has(kMarkLinked)) << "padding belongs to the field";
}

TEST(ConvolutionView, AnInputLinksEveryOutputThatReadsIt) {
  ConvolutionState state = at_step(0);
  state.hovered = ConvolutionNumber{Kind::kInput, {0, 1, 1}};
  const ConvolutionView view(state);
  for (const Index f : {Index{0}, Index{1}}) {
    const GridModel grid = view.output_grid(f);
    // Stride 2, padding 1: row 1 is read by output rows 0 (as its last) and 1 (as its first).
    EXPECT_TRUE(grid.at(0, 0).has(kMarkLinked));
    EXPECT_TRUE(grid.at(1, 1).has(kMarkLinked));
    EXPECT_FALSE(grid.at(2, 2).has(kMarkLinked));
  }
}

TEST(ConvolutionView, AWeightLinksEveryInputItTouches) {
  ConvolutionState state = at_step(0);
  state.pinned = ConvolutionNumber{Kind::kWeight, {0, 1, 0, 0}};
  const ConvolutionView view(state);
  const GridModel grid = view.input_grid(1);
  int linked = 0;
  for (const GridCell& cell : grid.cells) linked += cell.has(kMarkLinked) ? 1 : 0;
  EXPECT_EQ(linked, 9) << "one for each of 3x3 positions";
  EXPECT_TRUE(grid.at(0, 0).has(kMarkLinked));
  EXPECT_TRUE(grid.at(4, 2).has(kMarkLinked));
  EXPECT_FALSE(grid.at(1, 1).has(kMarkLinked));
  const GridModel other = view.input_grid(0);
  for (const GridCell& cell : other.cells) EXPECT_FALSE(cell.has(kMarkLinked));
}

TEST(ConvolutionView, AProductLinksItsTwoFactors) {
  ConvolutionState state = at_step(149);
  state.hovered = ConvolutionNumber{Kind::kProduct, {13}};
  const ConvolutionView view(state);
  EXPECT_TRUE(view.input_grid(1).at(3, 5).has(kMarkLinked));
  EXPECT_TRUE(view.filter_grid(0, 1).at(1, 1).has(kMarkLinked));
}

TEST(ConvolutionView, EditedNumbersAreMarked) {
  ConvolutionState state;
  update_convolution(state, convolution::SetNumber{{Kind::kInput, {0, 0, 0}}, 9},
                     Language::kEnglish);
  const GridModel grid = ConvolutionView(state).input_grid(0);
  EXPECT_TRUE(grid.at(1, 1).has(kMarkEdited));
  EXPECT_FALSE(grid.at(1, 2).has(kMarkEdited));
}

// The numbers on the stage are the engine's, for random settings, steps and grains; and the sum of
// the lines is the output.
TEST(ConvolutionView, StageEqualsForwardOnRandomSettings) {
  std::uint32_t random = 7;
  const auto draw = [&](Index least, Index most) {
    random = random * 1664525U + 1013904223U;
    return least + static_cast<Index>((random >> 8) % static_cast<std::uint32_t>(most - least + 1));
  };
  for (int trial = 0; trial < 60; ++trial) {
    ConvolutionState state;
    ConvolutionSetup setup = example_setup(static_cast<int>(draw(0, 5)));
    const Index groups = draw(1, 2);
    for (const auto& [size, value] :
         std::initializer_list<std::pair<Size, Index>>{{Size::kHeight, draw(1, 9)},
                                                       {Size::kWidth, draw(1, 9)},
                                                       {Size::kChannels, groups * draw(1, 3)},
                                                       {Size::kFilters, groups * draw(1, 3)},
                                                       {Size::kKernel, draw(1, 4)},
                                                       {Size::kStride, draw(1, 3)},
                                                       {Size::kPadding, draw(0, 3)},
                                                       {Size::kDilation, draw(1, 3)},
                                                       {Size::kGroups, groups}}) {
      setup = with_size(std::move(setup), size, value);
    }
    for (float& v : setup.weight.values()) v += 0.25F * static_cast<float>(draw(-2, 2));
    setup.has_bias = draw(0, 1) == 1;
    set_convolution_setup(state, setup, "");
    update_convolution(state, convolution::Repair{}, Language::kEnglish);
    ASSERT_NE(state.result, nullptr);
    state.grain = static_cast<Grain>(draw(0, 3));
    const Index cells = state.result->cursor.output().count();
    const Index cell = draw(0, cells - 1);
    state.step = (cell + 1) * state.result->cursor.terms_per_cell();
    const ConvolutionView view(state);
    double sum = state.setup().has_bias ? view.bias_line().value : 0;
    for (Index slice = 0; slice < view.slices(); ++slice) sum += view.sum_line(slice).value;
    const Cell at = view.position().cell;
    const double forward = static_cast<double>(state.result->output.at(at.with_leading(0)));
    const double tolerance = 1e-4 * (1 + std::abs(forward));
    EXPECT_NEAR(sum, forward, tolerance);
    EXPECT_NEAR(view.partial_sum(), forward, tolerance);
    const GridModel output = view.output_grid(at[0]);
    EXPECT_EQ(output.at(static_cast<int>(at[1]), static_cast<int>(at[2])).value,
              state.result->output.at(at.with_leading(0)));
  }
}

TEST(ConvolutionView, WhatTheActivationMakesHasItsOwnDecimalsAndColours) {
  ConvolutionState state;
  ConvolutionChoices choices = state.setup().choices;
  choices.activation = engine::ActivationFunction::kSigmoid;
  update_convolution(state, convolution::SetChoices{choices}, Language::kEnglish);
  const GridModel squashed = ConvolutionView(state).activated_grid(0);
  EXPECT_EQ(ConvolutionView(state).output_grid(0).scale.decimals, 0);
  EXPECT_GT(squashed.scale.decimals, 1);
  EXPECT_LE(squashed.scale.limit, 1);
  // Behind a ReLU a number is the same, and so is its colour.
  choices.activation = engine::ActivationFunction::kRelu;
  update_convolution(state, convolution::SetChoices{choices}, Language::kEnglish);
  const ConvolutionView view(state);
  EXPECT_EQ(view.activated_grid(0).scale.limit, view.output_grid(0).scale.limit);
  EXPECT_EQ(view.activated_grid(0).scale.decimals, 0);
}

}  // namespace
}  // namespace convscope::state

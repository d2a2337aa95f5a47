#include <gtest/gtest.h>

#include "app/state/convolution/update.h"

namespace convscope::state {
namespace {

using engine::Grain;
using engine::Index;

void act(ConvolutionState& state, const ConvolutionAction& action) {
  update_convolution(state, action, Language::kEnglish);
}

TEST(ConvolutionSteps, GoForwardAndBackByTheGrain) {
  ConvolutionState state;
  act(state, convolution::StepForward{});
  EXPECT_EQ(state.step, 1);
  act(state, convolution::SetGrain{Grain::kChannel});
  act(state, convolution::StepForward{});
  EXPECT_EQ(state.step, 9);
  act(state, convolution::StepForward{Grain::kCell});
  EXPECT_EQ(state.step, 27);
  act(state, convolution::SetGrain{Grain::kLayer});
  act(state, convolution::StepForward{});
  EXPECT_EQ(state.step, 18 * 27);
  act(state, convolution::StepBack{Grain::kTerm});
  EXPECT_EQ(state.step, 18 * 27 - 1);
  act(state, convolution::StepBack{});
  EXPECT_EQ(state.step, 0);
}

TEST(ConvolutionSteps, JumpToAnOutputStartsItInItsGrain) {
  ConvolutionState state;
  act(state, convolution::JumpToOutput{{0, 1, 2}});
  EXPECT_EQ(state.step, 5 * 27 + 1);
  act(state, convolution::SetGrain{Grain::kCell});
  act(state, convolution::JumpToOutput{{1, 0, 0}});
  EXPECT_EQ(state.step, 10 * 27);
  act(state, convolution::JumpToOutput{{9, 0, 0}});
  EXPECT_EQ(state.step, 10 * 27) << "an output that is not there";
}

TEST(ConvolutionSteps, JumpToATermAndToAnotherFilter) {
  ConvolutionState state;
  act(state, convolution::GoToStep{149});
  act(state, convolution::JumpToTerm{2});
  EXPECT_EQ(state.step, 5 * 27 + 3);
  act(state, convolution::ChooseFilter{1});
  EXPECT_EQ(state.step, 14 * 27 + 3);
}

TEST(ConvolutionSteps, StayInRange) {
  ConvolutionState state;
  act(state, convolution::GoToStep{1000000});
  EXPECT_EQ(state.step, 486);
  act(state, convolution::GoToStep{-5});
  EXPECT_EQ(state.step, 0);
}

TEST(ConvolutionPlayback, TakesATermEvery600MsAndACellEvery900) {
  ConvolutionState state;
  act(state, convolution::TogglePlay{});
  advance_convolution(state, 0.59);
  EXPECT_EQ(state.step, 0);
  advance_convolution(state, 0.02);
  EXPECT_EQ(state.step, 1);
  act(state, convolution::GoToStep{0});
  EXPECT_FALSE(state.playing) << "a hand on the bar stops playback";
  act(state, convolution::SetGrain{Grain::kCell});
  act(state, convolution::TogglePlay{});
  advance_convolution(state, 0.89);
  EXPECT_EQ(state.step, 0);
  advance_convolution(state, 0.02);
  EXPECT_EQ(state.step, 27);
}

TEST(ConvolutionPlayback, FollowsTheSpeedStopsAtTheEndAndStartsAgain) {
  ConvolutionState state;
  act(state, convolution::SetSpeed{8});
  act(state, convolution::GoToStep{480});
  act(state, convolution::TogglePlay{});
  advance_convolution(state, 1);
  EXPECT_EQ(state.step, 486);
  EXPECT_FALSE(state.playing);
  act(state, convolution::TogglePlay{});
  EXPECT_TRUE(state.playing);
  EXPECT_EQ(state.step, 0);
}

TEST(ConvolutionSteps, ANewSettingKeepsTheOutputWhereItIsStillThere) {
  ConvolutionState state;
  act(state, convolution::GoToStep{5 * 27 + 14});
  act(state, convolution::SetSize{ConvolutionSize::kStride, 1});
  const auto at = state.result->cursor.at(state.step);
  EXPECT_EQ(at.cell, (engine::Cell{0, 1, 2}));
  EXPECT_EQ(at.terms_done, 14);
}

}  // namespace
}  // namespace convscope::state

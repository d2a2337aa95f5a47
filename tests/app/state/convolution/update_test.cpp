#include "app/state/update.h"

#include <gtest/gtest.h>

#include <memory>

#include "app/state/app_state.h"

namespace convscope::state {
namespace {

using Kind = ConvolutionNumber::Kind;

class ConvolutionUpdate : public ::testing::Test {
 protected:
  void act(ConvolutionAction action) { update(app_, ConvolutionIntent{std::move(action)}); }
  ConvolutionState& lab() { return app_.convolution; }
  AppState app_;
};

TEST_F(ConvolutionUpdate, TypedNumbersChangeTheOutput) {
  act(convolution::TypeNumber{{Kind::kWeight, {0, 0, 1, 1}}, "0,5"});
  EXPECT_EQ(lab().setup().weight.at({0, 0, 1, 1}), 0.5F);
  EXPECT_EQ(lab().result->weight.at({0, 0, 1, 1}), 0.5F);
  act(convolution::TypeNumber{{Kind::kInput, {0, 0, 0}}, "\u22122.5"});
  EXPECT_EQ(lab().setup().input.at({0, 0, 0}), -2.5F);
  act(convolution::TypeNumber{{Kind::kBias, {0}}, "4"});
  EXPECT_EQ(lab().result->bias[0], 4);
  EXPECT_TRUE(app_.toasts.empty());
}

TEST_F(ConvolutionUpdate, WhatIsNoNumberIsSaidAndChangesNothing) {
  const ConvolutionSetup before = lab().setup();
  for (const char* text : {"abc", "", "1e99", "nan", "1;2"}) {
    act(convolution::TypeNumber{{Kind::kInput, {0, 0, 0}}, text});
  }
  EXPECT_EQ(lab().setup(), before);
  ASSERT_EQ(app_.toasts.size(), 5U);
  EXPECT_EQ(app_.toasts[0].tone, Toast::Tone::kBad);
  EXPECT_NE(app_.toasts[0].text.find("abc"), std::string::npos);
}

TEST_F(ConvolutionUpdate, APastedMatrixFillsToTheRightAndDown) {
  act(convolution::PasteNumbers{{Kind::kWeight, {1, 2, 1, 1}}, "7\t8\n9\t10\n11\t12\n"});
  const auto& weight = lab().setup().weight;
  EXPECT_EQ(weight.at({1, 2, 1, 1}), 7);
  EXPECT_EQ(weight.at({1, 2, 1, 2}), 8);
  EXPECT_EQ(weight.at({1, 2, 2, 1}), 9);
  EXPECT_EQ(weight.at({1, 2, 2, 2}), 10);
  EXPECT_EQ(app_.toasts.back().text, "4 numbers pasted");
  update(app_, Undo{});
  EXPECT_EQ(lab().setup(), example_setup(0)) << "one paste, one undo";
}

TEST_F(ConvolutionUpdate, UndoAfterAnotherExampleGoesBackToItsStep) {
  act(convolution::GoToStep{40});
  act(convolution::ChooseExample{4});
  EXPECT_EQ(lab().step, 0);
  act(convolution::GoToStep{7});
  update(app_, Undo{});
  EXPECT_EQ(lab().setup(), example_setup(0));
  EXPECT_EQ(lab().step, 40);
  update(app_, Redo{});
  EXPECT_EQ(lab().setup(), example_setup(4));
  EXPECT_EQ(lab().step, 7);
  update(app_, Undo{});
  EXPECT_EQ(lab().step, 40);
  // An edit keeps the step where it is.
  act(convolution::TypeNumber{{Kind::kWeight, {0, 0, 1, 1}}, "9"});
  act(convolution::GoToStep{50});
  update(app_, Undo{});
  EXPECT_EQ(lab().step, 50);
}

TEST_F(ConvolutionUpdate, UndoAfterAnOpenedSceneGoesBackToWhatWasThere) {
  act(convolution::GoToStep{40});
  act(convolution::TypeNumber{{Kind::kWeight, {0, 0, 1, 1}}, "9"});
  const ConvolutionSetup before = lab().setup();
  auto scene = std::make_shared<AppState>();
  update(*scene, ConvolutionIntent{convolution::ChooseExample{3}});
  update(*scene, ConvolutionIntent{convolution::GoToStep{12}});
  update(app_, SceneOpened{scene});
  EXPECT_EQ(lab().step, 12);
  update(app_, Undo{});
  EXPECT_EQ(lab().setup(), before);
  EXPECT_EQ(lab().step, 40);
  update(app_, Undo{});
  EXPECT_EQ(lab().setup(), example_setup(0)) << "the edits before it are still there";
}

TEST_F(ConvolutionUpdate, PresentingClearsWhatIsHoveredAndPinned) {
  act(convolution::Hover{ConvolutionNumber{Kind::kInput, {0, 1, 1}}});
  act(convolution::Pin{ConvolutionNumber{Kind::kOutput, {0, 1, 1}}});
  update(app_, TogglePresenting{});
  EXPECT_FALSE(lab().hovered);
  EXPECT_FALSE(lab().pinned);
}

TEST_F(ConvolutionUpdate, ABadPasteSaysWhere) {
  act(convolution::PasteNumbers{{Kind::kInput, {0, 0, 0}}, "1 2\n3 x"});
  EXPECT_EQ(lab().setup(), example_setup(0));
  EXPECT_NE(app_.toasts.back().text.find("row 2, column 2"), std::string::npos);
}

TEST_F(ConvolutionUpdate, EveryEditAndSettingIsUndoneAndRedone) {
  const ConvolutionSetup first = lab().setup();
  act(convolution::SetSize{ConvolutionSize::kStride, 1});
  act(convolution::SetBias{false});
  act(convolution::TypeNumber{{Kind::kInput, {0, 0, 0}}, "9"});
  act(convolution::ChooseExample{4});
  const ConvolutionSetup last = lab().setup();
  for (int i = 0; i < 4; ++i) update(app_, Undo{});
  EXPECT_EQ(lab().setup(), first);
  EXPECT_EQ(lab().result->cursor.output(), (engine::Shape{2, 3, 3})) << "recomputed";
  for (int i = 0; i < 4; ++i) update(app_, Redo{});
  EXPECT_EQ(lab().setup(), last);
}

TEST_F(ConvolutionUpdate, ADraggedSliderIsOneUndo) {
  for (int stride = 3; stride <= 6; ++stride) {
    act(convolution::SetSize{ConvolutionSize::kStride, stride});
  }
  update(app_, Undo{});
  EXPECT_EQ(lab().setup()[ConvolutionSize::kStride], 2);
}

TEST_F(ConvolutionUpdate, ASettingWithoutOutputIsKeptAndRepaired) {
  act(convolution::SetSize{ConvolutionSize::kPadding, 0});
  act(convolution::SetSize{ConvolutionSize::kKernel, 9});
  EXPECT_EQ(lab().result, nullptr);
  EXPECT_EQ(lab().setup()[ConvolutionSize::kKernel], 9);
  act(convolution::StepForward{});
  act(convolution::TogglePlay{});
  EXPECT_FALSE(lab().playing);
  act(convolution::Repair{});
  ASSERT_NE(lab().result, nullptr);
  EXPECT_EQ(lab().setup()[ConvolutionSize::kPadding], 2);
}

TEST_F(ConvolutionUpdate, EscapeLeavesThePinBeforeThePresentation) {
  app_.presenting = true;
  act(convolution::Pin{ConvolutionNumber{Kind::kInput, {0, 0, 0}}});
  update(app_, PopLevel{});
  EXPECT_FALSE(lab().pinned);
  EXPECT_TRUE(app_.presenting);
  update(app_, PopLevel{});
  EXPECT_FALSE(app_.presenting);
}

TEST_F(ConvolutionUpdate, APinOnANumberThatGoesAwayGoesToo) {
  act(convolution::Pin{ConvolutionNumber{Kind::kInput, {2, 4, 4}}});
  act(convolution::SetSize{ConvolutionSize::kChannels, 2});
  EXPECT_FALSE(lab().pinned);
}

TEST_F(ConvolutionUpdate, TimeRunsOnlyWhilePlaying) {
  EXPECT_FALSE(wants_time(app_));
  act(convolution::TogglePlay{});
  EXPECT_TRUE(wants_time(app_));
  update(app_, AdvanceTime{0.7});
  EXPECT_EQ(lab().step, 1);
}

}  // namespace
}  // namespace convscope::state

#include "app/state/convolution/input_gradient_words.h"

#include <gtest/gtest.h>

#include "app/state/convolution/update.h"
#include "app/state/convolution/view.h"

namespace convscope::state {
namespace {

using Size = ConvolutionSize;

struct Setting {
  engine::Index kernel = 3, stride = 1, padding = 0;
  bool flipped = false;
};

InputGradientWords words_of(const Setting& setting) {
  ConvolutionState state;
  ConvolutionSetup setup = state.setup();
  ConvolutionChoices choices = setup.choices;
  choices.flipped = setting.flipped;
  setup = with_choices(std::move(setup), choices);
  setup = with_size(setup, Size::kKernel, setting.kernel);
  setup = with_size(setup, Size::kStride, setting.stride);
  setup = with_size(setup, Size::kPadding, setting.padding);
  state.history.set(setup);
  compute(state);
  update_convolution(state, convolution::SetPass{ConvolutionPass::kInput}, Language::kEnglish);
  return input_gradient_words(ConvolutionView(state), Language::kEnglish);
}

TEST(InputGradientWords, TheKernelIsTurnedUnlessTheForwardPassTurnedIt) {
  EXPECT_EQ(words_of({}).filters, "filters, turned 180°");
  EXPECT_EQ(words_of({}).title, "Why the kernel is turned");
  EXPECT_EQ(words_of({.flipped = true}).filters, "filters");
  EXPECT_EQ(words_of({.flipped = true}).title, "Why the kernel is as written");
  EXPECT_EQ(words_of({.flipped = true}).patches.find("turned"), std::string::npos);
  EXPECT_EQ(words_of({.kernel = 1}).filters, "filters");
  EXPECT_EQ(words_of({.kernel = 1}).explanation.find("turned"), std::string::npos);
}

TEST(InputGradientWords, TellsOfZerosOnlyWhereThereAreSome) {
  EXPECT_EQ(words_of({}).detail, "with a margin");
  EXPECT_TRUE(words_of({}).explanation.ends_with("a margin of zeros: a full convolution."));
  EXPECT_EQ(words_of({.padding = 2}).detail, "");
  EXPECT_EQ(words_of({.padding = 2}).explanation.find("margin"), std::string::npos);
  EXPECT_TRUE(words_of({.padding = 1}).explanation.ends_with("less what fell on the padding."));
  EXPECT_EQ(words_of({.stride = 2}).detail, "spread by the stride, with a margin");
  EXPECT_EQ(words_of({.stride = 2, .padding = 2}).detail, "spread by the stride");
  EXPECT_EQ(words_of({.kernel = 1}).detail, "");
}

}  // namespace
}  // namespace convscope::state

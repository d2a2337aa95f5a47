#include "app/state/convolution/card.h"

#include <gtest/gtest.h>

namespace convscope::state {
namespace {

using Kind = ConvolutionNumber::Kind;

std::string text_of(const std::vector<CardLine>& lines) {
  std::string text;
  for (const CardLine& line : lines) {
    for (const CardSpan& span : line) text += span.text;
  }
  return text;
}

NumberCard card_of(const ConvolutionState& state, Language language = Language::kEnglish) {
  return convolution_card(ConvolutionView(state), language);
}

TEST(ConvolutionCard, ExplainsTheOutputUpToTheStep) {
  ConvolutionState state;
  state.step = 149;
  const NumberCard card = card_of(state);
  EXPECT_EQ(card.title, "o[0,1,2]");
  EXPECT_EQ(card.value, "\u22123");
  EXPECT_TRUE(card.partial);
  EXPECT_EQ(card.what, "output of filter 0, row 1, column 2");
  ASSERT_EQ(card.rows.size(), 27U);
  EXPECT_EQ(card.done, 14);
  EXPECT_EQ(card.current, 13);
  EXPECT_EQ(card.rows[13].index, "1,1,1");
  EXPECT_EQ(card.rows[13].sum, -3);
  EXPECT_TRUE(card.rows[2].padding);
  EXPECT_TRUE(card.rows[9].starts_group);
  EXPECT_EQ(card.bias_value, "+1");
  EXPECT_EQ(card.result, "");
  EXPECT_EQ(text_of(card.with_numbers),
            "o[0,1,2] = 1 + \u03A3c,i,j w[0,c,i,j]  \u00B7 x[c, 1+i, 3+j]");
}

TEST(ConvolutionCard, TellsTheResultWithTheLastTerm) {
  ConvolutionState state;
  state.step = 6 * 27;
  const NumberCard card = card_of(state, Language::kPortuguese);
  EXPECT_EQ(card.value, "3");
  EXPECT_EQ(card.result, "3");
  EXPECT_FALSE(card.partial);
  EXPECT_EQ(card.what, "saída do filtro 0, linha 1, coluna 2");
  EXPECT_EQ(card.bias_name, "viés b0");
}

TEST(ConvolutionCard, HidesWhatTheStageHides) {
  ConvolutionState state;
  state.hovered = ConvolutionNumber{Kind::kOutput, {1, 2, 2}};
  EXPECT_EQ(card_of(state).value, "\u00B7");
  EXPECT_EQ(card_of(state).done, 0);
  state.hide_pending = false;
  EXPECT_EQ(card_of(state).value, "0");
  EXPECT_EQ(card_of(state).origin, CardOrigin::kHovered);
}

TEST(ConvolutionCard, APinnedNumberStaysPinnedUnderThePointer) {
  ConvolutionState state;
  state.pinned = state.hovered = ConvolutionNumber{Kind::kInput, {0, 1, 1}};
  EXPECT_EQ(card_of(state).origin, CardOrigin::kPinned);
}

TEST(ConvolutionCard, SaysOneOutputInTheSingular) {
  ConvolutionState state;
  state.pinned = ConvolutionNumber{Kind::kInput, {0, -1, -1}};
  state.history.set(with_size(state.setup(), ConvolutionSize::kFilters, 1));
  compute(state);
  EXPECT_EQ(card_of(state, Language::kPortuguese).remark, "lido por 1 saída");
}

TEST(ConvolutionCard, LargeAndSmallNumbersAreWrittenEachByItself) {
  ConvolutionState state;
  ConvolutionSetup setup = state.setup();
  setup.input.at({0, 0, 0}) = 1e20F;
  setup.input.at({0, 0, 1}) = 0.001F;
  state.history.set(setup);
  compute(state);
  state.step = 27;
  const NumberCard card = card_of(state);
  EXPECT_LT(card.columns.x_decimals, 0);
  EXPECT_LT(card.columns.product_decimals, 0);
  EXPECT_LT(card.columns.sum_decimals, 0);
  EXPECT_LT(card.value.size(), 16U);
}

TEST(ConvolutionCard, AnInputListsTheOutputsThatReadIt) {
  ConvolutionState state;
  state.pinned = ConvolutionNumber{Kind::kInput, {0, 1, 1}};
  const NumberCard card = card_of(state);
  EXPECT_EQ(card.title, "x[0,1,1]");
  EXPECT_EQ(card.origin, CardOrigin::kPinned);
  EXPECT_EQ(card.rows.size(), 8U) << "2x2 positions of two filters";
  EXPECT_EQ(card.rows[0].link, (engine::Cell{0, 0, 0}));
  EXPECT_EQ(card.rows[0].product, card.rows[0].x * card.rows[0].w);
}

TEST(ConvolutionCard, AWeightListsItsProducts) {
  ConvolutionState state;
  state.pinned = ConvolutionNumber{Kind::kWeight, {1, 0, 0, 0}};
  const NumberCard card = card_of(state);
  EXPECT_EQ(card.title, "w[1,0,0,0]");
  EXPECT_EQ(card.rows.size(), 9U);
  EXPECT_TRUE(card.rows[0].padding);
}

}  // namespace
}  // namespace convscope::state

#include "app/state/convolution/card.h"

#include <gtest/gtest.h>

#include <charconv>

#include "app/state/convolution/update.h"
#include "tests/app/state/convolution/random_setup.h"

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

// "2,0,1"
engine::Cell index_of(std::string_view text) {
  std::vector<engine::Index> cell;
  while (!text.empty()) {
    engine::Index value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    EXPECT_EQ(error, std::errc{});
    cell.push_back(value);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
  }
  return engine::Cell(cell);
}

// The rows of a card hold what its formula reads at their i and j, whether the kernel is turned
// or not.
TEST(ConvolutionCard, RowsHoldWhatTheFormulaReads) {
  Random random(7);
  int turned = 0, rows = 0;
  for (int n = 0; n < 60; ++n) {
    ConvolutionState state;
    ConvolutionSetup setup = random_setup(random);
    if (setup.choices.one_dimensional || setup[ConvolutionSize::kGroups] > 1) continue;
    state.history.set(setup);
    compute(state);
    if (!state.result) continue;
    const bool flipped = setup.choices.flipped;
    turned += flipped ? 1 : 0;
    const ConvolutionResult& result = *state.result;
    const engine::Window2d& window = result.layer.window();
    const auto last = [&](const engine::WindowAxis& axis, engine::Index i) {
      return flipped ? axis.kernel - 1 - i : i;
    };
    state.step = ConvolutionView(state).cursor().total();
    const engine::Cell at = ConvolutionView(state).position().cell;
    NumberCard card = card_of(state);
    EXPECT_EQ(text_of(card.formula).find("k\u22121\u2212i") != std::string::npos, flipped);
    for (const CardRow& row : card.rows) {
      engine::Cell tap = index_of(row.index);
      if (tap.rank() == 2) tap = {0, tap[0], tap[1]};
      const auto y = window.y.source(window.y.input_index(at[1], tap[1]));
      const auto x = window.x.source(window.x.input_index(at[2], tap[2]));
      const float read = y && x ? setup.input.at({tap[0], *y, *x}) : 0.0F;
      const float w =
          setup.weight.at({at[0], tap[0], last(window.y, tap[1]), last(window.x, tap[2])});
      ASSERT_EQ(row.x, static_cast<double>(read)) << n << " " << row.index;
      ASSERT_EQ(row.w, static_cast<double>(w)) << n << " " << row.index;
      ++rows;
    }
  }
  EXPECT_GE(turned, 5);
  EXPECT_GE(rows, 200);
}

TEST(ConvolutionCard, RowsOfAnInputsGradientHoldWhatTheFormulaReads) {
  Random random(11);
  int turned = 0, rows = 0;
  for (int n = 0; n < 400; ++n) {
    ConvolutionState state;
    ConvolutionSetup setup = random_setup(random);
    setup.choices.activation.reset();
    const bool shows_numbers = setup.choices.mode != engine::PaddingMode::kZeros;
    if (shows_numbers || setup.choices.one_dimensional || setup[ConvolutionSize::kGroups] > 1) {
      continue;
    }
    state.history.set(setup);
    compute(state);
    if (!state.result) continue;
    update_convolution(state, convolution::SetPass{ConvolutionPass::kInput}, Language::kEnglish);
    const bool flipped = setup.choices.flipped;
    turned += flipped ? 1 : 0;
    state.step = ConvolutionView(state).cursor().total() / 2 + 1;
    const engine::Cell at = ConvolutionView(state).position().cell;
    const NumberCard card = card_of(state);
    EXPECT_EQ(text_of(card.formula).find("k\u22121\u2212i") != std::string::npos, flipped);
    const engine::Window2d& window = state.result->layer.window();
    const engine::Tensor& g = state.gradients->upstream;
    // (y+p-d*i)/s, where it is an output.
    const auto output = [](const engine::WindowAxis& axis, engine::Index input, engine::Index i,
                           engine::Index outputs) -> std::optional<engine::Index> {
      const engine::Index spread = input + axis.pad.before - axis.dilation * i;
      if (spread < 0 || spread % axis.stride != 0 || spread / axis.stride >= outputs) return {};
      return spread / axis.stride;
    };
    for (const CardRow& row : card.rows) {
      const engine::Cell tap = index_of(row.index);
      ASSERT_EQ(tap.rank(), 3) << row.index;
      const auto y = output(window.y, at[1], tap[1], g.shape()[2]);
      const auto x = output(window.x, at[2], tap[2], g.shape()[3]);
      const double read = y && x ? static_cast<double>(g.at({0, tap[0], *y, *x})) : 0.0;
      const engine::Index i = flipped ? window.y.kernel - 1 - tap[1] : tap[1];
      const engine::Index j = flipped ? window.x.kernel - 1 - tap[2] : tap[2];
      ASSERT_EQ(row.x, read) << n << " " << row.index;
      ASSERT_EQ(row.w, static_cast<double>(setup.weight.at({tap[0], at[0], i, j})));
      ++rows;
    }
  }
  EXPECT_GE(turned, 3);
  EXPECT_GE(rows, 100);
}

}  // namespace
}  // namespace convscope::state

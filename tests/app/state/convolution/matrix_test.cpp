#include "app/state/convolution/matrix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/state/convolution/update.h"
#include "tests/app/state/convolution/random_setup.h"

namespace convscope::state {
namespace {

using engine::Index;
using Pass = ConvolutionPass;
constexpr std::array kPasses{Pass::kForward, Pass::kWeight, Pass::kInput, Pass::kBias};
constexpr Index kAll = 1 << 24;

ConvolutionState in_pass(Pass pass) {
  ConvolutionState state;
  update_convolution(state, convolution::SetPass{pass}, Language::kEnglish);
  return state;
}

double number(const GridCell& cell) {
  return static_cast<double>(cell.value);
}

// What matrix and vector give for number n of the result, and how large its terms are.
std::pair<double, double> product_of(const ConvolutionMatrix& m, int n) {
  double sum = 0, size = 1e-6;
  const auto add = [&](double term) {
    sum += term;
    size += std::abs(term);
  };
  for (int r = 0; m.by_rows && r < m.matrix.rows; ++r) {
    if (!m.sparse) {
      add(number(m.matrix.at(r, n)) * number(m.vector.at(r, 0)));
      continue;
    }
    for (int c = 0; c < m.matrix.columns; ++c) {
      if (m.matrix.at(r, c).has(kMarkPatch)) add(number(m.matrix.at(r, c)));
    }
  }
  for (int c = 0; !m.by_rows && c < m.matrix.columns; ++c) {
    add(number(m.matrix.at(n, c)) * number(m.vector.at(c, 0)));
  }
  return {sum, size};
}

// Both forms of every pass, for random settings of every option: the product is what the engine
// gives, each number of it.
TEST(ConvolutionMatrix, TimesItsVectorIsThePlaneForRandomSettings) {
  Random random(21);
  for (int trial = 0; trial < 160; ++trial) {
    ConvolutionState state;
    set_convolution_setup(state, random_setup(random), "");
    update_convolution(state, convolution::Repair{}, Language::kEnglish);
    const Pass pass = kPasses[static_cast<std::size_t>(trial % 4)];
    update_convolution(state, convolution::SetPass{pass}, Language::kEnglish);
    ASSERT_TRUE(state.equation);
    const engine::Cursor& cursor = state.equation->cursor();
    state.step = cursor.last_step(cursor.at(random.draw(1, cursor.total())).cell);
    const ConvolutionView view(state);
    for (const bool sparse : {false, true}) {
      SCOPED_TRACE(std::to_string(trial) + (sparse ? " sparse" : " patches"));
      const ConvolutionMatrix m = convolution_matrix(view, sparse, kAll);
      ASSERT_TRUE(m.whole());
      ASSERT_EQ(m.targets.size(), m.result.cells.size());
      for (std::size_t n = 0; n < m.targets.size(); ++n) {
        const auto [sum, size] = product_of(m, static_cast<int>(n));
        const double bias = view.has_bias() ? view.bias_line().value : 0;
        EXPECT_NEAR(sum + bias, view.target_value(m.targets[n]), 1e-5 * size)
            << m.targets[n].to_string();
      }
    }
  }
}

TEST(ConvolutionMatrix, BackwardIsTheTransposeOfForward) {
  ConvolutionState forward, backward = in_pass(Pass::kInput);
  backward.step = backward.equation->cursor().first_step({1, 0, 0});
  const ConvolutionMatrix transposed = convolution_matrix(ConvolutionView(backward), true);
  ASSERT_EQ(transposed.matrix.rows, 25);
  ASSERT_EQ(transposed.matrix.columns, 18);
  for (const int f : {0, 1}) {
    forward.step = forward.equation->cursor().first_step({f, 0, 0});
    const ConvolutionMatrix m = convolution_matrix(ConvolutionView(forward), true);
    ASSERT_EQ(m.matrix.rows, 9);
    ASSERT_EQ(m.matrix.columns, 75);
    for (int o = 0; o < 9; ++o) {
      for (int i = 0; i < 25; ++i) {
        const GridCell &here = transposed.matrix.at(i, 9 * f + o), &there = m.matrix.at(o, 25 + i);
        EXPECT_EQ(here.value, there.value);
        EXPECT_EQ(here.has(kMarkPadding), there.has(kMarkPadding));
      }
    }
  }
}

TEST(ConvolutionMatrix, TheWeightsGradientReadsThePatchesOfTheForwardPass) {
  ConvolutionState forward, backward = in_pass(Pass::kWeight);
  backward.step = 13 * 9 + 5;  // w[0,1,1,1], term 5 of 9
  const ConvolutionMatrix patches = convolution_matrix(ConvolutionView(forward), false);
  const ConvolutionMatrix again = convolution_matrix(ConvolutionView(backward), false);
  ASSERT_EQ(again.matrix.rows, patches.matrix.rows);
  ASSERT_EQ(again.matrix.columns, patches.matrix.columns);
  for (int r = 0; r < patches.matrix.rows; ++r) {
    for (int c = 0; c < patches.matrix.columns; ++c) {
      EXPECT_EQ(again.matrix.at(r, c).value, patches.matrix.at(r, c).value);
      EXPECT_EQ(again.matrix.at(r, c).has(kMarkPatch), c == 13) << "the weight's column";
      EXPECT_EQ(again.matrix.at(r, c).has(kMarkActive), c == 13 && r == 4);
    }
  }
  EXPECT_TRUE(again.vector.at(4, 0).has(kMarkActive));
  EXPECT_TRUE(again.result.at(0, 13).has(kMarkPartial));
}

TEST(ConvolutionMatrix, OfALargeSettingAStretchWithTheCurrentTargetIsShown) {
  for (const Pass pass : kPasses) {
    ConvolutionState state = in_pass(pass);
    update_convolution(state, convolution::SetSize{ConvolutionSize::kHeight, 20},
                       Language::kEnglish);
    state.step = state.last_step();
    for (const bool sparse : {false, true}) {
      const ConvolutionView view(state);
      const ConvolutionMatrix m = convolution_matrix(view, sparse, 300);
      EXPECT_LE(m.matrix.rows * m.matrix.columns, std::max(300, m.matrix.columns));
      EXPECT_NE(std::ranges::find(m.targets, view.position().cell), m.targets.end());
    }
  }
}

// What a dense layer has and the convolution has of it: an entry counts once, also where the
// padding shows its input again.
TEST(ConvolutionMatrix, CountsEachEntryOnce) {
  Random random(5);
  int shared = 0;
  for (int trial = 0; trial < 60; ++trial) {
    ConvolutionState state;
    set_convolution_setup(state, random_setup(random), "");
    update_convolution(state, convolution::Repair{}, Language::kEnglish);
    if (!state.result) continue;
    const ConvolutionView view(state);
    const ConvolutionMatrix matrix = convolution_matrix(view, true, kAll);
    const auto entries = std::ranges::count_if(matrix.terms, [](Index term) { return term >= 0; });
    EXPECT_EQ(matrix.filled, entries) << trial;
    shared += state.setup().choices.mode != engine::PaddingMode::kZeros ? 1 : 0;
  }
  EXPECT_GT(shared, 5);
}

}  // namespace
}  // namespace convscope::state

#include <gtest/gtest.h>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/view.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using engine::Cell;
using engine::Index;
using state::ConvolutionNumber;
using state::ConvolutionView;
using testing::UiDriver;
using Kind = ConvolutionNumber::Kind;
using Pass = state::ConvolutionPass;

const state::ConvolutionState& backward_lab(const UiDriver& driver) {
  return driver.state().convolution;
}

void choose_pass(UiDriver& driver, int pass) {
  driver.click("conv.pass." + std::to_string(pass));
}

// dL/dw[f,c,i,j] after so many terms, from the numbers alone.
double weight_gradient(const state::ConvolutionState& s, const Cell& w, Index terms) {
  const auto& setup = s.setup();
  double sum = 0;
  for (Index k = 0; k < terms; ++k) {
    const Index y = k / 3, x = k % 3, iy = 2 * y + w[2] - 1, ix = 2 * x + w[3] - 1;
    if (iy < 0 || ix < 0 || iy > 4 || ix > 4) continue;
    sum += static_cast<double>(s.gradients->upstream.at({0, w[0], y, x})) *
           static_cast<double>(setup.input.at({w[1], iy, ix}));
  }
  return sum;
}

// Every arrow key does one product; what the stage then shows is read number by number.
TEST(BackwardLab, AWholePassOfWeightGradientsIsStepped) {
  UiDriver driver(1920, 1080);
  choose_pass(driver, 1);
  ASSERT_EQ(backward_lab(driver).pass, Pass::kWeight);
  ASSERT_EQ(backward_lab(driver).last_step(), 54 * 9);
  for (Index step = 1; step <= 54 * 9; ++step) {
    driver.key(Key::kRight);
    ASSERT_EQ(backward_lab(driver).step, step);
    const ConvolutionView view(backward_lab(driver));
    const Cell cell = view.position().cell;
    const Index terms = (step - 1) % 9 + 1;
    ASSERT_EQ(view.position().terms_done, terms);
    ASSERT_EQ(view.partial_sum(), weight_gradient(backward_lab(driver), cell, terms))
        << cell.to_string();
    const auto grid = view.output_grid(view.equation().plane_of(cell));
    ASSERT_EQ(grid.at(static_cast<int>(cell[2]), static_cast<int>(cell[3])).value,
              static_cast<float>(view.partial_sum()));
  }
  for (Index step = 54 * 9; step > 54 * 9 - 20; --step) {
    ASSERT_EQ(backward_lab(driver).step, step);
    driver.key(Key::kLeft);
  }
}

TEST(BackwardLab, TheGradientThatArrivesIsTypedAndUndone) {
  UiDriver driver(1920, 1080);
  choose_pass(driver, 1);
  driver.click("conv.g[0][1,1]");
  driver.type("-2,5");
  EXPECT_EQ(backward_lab(driver).gradients->upstream.at({0, 0, 1, 1}), -2.5F);
  driver.sign(U'z', true);
  EXPECT_EQ(backward_lab(driver).gradients->upstream.at({0, 0, 1, 1}), 1);
  driver.click("conv.upstream.squares");
  EXPECT_EQ(backward_lab(driver).gradients->upstream.at({0, 0, 0, 2}), -5);
  choose_pass(driver, 2);
  // g[0,1,0], spread by the stride.
  driver.click("conv.g[0][2,0]");
  driver.type("4");
  EXPECT_EQ(backward_lab(driver).gradients->upstream.at({0, 0, 1, 0}), 4);
}

TEST(BackwardLab, EveryPassIsReachedByAClickAndByB) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    UiDriver driver(width, height);
    for (const Pass pass : {Pass::kWeight, Pass::kInput, Pass::kBias, Pass::kForward}) {
      driver.sign(U'b');
      driver.frame();
      EXPECT_EQ(backward_lab(driver).pass, pass);
      driver.key(Key::kEnd);
      driver.key(Key::kHome);
      driver.key(Key::kRight);
    }
    choose_pass(driver, 3);
    EXPECT_EQ(backward_lab(driver).pass, Pass::kBias);
    EXPECT_EQ(backward_lab(driver).last_step(), 18);
  }
}

TEST(BackwardLab, ATargetIsReachedByAClickAndItsRowsByTheCard) {
  UiDriver driver(1920, 1080);
  choose_pass(driver, 1);
  driver.click("conv.dW[0,2][1,0]");
  EXPECT_EQ(backward_lab(driver).equation->cursor().at(backward_lab(driver).step).cell,
            (Cell{0, 2, 1, 0}));
  driver.click("card.row[4]");
  EXPECT_EQ(backward_lab(driver).equation->cursor().at(backward_lab(driver).step).terms_done, 5);
  choose_pass(driver, 2);
  driver.click("conv.dX[2][4,4]");
  EXPECT_EQ(backward_lab(driver).equation->cursor().at(backward_lab(driver).step).cell,
            (Cell{2, 4, 4}));
}

TEST(BackwardLab, AStepAlongTheGradientIsAppliedAndUndone) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    UiDriver driver(width, height);
    choose_pass(driver, 1);
    const double loss = backward_lab(driver).gradients->loss;
    driver.click("conv.sgd.rate");
    driver.type("0,05");
    EXPECT_EQ(backward_lab(driver).learning_rate, 0.05);
    driver.click("conv.sgd.apply");
    EXPECT_LT(backward_lab(driver).gradients->loss, loss);
    EXPECT_EQ(backward_lab(driver).setup().bias[0], 1 - 0.05F * 9);
    driver.click("conv.sgd.undo");
    EXPECT_EQ(backward_lab(driver).gradients->loss, loss);
  }
}

TEST(BackwardLab, TheCurrentGradientIsCheckedBesideIt) {
  UiDriver driver(1920, 1080);
  choose_pass(driver, 1);
  driver.click("conv.dW[0,1][1,1]");
  ASSERT_TRUE(backward_lab(driver).check);
  const state::CheckedNumber& number = backward_lab(driver).check->numbers.at(0);
  EXPECT_EQ(number.name, "w[0,1,1,1]");
  EXPECT_EQ(number.slopes.verdict, state::SlopeCheck::Verdict::kAgrees);
  EXPECT_NEAR(number.slopes.numeric, number.slopes.analytic, 1e-9);
  choose_pass(driver, 2);
  driver.click("conv.dX[1][2,3]");
  EXPECT_EQ(backward_lab(driver).check->numbers.at(0).name, "x[1,2,3]");
}

TEST(BackwardLab, EveryViewIsDrawnInEveryPass) {
  for (const bool presenting : {false, true}) {
    UiDriver driver(1280, 720);
    driver.mutable_state().presenting = presenting;
    const auto views = static_cast<int>(state::kConvolutionViewKeys.size());
    for (int view = 0; view < views; ++view) {
      EXPECT_EQ(static_cast<int>(backward_lab(driver).kind), view);
      for (int pass = 0; pass < 4; ++pass) {
        driver.key(Key::kRight);
        driver.frame();
        EXPECT_LT(driver.vertices(), 64000) << view << " " << pass;
        driver.sign(U'b');
      }
      driver.sign(U'v');
      driver.frame();
    }
    EXPECT_EQ(backward_lab(driver).kind, state::ConvolutionViewKind::kNumbers);
  }
}

TEST(BackwardLab, ViewsAreSteppedBothWays) {
  UiDriver driver(1280, 720);
  const auto last = static_cast<state::ConvolutionViewKind>(state::kConvolutionViewKeys.size() - 1);
  driver.sign(U'v', false, true);
  EXPECT_EQ(backward_lab(driver).kind, last);
  driver.sign(U'v');
  EXPECT_EQ(backward_lab(driver).kind, state::ConvolutionViewKind::kNumbers);
}

TEST(BackwardLab, AFieldIsFramedWhereThePointerIs) {
  UiDriver driver(1920, 1080);
  driver.click("conv.view.5");
  driver.move_to(driver.rect("conv.field[3]").center());
  driver.frame();
  ASSERT_TRUE(backward_lab(driver).field_cell);
  EXPECT_EQ(*backward_lab(driver).field_cell, (state::FieldCell{3, 3, 3}));
  driver.click("conv.stack.preset.1");
  EXPECT_EQ(backward_lab(driver).setup().stack.layers.size(), 1U);
  driver.click("conv.stack.add");
  EXPECT_EQ(backward_lab(driver).setup().stack.layers.size(), 2U);
  driver.sign(U'z', true);
  EXPECT_EQ(backward_lab(driver).setup().stack.layers.size(), 1U);
}

TEST(BackwardLab, ALowWindowKeepsRareOptionsBehindALink) {
  UiDriver driver(1280, 720);
  EXPECT_FALSE(driver.has("conv.flipped"));
  driver.click("conv.more");
  driver.click("conv.flipped");
  EXPECT_TRUE(backward_lab(driver).setup().choices.flipped);
  EXPECT_FALSE(driver.has("conv.more"));
}

TEST(BackwardLab, OptionsAreChosenInTheSettings) {
  UiDriver driver(1920, 1080);
  driver.click("conv.dimensions.0");
  EXPECT_TRUE(backward_lab(driver).setup().choices.one_dimensional);
  EXPECT_EQ(backward_lab(driver).result->cursor.output()[1], 1);
  driver.click("conv.dimensions.1");
  driver.click("conv.more");
  driver.click("conv.flipped");
  EXPECT_TRUE(backward_lab(driver).setup().choices.flipped);
  driver.click("conv.per_axis");
  driver.click("conv.stride.x");
  driver.type("1");
  EXPECT_EQ(backward_lab(driver).setup()[state::ConvolutionSize::kStrideX], 1);
}

// The convolution of the lecture's 32x32x3 with six filters 5x5x3 stays light.
TEST(BackwardLab, SixFiltersOnAPictureStayBelowTheVerticesOfADrawList) {
  for (const auto& [width, height] : {std::pair{1280.0F, 720.0F}, std::pair{1920.0F, 1080.0F}}) {
    UiDriver driver(width, height);
    driver.apply(state::ConvolutionIntent{
        state::convolution::ChooseExample{state::find_example("six-filters")}});
    for (int view = 0; view < 7; ++view) {
      for (int pass = 0; pass < 4; ++pass) {
        driver.key(Key::kEnd);
        driver.frame();
        EXPECT_LT(driver.vertices(), 64000) << view << " " << pass;
        driver.sign(U'b');
        driver.frame();
      }
      driver.sign(U'v');
      driver.frame();
    }
  }
}

}  // namespace
}  // namespace convscope::ui

// A whole pass is stepped forward and back with the keys; each number that the stage then shows is
// computed again from the numbers alone.
#include <gtest/gtest.h>

#include "app/state/convolution/view.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using engine::Cell;
using engine::Index;
using state::ConvolutionState;
using state::ConvolutionView;
using testing::UiDriver;
using Pass = state::ConvolutionPass;

// The lecture's example: 5x5x3, two filters 3x3, stride 2, padding 1; 3x3 outputs.
constexpr Index kTaps = 9;

double input(const ConvolutionState& s, Index c, Index y, Index x) {
  if (y < 0 || x < 0 || y > 4 || x > 4) return 0;
  return static_cast<double>(s.setup().input.at({c, y, x}));
}

double weight(const ConvolutionState& s, const Cell& at) {
  return static_cast<double>(s.setup().weight.at(at));
}

double upstream(const ConvolutionState& s, Index f, Index y, Index x) {
  return static_cast<double>(s.gradients->upstream.at({0, f, y, x}));
}

// Term k of a target of a pass.
double term(const ConvolutionState& s, const Cell& target, Index k) {
  const Index row = k / kTaps, i = k % kTaps / 3, j = k % 3;
  switch (s.pass) {
    case Pass::kForward:
      return weight(s, {target[0], row, i, j}) *
             input(s, row, 2 * target[1] + i - 1, 2 * target[2] + j - 1);
    case Pass::kWeight:
      return upstream(s, target[0], i, j) *
             input(s, target[1], 2 * i + target[2] - 1, 2 * j + target[3] - 1);
    case Pass::kInput: {
      // The window on the spread g: cell (y, x) of it holds output (y/2, x/2) or a zero.
      const Index y = target[1] + i - 1, x = target[2] + j - 1;
      if (y < 0 || x < 0 || y > 4 || x > 4 || y % 2 != 0 || x % 2 != 0) return 0;
      return upstream(s, row, y / 2, x / 2) * weight(s, {row, target[0], 2 - i, 2 - j});
    }
    case Pass::kBias:
      break;
  }
  return upstream(s, target[0], i, j);
}

double sum_of(const ConvolutionState& s, const Cell& target, Index terms, Index all) {
  double sum =
      s.pass == Pass::kForward && terms == all ? static_cast<double>(s.setup().bias[target[0]]) : 0;
  for (Index k = 0; k < terms; ++k) sum += term(s, target, k);
  return sum;
}

void expect_numbers(const ConvolutionState& s) {
  const ConvolutionView view(s);
  const Cell cell = view.position().cell;
  const Index all = view.cursor().terms_per_cell();
  const Index done = s.step == 0 ? 0 : (s.step - 1) % all + 1;
  ASSERT_EQ(view.position().terms_done, done);
  ASSERT_EQ(view.partial_sum(), sum_of(s, cell, done, all)) << cell.to_string();
  const state::Equation& equation = view.equation();
  const state::GridModel plane = view.output_grid(equation.plane_of(cell));
  const state::GridCell& shown = plane.at(static_cast<int>(equation.row_in_plane(cell)),
                                          static_cast<int>(equation.column_in_plane(cell)));
  if (done > 0) {
    ASSERT_EQ(shown.value, static_cast<float>(view.partial_sum()));
  }
  if (done == 0) return;
  // The products of this step's row of grids, one by one.
  const Index slice = (done - 1) / kTaps;
  const state::GridModel products = view.product_grid(slice);
  for (Index k = 0; k < kTaps; ++k) {
    ASSERT_EQ(static_cast<double>(products.cells[static_cast<std::size_t>(k)].value),
              term(s, cell, slice * kTaps + k));
  }
  // A target that is done keeps its number.
  if (done == all) {
    ASSERT_EQ(shown.value, static_cast<float>(sum_of(s, cell, all, all)));
  }
}

class WholePass : public ::testing::TestWithParam<int> {};

TEST_P(WholePass, IsSteppedForwardAndBack) {
  UiDriver driver(1920, 1080);
  const auto& lab = driver.state().convolution;
  // One channel and one filter of it for dX, which would take 1350 steps.
  if (GetParam() == 2) {
    using Size = state::ConvolutionSize;
    driver.apply(state::ConvolutionIntent{state::convolution::SetSize{Size::kChannels, 1}});
    driver.apply(state::ConvolutionIntent{state::convolution::SetSize{Size::kFilters, 1}});
    driver.frame();
  }
  driver.click("conv.pass." + std::to_string(GetParam()));
  if (lab.backward()) driver.click("conv.upstream.squares");
  ASSERT_EQ(static_cast<int>(lab.pass), GetParam());
  const Index last = lab.last_step();
  const std::array<Index, 4> steps{18 * 27, 54 * 9, 25 * 9, 2 * 9};
  ASSERT_EQ(last, steps[static_cast<std::size_t>(GetParam())]);
  for (Index step = 0; step <= last; ++step) {
    ASSERT_EQ(lab.step, step);
    ASSERT_NO_FATAL_FAILURE(expect_numbers(lab));
    driver.key(Key::kRight);
  }
  for (Index step = last; step > std::max<Index>(0, last - 150); --step) {
    ASSERT_EQ(lab.step, step);
    ASSERT_NO_FATAL_FAILURE(expect_numbers(lab));
    driver.key(Key::kLeft);
  }
}

INSTANTIATE_TEST_SUITE_P(Passes, WholePass, ::testing::Range(0, 4), [](const auto& pass) {
  return std::string(
      std::array{"Forward", "Weight", "Input", "Bias"}[static_cast<std::size_t>(pass.param)]);
});

}  // namespace
}  // namespace convscope::ui

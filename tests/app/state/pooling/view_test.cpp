#include "app/state/pooling/pooling_view.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/state/number_text.h"
#include "app/state/pooling/pooling_update.h"
#include "engine/core/rng.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using Kind = PoolingNumber::Kind;

void act(PoolingState& state, const PoolingAction& action) {
  update_pooling(state, action, Language::kEnglish);
}

// Any mode, sizes and integers with ties, that has an output.
PoolingState random_state(engine::Rng& rng) {
  PoolingState state;
  const auto pick = [&](Index least, Index most) {
    return least + static_cast<Index>(rng.uniform() * static_cast<double>(most - least + 1));
  };
  act(state, pooling::SetMode{static_cast<PoolingMode>(pick(0, 2))});
  act(state, pooling::SetSize{PoolingSize::kHeight, pick(2, 6)});
  act(state, pooling::SetSize{PoolingSize::kWidth, pick(2, 6)});
  act(state, pooling::SetSize{PoolingSize::kChannels, pick(1, 2)});
  act(state, pooling::SetSize{PoolingSize::kKernel, pick(1, 3)});
  act(state, pooling::SetSize{PoolingSize::kStride, pick(1, 3)});
  act(state, pooling::SetSize{PoolingSize::kPadding, pick(0, 1)});
  act(state, pooling::Repair{});
  const engine::Shape shape = state.setup().input.shape();
  for (Index i = 0; i < shape.count(); ++i) {
    act(state,
        pooling::SetNumber{{Kind::kInput, shape.cell_at(i)}, static_cast<float>(pick(-2, 2))});
  }
  return state;
}

TEST(PoolingView, WhatIsRoutedAtTheEndIsTheEnginesGradient) {
  engine::Rng rng(7);
  for (int trial = 0; trial < 40; ++trial) {
    PoolingState state = random_state(rng);
    ASSERT_NE(state.result, nullptr);
    const PoolingResult& result = *state.result;
    const engine::Shape shape = state.setup().input.shape();
    std::vector<double> routed(static_cast<std::size_t>(shape.count()));
    for (Index o = 0; o < result.cursor.output().count(); ++o) {
      const Cell cell = result.cursor.output().cell_at(o);
      for (Index k = 0; k < result.cursor.terms_per_cell(); ++k) {
        const Cell at = result.input_of(cell, k);
        if (!shape.contains(at)) continue;
        routed[static_cast<std::size_t>(shape.offset(at))] +=
            static_cast<double>(result.upstream.at(cell.with_leading(0))) * result.share(cell, k);
      }
    }
    for (Index i = 0; i < shape.count(); ++i) {
      const auto engine = static_cast<double>(result.gradient[i]);
      EXPECT_NEAR(routed[static_cast<std::size_t>(i)], engine, 1e-5 * (1 + std::fabs(engine)));
      EXPECT_NEAR(result.explain_gradient(shape.cell_at(i)).result, engine,
                  1e-5 * (1 + std::fabs(engine)));
    }
  }
}

TEST(PoolingView, TheStageShowsTheEnginesNumbersWhateverTheWayToAStep) {
  engine::Rng rng(11);
  for (int trial = 0; trial < 20; ++trial) {
    PoolingState state = random_state(rng);
    ASSERT_NE(state.result, nullptr);
    const auto target = static_cast<Index>(rng.uniform() * static_cast<double>(state.last_step()));
    PoolingState stepped = state;
    for (Index i = 0; i < target; ++i) act(stepped, pooling::StepForward{engine::Grain::kTerm});
    for (int i = 0; i < 5; ++i) {
      act(state, pooling::GoToStep{
                     static_cast<Index>(rng.uniform() * static_cast<double>(state.last_step()))});
    }
    act(state, pooling::GoToStep{target});
    for (const bool backward : {false, true}) {
      act(state, pooling::SetBackward{backward});
      act(stepped, pooling::SetBackward{backward});
      const PoolingView a(state), b(stepped);
      for (Index c = 0; c < state.setup()[PoolingSize::kChannels]; ++c) {
        const GridModel out = a.output_grid(c), same = b.output_grid(c);
        for (std::size_t i = 0; i < out.cells.size(); ++i) {
          EXPECT_EQ(out.cells[i].value, same.cells[i].value);
          EXPECT_EQ(out.cells[i].marks, same.cells[i].marks);
        }
        if (!backward) continue;
        const GridModel dx = a.gradient_grid(c), same_dx = b.gradient_grid(c);
        for (std::size_t i = 0; i < dx.cells.size(); ++i) {
          EXPECT_EQ(dx.cells[i].value, same_dx.cells[i].value);
        }
      }
    }
    act(state, pooling::GoToStep{state.last_step()});
    const PoolingView whole(state);
    const GridModel out = whole.output_grid(0);
    for (int y = 0; y < out.rows; ++y) {
      for (int x = 0; x < out.columns; ++x) {
        EXPECT_EQ(out.at(y, x).value, state.result->output.at({0, 0, y, x}));
        EXPECT_FALSE(out.at(y, x).has(kMarkPending));
      }
    }
  }
}

TEST(PoolingView, ATieGoesToTheFirstCellAndIsToldInWords) {
  PoolingState state;
  for (const Cell& cell : {Cell{0, 0, 1}, Cell{0, 1, 0}}) {
    act(state, pooling::SetNumber{{Kind::kInput, cell}, 7});
  }
  act(state, pooling::GoToStep{4});
  const PoolingView view(state);
  ASSERT_EQ(view.winners().size(), 2U);
  EXPECT_EQ(view.winners()[0], 1);
  EXPECT_EQ(view.result().share({0, 0, 0}, 1), 1);
  EXPECT_EQ(view.result().share({0, 0, 0}, 2), 0);
  const NumberCard card = pooling_card(view, Language::kEnglish);
  EXPECT_EQ(card.title, "o[0,0,0]");
  EXPECT_EQ(card.value, "7");
  EXPECT_NE(card.remark.find("tie: 2 cells hold 7"), std::string::npos) << card.remark;
  EXPECT_EQ(card.rows[1].frame, 2);
  EXPECT_EQ(card.rows[2].frame, 1);
}

TEST(PoolingView, TheCardTellsTheMaximumSoFar) {
  PoolingState state;  // 1 1 / 5 6
  act(state, pooling::GoToStep{3});
  const NumberCard card = pooling_card(PoolingView(state), Language::kPortuguese);
  EXPECT_TRUE(card.partial);
  EXPECT_EQ(card.value, "5");
  EXPECT_FALSE(card.columns.has_factors);
  EXPECT_EQ(card.current, 2);
}

TEST(PoolingView, AnExerciseKeepsItsAnswersUntilTheyAreChecked) {
  PoolingState state;
  act(state, pooling::ChooseExample{4});
  act(state, pooling::GoToStep{81});
  act(state, pooling::Pin{PoolingNumber{Kind::kAnswer, {0, 1, 1}}});
  EXPECT_EQ(pooling_card(PoolingView(state), Language::kEnglish).value, "\u00B7");
  act(state, pooling::CheckAnswers{});
  EXPECT_EQ(pooling_card(PoolingView(state), Language::kEnglish).value, "9");
}

TEST(PoolingView, BackwardTheCardTellsWhereAGradientGoes) {
  PoolingState state;
  act(state, pooling::SetBackward{true});
  act(state, pooling::GoToStep{8});
  const NumberCard card = pooling_card(PoolingView(state), Language::kEnglish);
  EXPECT_EQ(card.title, "g[0,0,1]");
  EXPECT_EQ(card.value, "\u22122");
  ASSERT_EQ(card.rows.size(), 4U);
  EXPECT_EQ(card.rows[3].w, 1);  // 2 4 / 7 8: the 8
  EXPECT_EQ(card.rows[3].product, -2);
}

TEST(PoolingView, PaddingIsMinusInfinityInMaxPoolingAndZeroInTheOthers) {
  PoolingState state;
  act(state, pooling::SetSize{PoolingSize::kPadding, 1});
  for (const PoolingMode mode : {PoolingMode::kMax, PoolingMode::kAverage, PoolingMode::kL2}) {
    act(state, pooling::SetMode{mode});
    act(state, pooling::GoToStep{1});
    const PoolingView view(state);
    const bool max = mode == PoolingMode::kMax;
    for (const GridCell& cell : {view.input_grid(0).at(0, 0), view.window_grid().at(0, 0)}) {
      EXPECT_TRUE(cell.has(kMarkPadding));
      EXPECT_EQ(number_text(static_cast<double>(cell.value), 0, Language::kEnglish),
                max ? "\u2212\u221E" : "0");
    }
    // There is room for its sign.
    if (max) {
      EXPECT_LT(view.input_grid(0).scale.low, 0);
    }
  }
}

TEST(PoolingView, ANewSizeIsNoEditOfItsNumbers) {
  PoolingState state;
  act(state, pooling::SetNumber{{Kind::kUpstream, {0, 1, 1}}, 42});
  for (const Index size : {6, 9, 8}) {
    act(state, pooling::SetSize{PoolingSize::kHeight, size});
    act(state, pooling::SetSize{PoolingSize::kWidth, size});
    const PoolingView view(state);
    const GridModel input = view.input_grid(0), upstream = view.upstream_grid(0);
    for (const GridCell& cell : input.cells) EXPECT_FALSE(cell.has(kMarkEdited));
    for (int y = 0; y < upstream.rows; ++y) {
      for (int x = 0; x < upstream.columns; ++x) {
        EXPECT_EQ(upstream.at(y, x).has(kMarkEdited), y == 1 && x == 1);
      }
    }
    EXPECT_EQ(upstream.at(1, 1).value, 42);
  }
}

}  // namespace
}  // namespace convscope::state

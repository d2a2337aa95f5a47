#include "app/state/convolution/misprints.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/update.h"
#include "app/state/convolution/view.h"

namespace convscope::state {
namespace {

using Kind = ConvolutionNumber::Kind;

ConvolutionState of_example(std::string_view key) {
  ConvolutionState state;
  update_convolution(state, convolution::ChooseExample{find_example(key)}, Language::kEnglish);
  state.hide_pending = false;
  return state;
}

double value_of(const ConvolutionState& state, const ConvolutionNumber& number) {
  switch (number.kind) {
    case Kind::kInput:
      return static_cast<double>(state.setup().input.at(number.index));
    case Kind::kWeight:
      return static_cast<double>(state.setup().weight.at(number.index));
    case Kind::kBias:
      return static_cast<double>(state.setup().bias.at(number.index));
    default:
      return static_cast<double>(state.result->output.at(number.index.with_leading(0)));
  }
}

int marked(const ConvolutionView& view) {
  int count = 0;
  const auto add = [&](const GridModel& grid) {
    for (const GridCell& cell : grid.cells) count += cell.has(kMarkMisprint) ? 1 : 0;
  };
  for (engine::Index row = 0; row < view.equation().rows(); ++row) add(view.input_grid(row));
  for (engine::Index slice = 0; slice < view.slices(); ++slice) add(view.filter_grid(0, slice));
  for (engine::Index plane = 0; plane < view.planes(); ++plane) add(view.output_grid(plane));
  return count;
}

TEST(ConvolutionMisprints, TheRightExampleHasTheRightNumbersThere) {
  for (const char* key : {"cs231n", "rgb", "blur"}) {
    const ConvolutionState state = of_example(key);
    ASSERT_FALSE(misprints_of(state.setup()).empty());
    for (const Misprint& misprint : misprints_of(state.setup())) {
      EXPECT_FLOAT_EQ(static_cast<float>(value_of(state, misprint.number())),
                      static_cast<float>(misprint.right))
          << misprint_text(misprint, Language::kEnglish);
    }
  }
}

TEST(ConvolutionMisprints, ThePrintedOneHasThePrintedNumbers) {
  for (const char* key : {"cs231n-printed", "rgb-printed", "blur-printed"}) {
    const ConvolutionState state = of_example(key);
    for (const Misprint& misprint : misprints_of(state.setup())) {
      // The slide has the pixel twice: right in its table, misprinted where it is multiplied.
      if (misprint.printed == 144) continue;
      EXPECT_FLOAT_EQ(static_cast<float>(value_of(state, misprint.number())),
                      static_cast<float>(misprint.printed))
          << misprint_text(misprint, Language::kEnglish);
    }
  }
}

// Every number that tells the printed example from the right one is marked, and no other.
TEST(ConvolutionMisprints, NothingElseDiffers) {
  for (const auto& [right, printed] :
       {std::pair{"cs231n", "cs231n-printed"}, std::pair{"blur", "blur-printed"}}) {
    const ConvolutionSetup a = of_example(right).setup(), b = of_example(printed).setup();
    const auto misprinted = [&](Kind kind, const engine::Cell& cell) {
      return std::ranges::any_of(misprints_of(a), [&](const Misprint& misprint) {
        return misprint.number() == ConvolutionNumber{kind, cell} && misprint.printed != 144;
      });
    };
    const auto compare = [&](Kind kind, const engine::Tensor& x, const engine::Tensor& y) {
      for (engine::Index i = 0; i < x.size(); ++i) {
        EXPECT_EQ(x[i] != y[i], misprinted(kind, x.shape().cell_at(i)));
      }
    };
    compare(Kind::kInput, a.input, b.input);
    compare(Kind::kWeight, a.weight, b.weight);
    compare(Kind::kBias, a.bias, b.bias);
  }
}

TEST(ConvolutionMisprints, TheStageMarksThem) {
  EXPECT_EQ(marked(ConvolutionView(of_example("cs231n"))), 6) << "and the bias";
  EXPECT_EQ(marked(ConvolutionView(of_example("rgb"))), 5);
  EXPECT_EQ(marked(ConvolutionView(of_example("rgb-printed"))), 13);
  EXPECT_EQ(marked(ConvolutionView(of_example("blur-printed"))), 2);
  EXPECT_EQ(marked(ConvolutionView(of_example("7x7"))), 0);
  ConvolutionState state = of_example("blur");
  update_convolution(state, convolution::SetSize{ConvolutionSize::kWidth, 7}, Language::kEnglish);
  EXPECT_EQ(marked(ConvolutionView(state)), 0) << "no longer the slide's";
}

TEST(ConvolutionMisprints, AreShownOneAfterTheOther) {
  ConvolutionState state = of_example("blur");
  state.kind = ConvolutionViewKind::kMatrix;
  auto news = update_convolution(state, convolution::ShowMisprint{}, Language::kPortuguese);
  EXPECT_EQ(state.pinned, (ConvolutionNumber{Kind::kWeight, {0, 0, 2, 1}}));
  EXPECT_EQ(state.kind, ConvolutionViewKind::kNumbers);
  EXPECT_EQ(news.text, "w[0,0,2,1]: o slide traz 0,0125; o certo é 0,125");
  news = update_convolution(state, convolution::ShowMisprint{}, Language::kEnglish);
  EXPECT_EQ(news.text, "x[0,1,0]: the slide prints 144; right is 244");
  update_convolution(state, convolution::ShowMisprint{}, Language::kEnglish);
  EXPECT_EQ(state.pinned, (ConvolutionNumber{Kind::kWeight, {0, 0, 2, 1}}));
}

TEST(Misprints, AreThoseOfTheLectureOnlyWhileMostNumbersAre) {
  ConvolutionState state = of_example("cs231n");
  EXPECT_TRUE(keeps_example(state.setup()));
  ConvolutionSetup setup = state.setup();
  setup.weight.at({0, 0, 0, 0}) = 7;
  EXPECT_TRUE(keeps_example(setup)) << "an edit is no other example";
  EXPECT_FALSE(misprints_of(setup).empty());
  for (float& w : setup.weight.values()) w += 0.25F;
  EXPECT_FALSE(keeps_example(setup));
  EXPECT_TRUE(misprints_of(setup).empty());
  setup = with_size(state.setup(), ConvolutionSize::kStride, 1);
  EXPECT_FALSE(keeps_example(setup));
}

}  // namespace
}  // namespace convscope::state

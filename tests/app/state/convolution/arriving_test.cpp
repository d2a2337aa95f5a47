// The activation behind a convolution on the way back: what arrives, dL/da, becomes g = dL/da
// f'(o).
#include <gtest/gtest.h>

#include <cmath>

#include "app/state/convolution/card.h"
#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/update.h"
#include "app/state/convolution/view.h"
#include "app/state/scene.h"
#include "app/state/scene_text.h"
#include "tests/app/state/convolution/random_setup.h"

namespace convscope::state {
namespace {

using engine::ActivationFunction;
using engine::Cell;
using engine::Index;
using Kind = ConvolutionNumber::Kind;
using Pass = ConvolutionPass;
using Verdict = SlopeCheck::Verdict;

void act(ConvolutionState& state, const ConvolutionAction& action) {
  update_convolution(state, action, Language::kEnglish);
}

ConvolutionState behind(ActivationFunction function, Pass pass) {
  ConvolutionState state;
  ConvolutionChoices choices = state.setup().choices;
  choices.activation = function;
  act(state, convolution::SetChoices{choices});
  act(state, convolution::SetPass{pass});
  return state;
}

// L of a setup, computed from its outputs alone.
double loss_of(const ConvolutionSetup& setup, const engine::Tensor& arrives) {
  const auto result = compute_convolution(setup);
  double loss = 0;
  for (Index i = 0; i < arrives.size(); ++i) {
    loss += static_cast<double>(arrives[i]) * static_cast<double>(result->activated[i]);
  }
  return loss;
}

TEST(ConvolutionArriving, AClosedReluLetsNothingBack) {
  ConvolutionState state = behind(ActivationFunction::kRelu, Pass::kWeight);
  act(state, convolution::TypeNumber{{Kind::kArriving, {0, 0, 1}}, "2,5"});
  act(state, convolution::TypeNumber{{Kind::kArriving, {0, 0, 2}}, "3"});
  // The first row of o[0] is -2, 1 and -5.
  const ConvolutionGradients& gradients = *state.gradients;
  ASSERT_EQ(state.result->output.at({0, 0, 0, 1}), 1);
  ASSERT_EQ(state.result->output.at({0, 0, 0, 2}), -5);
  EXPECT_EQ(gradients.arriving.at({0, 0, 0, 1}), 2.5F);
  EXPECT_EQ(gradients.upstream.at({0, 0, 0, 1}), 2.5F);
  EXPECT_EQ(gradients.slope.at({0, 0, 0, 2}), 0);
  EXPECT_EQ(gradients.upstream.at({0, 0, 0, 2}), 0);
  act(state, convolution::TypeNumber{{Kind::kUpstream, {0, 0, 1}}, "9"});
  EXPECT_EQ(state.gradients->upstream.at({0, 0, 0, 1}), 2.5F) << "g follows, it is not typed";
  undo_convolution(state, false);
  undo_convolution(state, false);
  EXPECT_EQ(state.gradients->arriving.at({0, 0, 0, 1}), 1);
}

TEST(ConvolutionArriving, TheLossIsOfWhatTheActivationMakes) {
  ConvolutionState state = behind(ActivationFunction::kRelu, Pass::kInput);
  double sum = 0;
  for (const float a : state.result->activated.values()) sum += static_cast<double>(a);
  EXPECT_NEAR(state.gradients->loss, sum, 1e-4);
  act(state, convolution::FillUpstream{convolution::FillUpstream::Loss::kSquares});
  for (Index i = 0; i < state.result->activated.size(); ++i) {
    EXPECT_EQ(state.gradients->arriving[i], state.result->activated[i]);
  }
}

// Finite differences through the activation, from the loss alone: small steps in double are the
// check's matter; here float outputs and a smooth function, so a larger one.
TEST(ConvolutionArriving, TheGradientsAreThoseOfTheLoss) {
  for (const Pass pass : {Pass::kWeight, Pass::kInput, Pass::kBias}) {
    ConvolutionState state = behind(ActivationFunction::kTanh, pass);
    ConvolutionSetup setup = state.setup();
    for (float& w : setup.weight.values()) w *= 0.125F;
    set_convolution_setup(state, setup, "");
    const ConvolutionView view(state);
    const engine::Shape& targets = view.cursor().output();
    for (Index t = 0; t < targets.count(); t += 7) {
      const ConvolutionNumber number = view.target_number(targets.cell_at(t));
      ConvolutionSetup plus = state.setup(), minus = state.setup();
      constexpr float kH = 1.0F / 256;
      const auto move = [&](ConvolutionSetup& moved, float by) {
        engine::Tensor& tensor = pass == Pass::kWeight  ? moved.weight
                                 : pass == Pass::kInput ? moved.input
                                                        : moved.bias;
        tensor.at(number.index) += by;
      };
      move(plus, kH);
      move(minus, -kH);
      const engine::Tensor& arrives = state.gradients->arriving;
      const double numeric =
          (loss_of(plus, arrives) - loss_of(minus, arrives)) / (2.0 * static_cast<double>(kH));
      EXPECT_NEAR(numeric, view.target_value(targets.cell_at(t)), 2e-3)
          << targets.cell_at(t).to_string();
    }
  }
}

// Every number of random settings, behind each activation: both derivatives agree, or an output is
// at a kink and the card says so.
TEST(ConvolutionArriving, TheGradientCheckGoesThroughTheActivation) {
  Random random(4);
  int agreed = 0, kinks = 0;
  for (const engine::ActivationInfo& info : engine::activation_table()) {
    ConvolutionSetup setup = random_setup(random);
    ConvolutionChoices choices = setup.choices;
    choices.activation = info.function;
    ConvolutionState state;
    set_convolution_setup(state, with_choices(std::move(setup), choices), "");
    act(state, convolution::Repair{});
    ASSERT_TRUE(state.result);
    const OutputSum sum(state.result, upstream_of(state.setup(), state.result->cursor.output()));
    EXPECT_EQ(sum.step(), OutputSum::kCurvedStep);
    const auto check = [&](Kind kind, const engine::Shape& shape) {
      for (Index i = 0; i < shape.count(); i += 5) {
        const CheckedNumber number = sum.check({kind, shape.cell_at(i)});
        EXPECT_NE(number.slopes.verdict, Verdict::kDiffers)
            << info.name << " " << number.name << " " << number.slopes.analytic << " "
            << number.slopes.numeric;
        (number.slopes.verdict == Verdict::kAgrees ? agreed : kinks)++;
      }
    };
    const engine::Shape& in = state.result->input.shape();
    check(Kind::kInput, {in[1], in[2], in[3]});
    check(Kind::kWeight, state.result->weight.shape());
  }
  EXPECT_GT(agreed, kinks);
}

TEST(ConvolutionArriving, AnOutputOfExactlyZeroIsAKinkOfTheRelu) {
  ConvolutionState state = behind(ActivationFunction::kRelu, Pass::kBias);
  ConvolutionSetup setup = state.setup();
  for (float& x : setup.input.values()) x = 0;
  for (float& b : setup.bias.values()) b = 0;
  set_convolution_setup(state, setup, "");
  const OutputSum sum(state.result);
  const SlopeCheck slopes = sum.check({Kind::kBias, {0}}).slopes;
  EXPECT_EQ(slopes.verdict, Verdict::kKink);
  EXPECT_EQ(slopes.kinks, 9);
  EXPECT_EQ(slopes.analytic, 0) << "as PyTorch has it";
  EXPECT_NEAR(slopes.forwards, 9, 1e-9);
  EXPECT_EQ(slopes.backwards, 0);
}

TEST(ConvolutionArriving, AStepAlongTheGradientGoesThroughTheActivation) {
  ConvolutionState state = behind(ActivationFunction::kSigmoid, Pass::kWeight);
  const double loss = state.gradients->loss;
  const float before = state.setup().weight.at({0, 1, 1, 1});
  const float d = state.gradients->d_weight.at({0, 1, 1, 1});
  act(state, convolution::SetLearningRate{0.03125});
  act(state, convolution::ApplyGradients{});
  EXPECT_EQ(state.setup().weight.at({0, 1, 1, 1}), before - 0.03125F * d);
  EXPECT_LT(state.gradients->loss, loss);
}

TEST(ConvolutionArriving, TheCardOfGSaysWhereItComesFrom) {
  ConvolutionState state = behind(ActivationFunction::kRelu, Pass::kWeight);
  act(state, convolution::TypeNumber{{Kind::kArriving, {0, 0, 1}}, "2.5"});
  state.hovered = ConvolutionNumber{Kind::kUpstream, {0, 0, 1}};
  const NumberCard card = convolution_card(ConvolutionView(state), Language::kEnglish);
  EXPECT_EQ(card.title, "g[0,0,1]");
  EXPECT_EQ(card.value, "2.5");
  std::string text;
  for (const CardLine& line : card.with_numbers) {
    for (const CardSpan& span : line) text += span.text;
  }
  EXPECT_EQ(text, "g[0,0,1] = 2.5 \u00B7 relu\u2032(1)  = 2.5 \u00B7 1 = 2.5");
  state.hovered = ConvolutionNumber{Kind::kArriving, {0, 0, 1}};
  EXPECT_EQ(convolution_card(ConvolutionView(state), Language::kEnglish).value, "2.5");
}

TEST(ConvolutionArriving, TheGOfTheTermIsMarkedInWhatArrives) {
  for (const Pass pass : {Pass::kWeight, Pass::kInput, Pass::kBias}) {
    ConvolutionState state = behind(ActivationFunction::kRelu, pass);
    for (Index step = 1; step < 40; ++step) {
      act(state, convolution::GoToStep{step});
      const ConvolutionView view(state);
      const engine::Term& term = view.current().terms[static_cast<std::size_t>(view.active_term())];
      const auto& ref = pass == Pass::kWeight ? term.weight : term.input;
      int linked = 0;
      for (Index f = 0; f < 2; ++f) {
        const GridModel grid = view.arriving_grid(f);
        for (int y = 0; y < 3; ++y) {
          for (int x = 0; x < 3; ++x) {
            if (!grid.at(y, x).has(kMarkLinked)) continue;
            ++linked;
            ASSERT_TRUE(ref);
            EXPECT_EQ(ref->index, (Cell{0, f, y, x}));
          }
        }
      }
      EXPECT_EQ(linked, ref ? 1 : 0);
    }
  }
}

TEST(ConvolutionArriving, IsPartOfAScene) {
  AppState app = first_state();
  app.lab = LabId::kConvolution;
  app.convolution = behind(ActivationFunction::kElu, Pass::kInput);
  act(app.convolution, convolution::TypeNumber{{Kind::kArriving, {1, 2, 0}}, "-4"});
  const AppState again = parse_scene(scene_text(app, {}), "scene.json", first_state());
  EXPECT_EQ(again.convolution.gradients->arriving, app.convolution.gradients->arriving);
  EXPECT_EQ(again.convolution.gradients->upstream, app.convolution.gradients->upstream);
}

}  // namespace
}  // namespace convscope::state

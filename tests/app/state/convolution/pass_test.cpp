#include "app/state/convolution/pass.h"

#include <gtest/gtest.h>

#include <cmath>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/update.h"
#include "app/state/convolution/view.h"
#include "app/state/scene.h"
#include "app/state/scene_text.h"
#include "tests/app/state/convolution/random_setup.h"

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Grain;
using engine::Index;
using Kind = ConvolutionNumber::Kind;
using Pass = ConvolutionPass;
constexpr std::array kPasses{Pass::kForward, Pass::kWeight, Pass::kInput, Pass::kBias};

void act(ConvolutionState& state, const ConvolutionAction& action) {
  update_convolution(state, action, Language::kEnglish);
}

ConvolutionState with_pass(ConvolutionSetup setup, Pass pass) {
  ConvolutionState state;
  set_convolution_setup(state, std::move(setup), "");
  act(state, convolution::Repair{});
  act(state, convolution::SetPass{pass});
  return state;
}

// The lecture's example with the upstream gradient [[1,-1,0],[2,1,-1],[0,1,-1]] of filter 0.
ConvolutionState demo(Pass pass) {
  ConvolutionState state;
  const float g[] = {1, -1, 0, 2, 1, -1, 0, 1, -1};
  act(state, convolution::SetPass{pass});
  for (Index i = 0; i < 9; ++i) {
    act(state, convolution::SetNumber{{Kind::kUpstream, {0, i / 3, i % 3}},
                                      g[static_cast<std::size_t>(i)]});
  }
  return state;
}

TEST(ConvolutionPass, TheGradientOfAWeightIsSteppedAsOnTheBoard) {
  ConvolutionState state = demo(Pass::kWeight);
  // w[0,1,1,1] is weight 13 of 54; five of its nine terms.
  act(state, convolution::GoToStep{13 * 9 + 5});
  const ConvolutionView view(state);
  EXPECT_EQ(view.position().cell, (Cell{0, 1, 1, 1}));
  EXPECT_EQ(view.partial_sum(), 5);
  EXPECT_EQ(state.gradients->d_weight.at({0, 1, 1, 1}), 2);
  EXPECT_EQ(state.gradients->d_bias[0], 2);
  EXPECT_EQ(view.first_row(), 1);
  const GridModel input = view.input_grid(1);
  EXPECT_TRUE(input.at(3, 3).has(kMarkActive)) << "x[1,2,2]";
  int touched = 0;
  for (const GridCell& cell : input.cells) touched += cell.has(kMarkPatch) ? 1 : 0;
  EXPECT_EQ(touched, 9) << "one pixel for each output";
  EXPECT_TRUE(view.filter_grid(0, 0).at(1, 1).has(kMarkActive)) << "g[0,1,1]";
  EXPECT_EQ(view.product_grid(0).at(1, 1).value, 2);
  const GridModel target = view.output_grid(1);
  EXPECT_TRUE(target.at(1, 1).has(kMarkPartial));
  EXPECT_EQ(target.at(0, 0).value, 2);
}

TEST(ConvolutionPass, TheGradientOfAnInputIsAFullConvolutionWithTheTurnedKernel) {
  ConvolutionState state = demo(Pass::kInput);
  const Equation& equation = *state.equation;
  // g spread by the stride: 5 x 5 with a margin of kernel - 1 - padding = 1 on each side.
  EXPECT_EQ(equation.y().first, -1);
  EXPECT_EQ(equation.y().count, 7);
  EXPECT_EQ(equation.y().spacing, 2);
  act(state, convolution::JumpToOutput{{1, 2, 2}});
  const ConvolutionView view(state);
  const GridModel spread = view.input_grid(0);
  EXPECT_EQ(spread.at(1, 1).value, 1);
  EXPECT_EQ(spread.at(1, 3).value, -1);
  EXPECT_TRUE(spread.at(1, 2).has(kMarkPadding));
  const GridModel turned = view.filter_grid(1, 0);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      EXPECT_EQ(turned.at(i, j).value, state.result->weight.at({0, 1, 2 - i, 2 - j}));
    }
  }
}

// Forward and backward, for random settings of every option: the terms on the stage add up to the
// engine's numbers, the sum of the lines is the target, and each term is the product of what the
// first and the second grid show where the step says.
TEST(ConvolutionPass, TheStageIsTheEngineForRandomSettings) {
  Random random(11);
  for (int trial = 0; trial < 160; ++trial) {
    ConvolutionState state =
        with_pass(random_setup(random), kPasses[static_cast<std::size_t>(trial % 4)]);
    ASSERT_TRUE(state.equation);
    const engine::Cursor& cursor = state.equation->cursor();
    state.step = random.draw(1, cursor.total());
    const Cell at = cursor.at(state.step).cell;
    state.step = cursor.last_step(at);
    const ConvolutionView view(state);
    SCOPED_TRACE(std::to_string(trial) + " " + at.to_string());
    const double engine = static_cast<double>(view.target_value(at));
    double magnitude = 1e-6, sum = view.has_bias() ? view.bias_line().value : 0;
    for (const engine::Term& term : view.current().terms) magnitude += std::abs(term.product);
    for (Index line = 0; line < view.groups(); ++line) sum += view.sum_line(line).value;
    EXPECT_NEAR(view.current().result, engine, 1e-5 * magnitude);
    EXPECT_NEAR(sum, engine, 1e-5 * magnitude);
    ASSERT_EQ(static_cast<Index>(view.current().terms.size()), cursor.terms_per_cell());
    // The last term, by what the grids mark.
    const ConvolutionState& s = state;
    const GridModel first = view.input_grid(view.current_row());
    const GridModel second = view.filter_grid(view.filter(), view.active_rows() - 1);
    for (const GridModel* grid : {&first, &second}) {
      int active = 0;
      for (const GridCell& cell : grid->cells) active += cell.has(kMarkActive) ? 1 : 0;
      EXPECT_EQ(active, s.grain == Grain::kTerm ? 1 : 0);
    }
    double product = 1;
    for (const GridModel* grid : {&first, &second}) {
      for (const GridCell& cell : grid->cells) {
        if (cell.has(kMarkActive)) product *= static_cast<double>(cell.value);
      }
    }
    EXPECT_NEAR(product, view.current().terms.back().product, 1e-6 * magnitude);
  }
}

// With numbers in the padding the stepped gradient is by the padded input: folded back it is the
// engine's.
TEST(ConvolutionPass, WhatThePaddingShowsIsAddedWhereItComesFrom) {
  Random random(5);
  for (const auto mode : {engine::PaddingMode::kReflect, engine::PaddingMode::kReplicate,
                          engine::PaddingMode::kCircular}) {
    ConvolutionSetup setup = random_setup(random);
    ConvolutionChoices choices = setup.choices;
    choices.mode = mode;
    setup = with_choices(std::move(setup), choices);
    const ConvolutionState state = with_pass(std::move(setup), Pass::kInput);
    const engine::Window2d& window = state.result->layer.window();
    engine::Tensor folded(state.gradients->d_input.shape());
    const engine::Shape& padded = state.gradients->d_padded.shape();
    for (Index i = 0; i < padded.count(); ++i) {
      const Cell at = padded.cell_at(i);
      folded.at({0, at[1], *window.y.source(at[2] - window.y.pad.before),
                 *window.x.source(at[3] - window.x.pad.before)}) += state.gradients->d_padded[i];
    }
    for (Index i = 0; i < folded.size(); ++i) {
      EXPECT_NEAR(folded[i], state.gradients->d_input[i], 1e-4F);
    }
  }
}

// Any order of steps, scrubs, jumps and passes ends where stepping alone ends.
TEST(ConvolutionPass, ScrubbingEndsWhereSteppingDoes) {
  Random random(3);
  for (const Pass pass : kPasses) {
    ConvolutionState scrubbed = demo(pass);
    const Index last = scrubbed.last_step();
    for (int i = 0; i < 40; ++i) {
      act(scrubbed, convolution::GoToStep{random.draw(0, last)});
      if (random.draw(0, 3) == 0) act(scrubbed, convolution::StepBack{Grain::kCell});
      if (random.draw(0, 5) == 0) {
        act(scrubbed, convolution::SetPass{kPasses[static_cast<std::size_t>(random.draw(0, 3))]});
        act(scrubbed, convolution::SetPass{pass});
      }
    }
    const Index wanted = std::min<Index>(last, 137);
    act(scrubbed, convolution::GoToStep{wanted});
    ConvolutionState stepped = demo(pass);
    for (Index i = 0; i < wanted; ++i) act(stepped, convolution::StepForward{Grain::kTerm});
    EXPECT_EQ(stepped.step, scrubbed.step);
    const ConvolutionView a(stepped), b(scrubbed);
    EXPECT_EQ(a.partial_sum(), b.partial_sum());
    for (Index plane = a.first_plane(); plane < a.first_plane() + a.planes(); ++plane) {
      const GridModel p = a.output_grid(plane), q = b.output_grid(plane);
      for (std::size_t i = 0; i < p.cells.size(); ++i) {
        EXPECT_EQ(p.cells[i].value, q.cells[i].value);
        EXPECT_EQ(p.cells[i].marks, q.cells[i].marks);
      }
    }
  }
}

TEST(ConvolutionPass, EachKeepsItsOwnStep) {
  ConvolutionState state;
  act(state, convolution::GoToStep{30});
  act(state, convolution::SetPass{Pass::kWeight});
  EXPECT_EQ(state.step, 0);
  act(state, convolution::GoToStep{7});
  act(state, convolution::SetPass{Pass::kForward});
  EXPECT_EQ(state.step, 30);
  act(state, convolution::SetPass{Pass::kWeight});
  EXPECT_EQ(state.step, 7);
}

TEST(ConvolutionPass, AStepAlongTheGradientLowersTheLossAndIsUndone) {
  ConvolutionState state = demo(Pass::kWeight);
  const ConvolutionSetup before = state.setup();
  const double loss = state.gradients->loss;
  double squares = 0;
  for (const float d : state.gradients->d_weight.values()) squares += static_cast<double>(d * d);
  for (const float d : state.gradients->d_bias.values()) squares += static_cast<double>(d * d);
  act(state, convolution::SetLearningRate{0.125});
  act(state, convolution::ApplyGradients{});
  EXPECT_EQ(state.setup().weight.at({0, 1, 1, 1}), -1 - 0.125F * 2);
  EXPECT_EQ(state.setup().bias[0], 1 - 0.125F * 2);
  // The loss is linear in the weights.
  EXPECT_NEAR(state.gradients->loss, loss - 0.125 * squares, 1e-3);
  undo_convolution(state, false);
  EXPECT_EQ(state.setup(), before);
  EXPECT_EQ(state.gradients->loss, loss);
  undo_convolution(state, true);
  EXPECT_EQ(state.setup().bias[0], 0.75F);
}

TEST(ConvolutionPass, TheUpstreamGradientIsOneOfALossOrTyped) {
  ConvolutionState state;
  act(state, convolution::SetPass{Pass::kWeight});
  for (const float g : state.gradients->upstream.values()) EXPECT_EQ(g, 1);
  act(state, convolution::FillUpstream{convolution::FillUpstream::Loss::kSquares});
  EXPECT_TRUE(
      std::ranges::equal(state.gradients->upstream.values(), state.result->output.values()));
  act(state, convolution::TypeNumber{{Kind::kUpstream, {1, 0, 2}}, "-0,5"});
  EXPECT_EQ(state.gradients->upstream.at({0, 1, 0, 2}), -0.5F);
  act(state, convolution::PasteNumbers{{Kind::kUpstream, {0, 0, 0}}, "4\t5\n6\t7"});
  EXPECT_EQ(state.gradients->upstream.at({0, 0, 1, 1}), 7);
  undo_convolution(state, false);
  undo_convolution(state, false);
  undo_convolution(state, false);
  for (const float g : state.gradients->upstream.values()) EXPECT_EQ(g, 1);
}

TEST(ConvolutionPass, HoverLinksWhatBelongsTogether) {
  ConvolutionState state = demo(Pass::kInput);
  state.hovered = ConvolutionNumber{Kind::kUpstream, {0, 1, 1}};
  // The output reads a 3x3 patch of each channel: so many gradients it has a part in.
  for (const Index channel : {Index{0}, Index{2}}) {
    int linked = 0;
    for (const GridCell& cell : ConvolutionView(state).output_grid(channel).cells) {
      linked += cell.has(kMarkLinked) ? 1 : 0;
    }
    EXPECT_EQ(linked, 9);
  }
  state.hovered = ConvolutionNumber{Kind::kInputGradient, {1, 1, 1}};
  int linked = 0;
  for (const GridCell& cell : ConvolutionView(state).input_grid(1).cells) {
    linked += cell.has(kMarkLinked) ? 1 : 0;
  }
  EXPECT_EQ(linked, 9) << "the window on the spread g";
}

TEST(ConvolutionPass, IsPartOfAScene) {
  AppState app = first_state();
  app.lab = LabId::kConvolution;
  app.convolution = demo(Pass::kInput);
  act(app.convolution, convolution::GoToStep{40});
  act(app.convolution, convolution::SetLearningRate{0.25});
  const AppState again = parse_scene(scene_text(app, {}), "scene.json", first_state());
  EXPECT_EQ(again.convolution.pass, Pass::kInput);
  EXPECT_EQ(again.convolution.step, 40);
  EXPECT_EQ(again.convolution.learning_rate, 0.25);
  EXPECT_EQ(again.convolution.gradients->upstream.at({0, 0, 1, 0}), 2);
  EXPECT_EQ(again.convolution.gradients->upstream.at({0, 0, 0, 1}), -1);
}

TEST(ConvolutionPass, EveryOptionIsPartOfAScene) {
  Random random(9);
  for (int trial = 0; trial < 40; ++trial) {
    AppState app = first_state();
    app.lab = LabId::kConvolution;
    app.convolution = with_pass(random_setup(random), Pass::kForward);
    const AppState again = parse_scene(scene_text(app, {}), "scene.json", first_state());
    EXPECT_EQ(again.convolution.setup().sizes, app.convolution.setup().sizes);
    EXPECT_EQ(again.convolution.setup().weight, app.convolution.setup().weight);
    ASSERT_TRUE(again.convolution.result);
    EXPECT_EQ(again.convolution.result->output, app.convolution.result->output);
  }
}

}  // namespace
}  // namespace convscope::state

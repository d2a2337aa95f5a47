#include "app/state/network/gradient_check.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "app/state/network/contributions.h"
#include "app/state/network/update_network.h"
#include "app/state/scene.h"
#include "app/state/scene_text.h"
#include "app/state/update.h"
#include "engine/core/rng.h"
#include "engine/model/activations.h"
#include "engine/model/spec_json.h"
#include "engine/train/loss.h"
#include "tests/app/state/network/opened_cell.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::Scalar;
using namespace network;
using Role = CheckedNumber::Role;
using Verdict = SlopeCheck::Verdict;

std::vector<float> random_picture(std::uint64_t seed) {
  engine::Rng rng(seed);
  std::vector<float> picture(28 * 28);
  for (float& pixel : picture) pixel = static_cast<float>(rng.uniform());
  return picture;
}

/// What the engine that everything else uses says of the same loss, in single precision.
struct Trained {
  std::vector<Scalar> gradient;
  engine::Activations d_activations;
};

Trained backwards(const Weights& weights, std::vector<float> picture, Index target) {
  const engine::Network& network = *weights.network;
  engine::Activations pass(network, 1), d_pass(network, 1);
  const engine::Tensor images(network.input_shape().with_leading(1), std::move(picture));
  engine::forward(network, *weights.parameters, images.view(), pass);
  const auto logits = std::as_const(pass).output(network.logits_node());
  engine::Tensor d_logits(logits.shape());
  const Index targets[] = {target};
  engine::softmax_cross_entropy(logits, targets, engine::Reduction::kMean,
                                {.probs = {}, .grad_logits = d_logits.view()});
  std::vector<Scalar> gradient(static_cast<std::size_t>(network.parameter_count()));
  engine::backward({network, *weights.parameters, pass, d_pass, gradient}, d_logits.view());
  return {std::move(gradient), std::move(d_pass)};
}

TEST(GradientProbe, BothDerivativesAgreeAndAreThoseOfTheEngine) {
  const Weights weights = random_weights("lenet", 3);
  const engine::Network& network = *weights.network;
  const auto picture = random_picture(5);
  const GradientProbe probe(engine::print_spec(network.spec()), *weights.parameters, picture, 7);
  const Trained trained = backwards(weights, picture, 7);
  engine::Rng rng(11);
  for (const auto& tensor : network.parameter_tensors()) {
    for (int i = 0; i < 3; ++i) {
      const Index at =
          tensor.offset + static_cast<Index>(rng.uniform() * 0.999 *
                                             static_cast<double>(tensor.info.shape.count()));
      const SlopeCheck check = probe.check({.index = at});
      EXPECT_NEAR(check.analytic, check.numeric, 1e-6 * std::abs(check.analytic) + 1e-9)
          << tensor.name;
      EXPECT_EQ(check.verdict, Verdict::kAgrees) << tensor.name;
      const double single = trained.gradient[static_cast<std::size_t>(at)];
      EXPECT_NEAR(check.analytic, single, 1e-4 * std::abs(single) + 1e-6) << tensor.name;
      EXPECT_EQ(check.value, (*weights.parameters)[static_cast<std::size_t>(at)]);
      EXPECT_EQ(check.numeric, (check.loss_plus - check.loss_minus) / (2 * check.step));
    }
  }
  for (const Index pixel : {0, 30, 400, 783}) {
    const SlopeCheck check = probe.check({LossVariable::kPicture, pixel});
    EXPECT_NEAR(check.analytic, check.numeric, 1e-6 * std::abs(check.analytic) + 1e-9) << pixel;
    EXPECT_NE(check.analytic, 0);
    EXPECT_EQ(check.value, picture[static_cast<std::size_t>(pixel)]);
  }
  const Index inner = network.find("conv2");
  const SlopeCheck check = probe.check({inner, 321});
  const double single = trained.d_activations.output(inner)[321];
  EXPECT_NEAR(check.analytic, single, 1e-4 * std::abs(single) + 1e-6);
}

// 1 -> 2 -> ReLU -> 2: logits max(0, 2x), max(0, -x) and biases.
constexpr const char* kSmall = R"({"format": 1, "name": "small", "input": [1], "layers": [
  {"type": "dense", "units": 2}, {"type": "activation", "function": "relu"},
  {"type": "dense", "units": 2}]})";
const std::vector<float> kSmallBlock{2, -1, 0, 0, 1, 0, 0, 1, 0.5F, 0};

constexpr LossVariable kInput{LossVariable::kPicture, 0};

TEST(GradientProbe, AKinkIsNoMistake) {
  const GradientProbe at_corner(kSmall, kSmallBlock, std::vector<float>{0}, 1);
  const SlopeCheck kink = at_corner.check(kInput);
  EXPECT_EQ(kink.verdict, Verdict::kKink);
  EXPECT_EQ(kink.kinks, 2);
  // L = log(1 + e^(s0 - s1)); at 0 s0 - s1 = 0.5, rising by 2 to the right, by 1 to the left.
  const double p = 1 / (1 + std::exp(-0.5));
  EXPECT_NEAR(kink.forwards, 2 * p, 1e-4);
  EXPECT_NEAR(kink.backwards, 1 * p, 1e-4);
  const GradientProbe beside(kSmall, kSmallBlock, std::vector<float>{0.01F}, 1);
  const SlopeCheck smooth = beside.check(kInput);
  EXPECT_EQ(smooth.verdict, Verdict::kAgrees);
  EXPECT_EQ(smooth.kinks, 0);
  EXPECT_NEAR(smooth.analytic, 2 / (1 + std::exp(-0.52)), 1e-7);
}

TEST(GradientProbe, ASureNetworkLosesNoDigits) {
  // The target's logit is 60 above the other: L and its derivative are of the size of e^-60.
  const GradientProbe probe(kSmall, kSmallBlock, std::vector<float>{30}, 0);
  const SlopeCheck check = probe.check(kInput);
  EXPECT_NEAR(probe.loss() / std::exp(-60.5), 1, 1e-9);
  EXPECT_NEAR(check.analytic / (-2 * std::exp(-60.5)), 1, 1e-9);
  EXPECT_NEAR(check.numeric / check.analytic, 1, 1e-6);
}

// With the gradient check on.
AppState opened(MapRef ref, Index y, Index x) {
  AppState app = opened_cell(ref, y, x);
  update(app, NetworkIntent{ToggleGradientCheck{}});
  return app;
}

std::vector<std::string> names(const GradientCheck& check) {
  std::vector<std::string> result;
  for (const CheckedNumber& number : check.numbers) result.push_back(number.name);
  return result;
}

TEST(GradientCheck, IsOfTheTermOfTheStep) {
  AppState app = opened({2, 12}, 3, 4);
  ASSERT_TRUE(app.network.check);
  EXPECT_EQ(app.network.check->terms, 150);
  update(app, NetworkIntent{SetStep{28}});
  const GradientCheck& check = *app.network.check;
  EXPECT_EQ(check.term, 27);
  EXPECT_EQ(names(check), (std::vector<std::string>{"w[12,1,0,2]", "p1[1,3,6]", "b[12]"}));
  const Column& column = app.network.column(2);
  const CellParts parts = explain_cell(*app.network.pass, column, {12, 3, 4});
  EXPECT_EQ(check.numbers[0].slopes.value, parts.compute.terms[27].w);
  EXPECT_NEAR(check.numbers[1].slopes.value, parts.compute.terms[27].x, 1e-6);
  EXPECT_EQ(check.numbers[2].slopes.value, parts.compute.bias->value);
  EXPECT_NEAR(check.loss,
              -std::log(app.network.pass->probabilities[static_cast<std::size_t>(check.target)]),
              1e-5);
}

TEST(GradientCheck, OfADenseUnitAPoolingAndAPixel) {
  AppState app = opened({4, 7}, 0, 0);
  update(app, NetworkIntent{SetStep{60}});
  EXPECT_EQ(names(*app.network.check), (std::vector<std::string>{"w[7,59]", "p2[2,1,4]", "b[7]"}));
  EXPECT_EQ(app.network.check->numbers[0].slopes.verdict, Verdict::kAgrees);
  app = opened({1, 3}, 2, 2);
  ASSERT_EQ(app.network.check->numbers.size(), 1U);
  EXPECT_EQ(app.network.check->numbers[0].role, Role::kInput);
  app = opened({0, 2}, 0, 0);
  update(app, NetworkIntent{SetStep{1}});
  EXPECT_TRUE(app.network.check->reads_padding);
  EXPECT_EQ(names(*app.network.check), (std::vector<std::string>{"w[2,0,0,0]", "b[2]"}));
  update(app, NetworkIntent{SetStep{25}});
  EXPECT_EQ(names(*app.network.check),
            (std::vector<std::string>{"w[2,0,4,4]", "x[0,2,2]", "b[2]"}));
}

TEST(GradientCheck, IsMadeAnewOnlyForSomethingNew) {
  AppState app = opened({2, 12}, 3, 4);
  const auto first = app.network.check;
  update(app, NetworkIntent{SetSpeed{2}});
  EXPECT_EQ(app.network.check, first);
  update(app, NetworkIntent{SetStep{2}});
  EXPECT_NE(app.network.check, first);
  EXPECT_EQ(app.network.check->probe, first->probe);
  update(app, NetworkIntent{BeginStroke{{80, 160}}});
  EXPECT_TRUE(app.network.check->waiting);
  EXPECT_TRUE(app.network.check->numbers.empty());
  update(app, NetworkIntent{EndStroke{}});
  EXPECT_FALSE(app.network.check->waiting);
  EXPECT_NE(app.network.check->probe, first->probe);
  EXPECT_EQ(app.network.check->pass, app.network.pass);
  update(app, NetworkIntent{ToggleGradientCheck{}});
  EXPECT_FALSE(app.network.check);
}

TEST(GradientCheck, FollowsMapsAndLeadsToATermFromTheNetwork) {
  AppState app = opened({2, 12}, 3, 4);
  update(app, PopLevel{});
  ASSERT_EQ(app.network.level(), Level::kMap);
  update(app, NetworkIntent{SetStep{2}});
  // The second channel of six, 25 terms each.
  EXPECT_EQ(app.network.check->term / 25, 1);
  update(app, NetworkIntent{SetGrain{Grain::kCell}});
  update(app, NetworkIntent{SetStep{14}});
  EXPECT_EQ(app.network.check->cell, (engine::Cell{12, 1, 3}));
  update(app, NetworkIntent{SetGrain{Grain::kLayer}});
  EXPECT_FALSE(app.network.check);
  update(app, NetworkIntent{ToggleGradientCheck{}});
  EXPECT_EQ(app.network.level(), Level::kCell);
  EXPECT_TRUE(app.network.check);
}

TEST(GradientCheck, TheLossIsOfTheLabelWhereItIsKnown) {
  AppState app = opened({2, 12}, 3, 4);
  EXPECT_FALSE(app.network.check->labelled);
  EXPECT_EQ(app.network.check->target, ranking(app.network.pass->probabilities).front());
  app.network.test.image = engine::Tensor(engine::Shape{1, 28, 28}, random_picture(1));
  app.network.test.label = 4;
  update(app, NetworkIntent{LoadTestImage{}});
  EXPECT_TRUE(app.network.check->labelled);
  EXPECT_EQ(app.network.check->target, 4);
  update(app, NetworkIntent{BeginStroke{{80, 160}}});
  EXPECT_FALSE(app.network.check->labelled);
}

TEST(GradientCheck, ALargeNetworkSaysSo) {
  constexpr const char* kWide = R"({"format": 1, "name": "wide", "input": [1, 28, 28], "layers": [
    {"type": "flatten"}, {"type": "dense", "units": 6000}, {"type": "dense", "units": 10}]})";
  const auto network = std::make_shared<const engine::Network>(engine::parse_spec(kWide, "wide"));
  const std::vector<Scalar> zeros(static_cast<std::size_t>(network->number_count()));
  const auto block = std::make_shared<const std::vector<Scalar>>(zeros);
  AppState app = first_state();
  app.lab = LabId::kNetwork;
  use_weights(app.network, {network, block, "wide"}, WeightsChoice::kFile);
  update(app, NetworkIntent{OpenCell{{0, 3}, 0, 0}});
  update(app, NetworkIntent{ToggleGradientCheck{}});
  EXPECT_TRUE(app.network.check->too_large);
  EXPECT_TRUE(app.network.check->numbers.empty());
}

TEST(GradientCheck, IsPartOfAScene) {
  const AppState app = opened({2, 12}, 3, 4);
  const AppState again = parse_scene(scene_text(app, {}), "scene.json", first_state());
  ASSERT_TRUE(again.network.check);
  EXPECT_EQ(again.network.check->loss, app.network.check->loss);
  EXPECT_EQ(names(*again.network.check), names(*app.network.check));
}

TEST(GradientCheckText, BothDerivativesHaveTheSameDecimals) {
  const SlopeCheck check{.analytic = -0.01234567891, .numeric = -0.00987654321};
  const auto english = slope_texts(check, Language::kEnglish);
  EXPECT_EQ(english.analytic, "\u22120.012345679");
  EXPECT_EQ(english.numeric, "\u22120.009876543");
  EXPECT_EQ(slope_texts(check, Language::kPortuguese).analytic, "\u22120,012345679");
  const SlopeCheck small{.analytic = 1.5e-9, .numeric = 1.25e-10};
  EXPECT_EQ(slope_texts(small, Language::kEnglish).analytic, "1.5000000e\u22129");
  EXPECT_EQ(slope_texts(small, Language::kEnglish).numeric, "0.1250000e\u22129");
  EXPECT_EQ(slope_texts(check, Language::kEnglish, true).analytic, "\u22121.2345679e\u22122");
  CheckSheet sheet;
  sheet.numbers = {{.slopes = check}};
  EXPECT_FALSE(needs_powers(sheet));
  sheet.numbers.push_back({.slopes = small});
  EXPECT_TRUE(needs_powers(sheet));
  EXPECT_EQ(slope_texts({}, Language::kEnglish).analytic, "0");
  EXPECT_EQ(tiny_text(1.23e-11, Language::kPortuguese), "1,2e\u221211");
}

TEST(GradientCheckText, CopiesHaveTheNumbers) {
  CheckSheet check{.target = 7, .what = {}, .value = 0.25};
  check.numbers.push_back({.role = Role::kInput,
                           .name = "p1[1,3,6]",
                           .letter = "p1",
                           .slopes = {.value = 0.5,
                                      .analytic = 0.25,
                                      .step = 1e-5,
                                      .loss_plus = 2,
                                      .loss_minus = 1,
                                      .numeric = 0.25,
                                      .verdict = Verdict::kAgrees}});
  EXPECT_EQ(check_text(check),
            "gradient check, L = -log p[7] = 0.25\n"
            "dL/dp1[1,3,6] at p1[1,3,6] = 0.5\n"
            "  backpropagation     0.25\n"
            "  h                   0.00001\n"
            "  L(p1+h)             2\n"
            "  L(p1-h)             1\n"
            "  central difference  (L(p1+h) - L(p1-h)) / 2h = 0.25\n"
            "  difference          0, agrees\n");
  EXPECT_EQ(check_csv(check),
            "number,value,target,backpropagation,h,loss_plus,loss_minus,central_difference,"
            "difference,verdict\n\"p1[1,3,6]\",0.5,7,0.25,0.00001,2,1,0.25,0,agrees\n");
  EXPECT_EQ(check_latex(check),
            "\\begin{align*}\nL &= -\\log p_{7} = 0.25 \\\\\n"
            "\\frac{\\partial L}{\\partial p^{(1)}_{1,3,6}} &= 0.25 \\\\\n"
            "\\frac{L(p^{(1)}_{1,3,6}+h) - L(p^{(1)}_{1,3,6}-h)}{2h} &= "
            "\\frac{2 - 1}{2 \\cdot 0.00001} = 0.25\n\\end{align*}\n");
  EXPECT_EQ(check_numpy(check), "(2 - 1) / (2 * 0.00001)  # dL/dp1[1,3,6] = 0.25\n");
}

}  // namespace
}  // namespace convscope::state

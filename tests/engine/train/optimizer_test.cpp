#include "engine/train/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/train/optimizer_explain.h"

namespace convscope::engine {
namespace {

std::vector<Scalar> random_numbers(Rng& rng, std::size_t count) {
  std::vector<Scalar> numbers(count);
  for (Scalar& number : numbers) number = static_cast<Scalar>(rng.normal());
  return numbers;
}

OptimizerSpec sgd(double momentum = 0) {
  return {.kind = OptimizerKind::kSgd, .momentum = momentum};
}

OptimizerSpec adam(bool amsgrad = false) {
  return {.kind = OptimizerKind::kAdam, .amsgrad = amsgrad};
}

TEST(Optimizer, AdamsFirstStepIsTheLearningRate) {
  for (const bool amsgrad : {false, true}) {
    Optimizer optimizer(adam(amsgrad), 2);
    std::vector<Scalar> parameters{1, 1};
    optimizer.step(parameters, std::vector<Scalar>{5, Scalar(-0.01)}, 0.1);
    EXPECT_NEAR(parameters[0], 0.9, 1e-6);
    EXPECT_NEAR(parameters[1], 1.1, 1e-6);
  }
}

// The same gradients by the textbook's formula, in double.
TEST(Optimizer, AmsGradKeepsTheLargestSecondMoment) {
  Optimizer optimizer(adam(true), 1);
  std::vector<Scalar> parameters{0};
  double p = 0, m = 0, v = 0, largest = 0;
  int t = 0;
  for (const double g : {4.0, 0.1, 0.1, -0.05, 0.02}) {
    ++t;
    optimizer.step(parameters, std::vector<Scalar>{static_cast<Scalar>(g)}, 0.01);
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    largest = std::max(largest, v);
    p -= 0.01 / (1 - std::pow(0.9, t)) * m /
         (std::sqrt(largest) / std::sqrt(1 - std::pow(0.999, t)) + 1e-8);
    EXPECT_NEAR(parameters[0], p, 1e-6) << t;
  }
  EXPECT_LT(v, largest);
}

TEST(Optimizer, WeightDecayPullsTowardsZero) {
  OptimizerSpec spec = sgd();
  spec.weight_decay = 0.5;
  Optimizer optimizer(spec, 1);
  std::vector<Scalar> parameters{8};
  optimizer.step(parameters, std::vector<Scalar>{0}, 0.25);
  EXPECT_EQ(parameters[0], 7);
}

TEST(Optimizer, InfinityStaysInfinityWithoutDecay) {
  Optimizer optimizer(sgd(0.9), 1);
  std::vector<Scalar> parameters{std::numeric_limits<Scalar>::infinity()};
  optimizer.step(parameters, std::vector<Scalar>{1}, 0.1);
  EXPECT_TRUE(std::isinf(parameters[0]));
}

std::vector<OptimizerSpec> every_kind() {
  std::vector<OptimizerSpec> specs{sgd(), sgd(0.9), adam(), adam(true), keras_adadelta()};
  OptimizerSpec nesterov = sgd(0.8);
  nesterov.nesterov = true;
  OptimizerSpec damped = sgd(0.7);
  damped.dampening = 0.4;
  specs.insert(specs.end(), {nesterov, damped});
  for (const OptimizerKind kind : {OptimizerKind::kAdamW, OptimizerKind::kRmsProp,
                                   OptimizerKind::kAdadelta, OptimizerKind::kAdagrad}) {
    specs.push_back(default_optimizer(kind));
  }
  for (const double momentum : {0.0, 0.9}) {
    specs.push_back({.kind = OptimizerKind::kRmsProp,
                     .weight_decay = 0.1,
                     .momentum = momentum,
                     .alpha = 0.8,
                     .centered = true});
  }
  specs.push_back({.kind = OptimizerKind::kAdagrad, .lr_decay = 0.5, .initial_accumulator = 0.1});
  return specs;
}

// Two ways to the same number: the rule's own order of work, and factors of a sum.
TEST(Optimizer, EveryUpdateIsTheOneThatItsExplanationDerives) {
  Rng rng(7);
  for (OptimizerSpec spec : every_kind()) {
    for (const double decay : {0.0, 0.1}) {
      spec.weight_decay = decay;
      WeightStep weight{.learning_rate = 0.05, .parameter = rng.normal()};
      weight.moments.fill(initial_moment(spec));
      for (weight.step = 1; weight.step <= 6; ++weight.step) {
        weight.gradient = rng.normal();
        const Explanation explanation = explain_update(spec, weight);
        OptimizerRule(spec, weight.learning_rate, weight.step)
            .apply(weight.gradient, weight.parameter, weight.moments);
        EXPECT_NEAR(explanation.result, weight.parameter, 1e-12) << explanation.formula;
        double sum = 0;
        for (const Term& term : explanation.terms) sum += term.product;
        EXPECT_EQ(explanation.sum, sum);
        EXPECT_EQ(explanation.what, "trajectory[t=0]");
        EXPECT_NE(explanation.substituted.find(" = "), std::string::npos);
      }
    }
  }
}

TEST(Optimizer, StateResumesBitForBit) {
  for (const OptimizerSpec& spec : every_kind()) {
    Rng rng(4);
    Optimizer first(spec, 50);
    std::vector<Scalar> parameters = random_numbers(rng, 50);
    for (int i = 0; i < 5; ++i) first.step(parameters, random_numbers(rng, 50), 0.1);
    Optimizer second(spec, 50);
    second.set_steps(first.steps());
    auto from = first.state(), to = second.state();
    ASSERT_EQ(from.size(), to.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      EXPECT_EQ(from[i].name, to[i].name);
      std::copy(from[i].values.begin(), from[i].values.end(), to[i].values.begin());
    }
    std::vector<Scalar> copy = parameters;
    for (int i = 0; i < 5; ++i) {
      const std::vector<Scalar> gradients = random_numbers(rng, 50);
      first.step(parameters, gradients, 0.1);
      second.step(copy, gradients, 0.1);
    }
    EXPECT_EQ(parameters, copy);
  }
}

TEST(Optimizer, RefusesSettingsThatMakeNoSense) {
  OptimizerSpec spec = sgd();
  spec.nesterov = true;
  EXPECT_THROW(Optimizer(spec, 1), Error);
  spec.momentum = 0.9;
  EXPECT_NO_THROW(Optimizer(spec, 1));
  spec.dampening = 0.5;
  EXPECT_THROW(Optimizer(spec, 1), Error);
  spec = adam();
  spec.betas[1] = 1;
  EXPECT_THROW(Optimizer(spec, 1), Error);
  spec = default_optimizer(OptimizerKind::kAdadelta);
  spec.rho = 1.5;
  EXPECT_THROW(Optimizer(spec, 1), Error);
  spec = sgd(-0.1);
  EXPECT_THROW(Optimizer(spec, 1), Error);
  spec = sgd(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THROW(Optimizer(spec, 1), Error);
}

}  // namespace
}  // namespace convscope::engine

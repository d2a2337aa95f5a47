#include "engine/train/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/train/evaluate.h"
#include "tests/engine/train/synthetic.h"

namespace convscope::engine {
namespace {

using testing::bar_data;
using testing::bar_network;

TrainOptions small_options() {
  TrainOptions options;
  options.batch = 40;  // two full blocks and a half one
  options.epochs = 3;
  options.max_rate = 1e-2;
  options.train_count = 190;  // the last batch of an epoch is smaller
  options.seed = 5;
  return options;
}

std::vector<Scalar> trained(int threads, Index steps) {
  ExecutorTeam team(bar_network(), threads);
  Trainer trainer(team, bar_data(), small_options());
  for (Index i = 0; i < steps; ++i) trainer.step_once();
  return {trainer.parameters().begin(), trainer.parameters().end()};
}

TEST(Trainer, LearnsBarsWithEveryOptimizer) {
  const auto data = bar_data();
  OptimizerSpec momentum{.kind = OptimizerKind::kSgd, .momentum = 0.9};
  OptimizerSpec nesterov = momentum;
  nesterov.nesterov = true;
  const std::pair<OptimizerSpec, double> recipes[] = {
      {{.kind = OptimizerKind::kAdam}, 1e-2},
      {{.kind = OptimizerKind::kSgd}, 0.5},
      {momentum, 0.05},
      {nesterov, 0.05},
      {default_optimizer(OptimizerKind::kAdamW), 1e-2},
      {default_optimizer(OptimizerKind::kRmsProp), 1e-2},
      {default_optimizer(OptimizerKind::kAdagrad), 0.05},
      {default_optimizer(OptimizerKind::kAdadelta), 2}};
  for (const auto& [optimizer, rate] : recipes) {
    ExecutorTeam team(bar_network(), 1);
    TrainOptions options = small_options();
    options.optimizer = optimizer;
    options.max_rate = rate;
    options.epochs = 12;
    Trainer trainer(team, data, options);
    while (!trainer.done()) trainer.step_once();
    const auto result = evaluate(team, trainer.parameters(), data->test, {0, 60});
    EXPECT_GE(result->metrics.accuracy(), 0.95);
    EXPECT_GT(trainer.epoch_metrics().accuracy(), 0.95);
    EXPECT_EQ(trainer.epoch_metrics().count, 190);
  }
}

TEST(Trainer, AugmentsTheSameWayForAnyNumberOfThreads) {
  const auto run = [](int threads, const AugmentOptions& augment, const char* more = "") {
    ExecutorTeam team(bar_network(more), threads);
    TrainOptions options = small_options();
    options.augment = augment;
    Trainer trainer(team, bar_data(), options);
    for (int i = 0; i < 7; ++i) trainer.step_once();
    return trainer.state().parameters;
  };
  const AugmentOptions some{.shift = 0.1, .rotation = 10, .flip_x = true, .noise = 0.05};
  // The second network's samples see each other: its whole batch is gathered at once.
  for (const char* more : {"", "},{\"type\":\"batchnorm\""}) {
    const auto augmented = run(1, some, more);
    EXPECT_EQ(augmented, run(3, some, more));
    EXPECT_NE(augmented, run(1, {}, more));
    EXPECT_NE(augmented, run(1, {.noise = 0.05}, more));
  }
}

TEST(Trainer, StopsWhenValidationGetsNoBetterAndTakesTheBestWeights) {
  TrainOptions options = small_options();
  options.epochs = 20;
  options.patience = 2;
  ExecutorTeam team(bar_network(), 1);
  Trainer trainer(team, bar_data(), options);
  std::vector<Scalar> best;
  const double losses[] = {0.9, 0.5, 0.6, 0.5};  // not better twice
  for (const double loss : losses) {
    EXPECT_FALSE(trainer.done());
    for (Index i = 0; i < trainer.steps_per_epoch(); ++i) trainer.step_once();
    if (loss == 0.5 && best.empty())
      best.assign(trainer.parameters().begin(), trainer.parameters().end());
    trainer.end_epoch(loss);
  }
  EXPECT_TRUE(trainer.stopped_early());
  EXPECT_TRUE(trainer.done());
  EXPECT_EQ(trainer.state().early.waited, 2);
  trainer.restore_best();
  EXPECT_TRUE(std::ranges::equal(trainer.parameters(), best));
}

TEST(Trainer, TakesBackTheStepThatLeftNoFiniteLoss) {
  ExecutorTeam team(bar_network(), 1);
  Trainer trainer(team, bar_data(), small_options()), other(team, bar_data(), small_options());
  for (int i = 0; i < 3; ++i) trainer.step_once();
  const TrainerState third = trainer.state();
  trainer.step_once();
  const RunningMetrics bad{.loss_sum = std::nan(""), .correct = 0, .count = 1};
  EXPECT_THROW(trainer.check_evaluation(bad), DivergedError);
  EXPECT_EQ(trainer.step(), 3);
  EXPECT_EQ(trainer.state().parameters, third.parameters);
  EXPECT_EQ(trainer.state().moments, third.moments);
  EXPECT_EQ(trainer.epoch_metrics(), third.epoch_sum);
  // Goes on as if nothing had been.
  trainer.step_once();
  for (int i = 0; i < 4; ++i) other.step_once();
  EXPECT_TRUE(std::ranges::equal(trainer.parameters(), other.parameters()));
  // Weights whose loss was found finite stay.
  trainer.check_evaluation({.loss_sum = 1, .correct = 0, .count = 1});
  EXPECT_THROW(trainer.check_evaluation(bad), DivergedError);
  EXPECT_EQ(trainer.step(), 4);
}

TEST(Trainer, ClippedGradientsMakeSmallSteps) {
  TrainOptions options = small_options();
  options.optimizer = {.kind = OptimizerKind::kSgd};
  options.schedule = ScheduleKind::kConstant;
  options.max_rate = 1;
  options.clip.norm = 1e-3;
  ExecutorTeam team(bar_network(), 1);
  Trainer trainer(team, bar_data(), options);
  const std::vector<Scalar> before(trainer.parameters().begin(), trainer.parameters().end());
  trainer.step_once();
  double square = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    square += std::pow(static_cast<double>(trainer.parameters()[i] - before[i]), 2);
  }
  EXPECT_NEAR(std::sqrt(square), 1e-3, 1e-5);
}

// Everything that draws, remembers or looks at the whole batch.
std::shared_ptr<const Network> restless_network() {
  return std::make_shared<const Network>(parse_spec(
      R"({"format":1,"name":"bars","input":[1,8,8],"layers":[
            {"type":"conv2d","filters":4,"kernel":3,"padding":"same","name":"a"},
            {"type":"batchnorm","name":"bn"},
            {"type":"activation","function":"relu","name":"left",
             "regularizer":{"activity":{"l1":1e-4}}},
            {"type":"conv2d","filters":4,"kernel":1,"inputs":["a"],"name":"right"},
            {"type":"add","inputs":["left","right"],"name":"sum"},
            {"type":"dropout","rate":0.3},
            {"type":"concat","inputs":["sum","left"]},
            {"type":"globalavgpool2d"},{"type":"dense","units":4},{"type":"softmax"}]})",
      "restless"));
}

std::vector<Scalar> trained_restlessly(int threads, Index steps, Index resumed_at = -1) {
  TrainOptions options = small_options();
  options.patience = 3;
  auto team = std::make_unique<ExecutorTeam>(restless_network(), threads);
  auto trainer = std::make_unique<Trainer>(*team, bar_data(), options);
  for (Index i = 0; i < steps; ++i) {
    if (i == resumed_at) {
      const TrainerState state = trainer->state();
      team = std::make_unique<ExecutorTeam>(restless_network(), threads);
      trainer = std::make_unique<Trainer>(*team, bar_data(), options);
      trainer->restore(state);
    }
    trainer->step_once();
  }
  return {trainer->parameters().begin(), trainer->parameters().end()};
}

TEST(Trainer, BatchNormAndDropoutGiveTheSameBitsForAnyNumberOfThreads) {
  const auto one = trained_restlessly(1, 7);
  EXPECT_EQ(one, trained_restlessly(2, 7));
  EXPECT_EQ(one, trained_restlessly(3, 7));
  EXPECT_EQ(one, trained_restlessly(2, 7, 3));
}

TEST(Trainer, RunningStatisticsMoveAndServeInUse) {
  const auto network = restless_network();
  ASSERT_EQ(network->buffer_count(), 8);
  ExecutorTeam team(network, 1);
  TrainOptions options = small_options();
  options.epochs = 12;
  options.max_rate = 3e-2;
  Trainer trainer(team, bar_data(), options);
  const auto fresh = trainer.parameters().last(8);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(fresh[i], i < 4 ? 0 : 1);
  while (!trainer.done()) trainer.step_once();
  for (std::size_t i = 4; i < 8; ++i) EXPECT_NE(trainer.parameters().last(8)[i], 1);
  const auto data = bar_data();
  const auto result = evaluate(team, trainer.parameters(), data->train, {0, 190});
  EXPECT_LT(result->metrics.loss(), 1.2);
}

TEST(Trainer, TheSameBitsForAnyNumberOfThreads) {
  const auto one = trained(1, 7);
  EXPECT_EQ(one, trained(2, 7));
  EXPECT_EQ(one, trained(3, 7));
}

TEST(Trainer, EvaluationDoesNotDependOnThreadsEither) {
  const auto data = bar_data();
  const auto network = bar_network();
  const auto parameters = network->initial_parameters(3);
  ExecutorTeam one(network, 1), three(network, 3);
  const auto a = evaluate(one, parameters, data->test, {3, 50});
  const auto b = evaluate(three, parameters, data->test, {3, 50});
  EXPECT_EQ(a->metrics, b->metrics);
  EXPECT_EQ(a->confusion, b->confusion);
  EXPECT_EQ(a->metrics.count, 50);
}

TEST(Trainer, ResumesBitExactlyInTheMiddleOfAnEpoch) {
  const auto data = bar_data();
  ExecutorTeam team(bar_network(), 2);
  for (const Index stop : {1, 5, 7, 10}) {
    Trainer first(team, data, small_options());
    for (Index i = 0; i < stop; ++i) first.step_once();
    Trainer second(team, data, small_options());
    second.restore(first.state());
    for (Index i = 0; i < 4; ++i) {
      first.step_once();
      second.step_once();
      EXPECT_EQ(first.last_batch().loss, second.last_batch().loss);
    }
    EXPECT_EQ(first.state().parameters, second.state().parameters) << stop;
    EXPECT_EQ(first.state().moments, second.state().moments) << stop;
    EXPECT_EQ(first.epoch_metrics(), second.epoch_metrics()) << stop;
  }
}

TEST(Trainer, AStoppedStepChangesNothing) {
  ExecutorTeam team(bar_network(), 2);
  Trainer trainer(team, bar_data(), small_options());
  trainer.step_once();
  const TrainerState before = trainer.state();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(trainer.step_once(stop.get_token()));
  EXPECT_EQ(trainer.state().parameters, before.parameters);
  EXPECT_EQ(trainer.step(), 1);
}

TEST(Trainer, EveryEpochVisitsEverySampleOnceInAnotherOrder) {
  // One sample a batch and a rate of nearly nothing: the loss then only depends on the sample.
  ExecutorTeam team(bar_network(), 1);
  TrainOptions options = small_options();
  options.batch = 1;
  options.train_count = 20;
  options.max_rate = 1e-30;
  Trainer trainer(team, bar_data(), options);
  std::vector<double> epochs[2];
  for (auto& losses : epochs) {
    for (int i = 0; i < 20; ++i) {
      trainer.step_once();
      losses.push_back(trainer.last_batch().loss);
    }
  }
  EXPECT_NE(epochs[0], epochs[1]);
  std::ranges::sort(epochs[0]);
  std::ranges::sort(epochs[1]);
  EXPECT_EQ(epochs[0], epochs[1]);
}

TEST(Trainer, AFrozenLayerKeepsItsWeights) {
  ExecutorTeam team(bar_network(R"(,"frozen":true)"), 1);
  TrainOptions options = small_options();
  options.optimizer = {.kind = OptimizerKind::kSgd, .weight_decay = 0.1, .momentum = 0.9};
  Trainer trainer(team, bar_data(), options);
  const TrainerState before = trainer.state();
  for (int i = 0; i < 3; ++i) trainer.step_once();
  const Node& conv = trainer.network().nodes()[0];
  const auto same = [&](Index i) {
    return before.parameters[static_cast<std::size_t>(i)] ==
           trainer.parameters()[static_cast<std::size_t>(i)];
  };
  for (Index i = 0; i < conv.parameter_count; ++i) EXPECT_TRUE(same(i));
  EXPECT_FALSE(same(conv.parameter_count));
}

TEST(Trainer, ADivergenceNamesItsLayerAndKeepsTheLastFiniteState) {
  ExecutorTeam team(bar_network(), 2);
  TrainOptions options = small_options();
  options.schedule = ScheduleKind::kConstant;
  options.optimizer = {.kind = OptimizerKind::kSgd};
  options.max_rate = 1e30;
  Trainer trainer(team, bar_data(), options);
  std::vector<TrainerState> states;
  bool loss_known = false;
  try {
    for (int i = 0; i < 50; ++i) {
      states.push_back(trainer.state());
      trainer.step_once();
    }
    FAIL() << "did not diverge";
  } catch (const DivergedError& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kDiverged);
    EXPECT_EQ(error.divergence().step, states.back().step + 1);
    EXPECT_NO_THROW(trainer.network().find(error.divergence().layer));
    loss_known =
        error.divergence().quantity == "weight" || error.divergence().quantity == "gradient";
  }
  // Parameters whose own loss is not finite are of no use: then the step to them is taken back too.
  if (!loss_known && states.size() > 1) states.pop_back();
  EXPECT_EQ(trainer.state().step, states.back().step);
  EXPECT_EQ(trainer.state().parameters, states.back().parameters);
  EXPECT_EQ(trainer.state().moments, states.back().moments);
  for (const Scalar value : trainer.parameters()) EXPECT_TRUE(std::isfinite(value));
}

TEST(Trainer, ANewRateTakesEffectAtTheNextStep) {
  ExecutorTeam team(bar_network(), 1);
  TrainOptions options = small_options();
  options.schedule = ScheduleKind::kConstant;
  Trainer trainer(team, bar_data(), options);
  trainer.step_once();
  EXPECT_EQ(trainer.last_batch().learning_rate, 1e-2);
  trainer.set_max_rate(0.125);
  trainer.step_once();
  EXPECT_EQ(trainer.last_batch().learning_rate, 0.125);
  EXPECT_THROW(trainer.set_max_rate(0), Error);
}

TEST(Trainer, RefusesDataOfAnotherShapeAndOptionsOutOfRange) {
  const auto data = bar_data();
  ExecutorTeam team(bar_network(), 1);
  auto other = std::make_shared<Dataset>(*data);
  other->train.shape = {1, 4, 16};
  EXPECT_THROW(Trainer(team, other, small_options()), Error);
  other = std::make_shared<Dataset>(*data);
  other->classes.pop_back();
  EXPECT_THROW(Trainer(team, other, small_options()), Error);
  TrainOptions options = small_options();
  options.train_count = 201;
  EXPECT_THROW(Trainer(team, data, options), Error);
  options = small_options();
  options.batch = 0;
  EXPECT_THROW(Trainer(team, data, options), Error);
}

}  // namespace
}  // namespace convscope::engine

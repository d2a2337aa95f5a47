#include "app/state/training/training_update.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "app/state/training/training_view.h"
#include "app/state/update.h"
#include "engine/model/presets.h"

namespace convscope::state {
namespace {

using engine::Index;
using engine::SessionStatus;

std::shared_ptr<const engine::Dataset> small_data() {
  auto data = std::make_shared<engine::Dataset>();
  data->name = "mnist";
  for (engine::Split* split : {&data->train, &data->test}) {
    split->shape = {1, 28, 28};
    split->images.assign(240 * 784, 90);
    split->labels.assign(240, 3);
  }
  return data;
}

/// An app in the Training lab whose effects are collected.
struct Lab {
  AppState app;
  Effects effects;

  Lab() { app.lab = LabId::kTraining; }
  void want(const TrainingIntent& intent) { apply(intent); }
  void command(TrainingCommand command) { want(CommandTraining{command}); }
  void apply(const Intent& intent) {
    effects.clear();
    for (Effect& effect : update(app, intent)) effects.push_back(std::move(effect));
  }
  template <typename Wish>
  std::vector<Wish> asked() const {
    std::vector<Wish> found;
    for (const Effect& effect : effects) {
      const auto* training = std::get_if<TrainingEffect>(&effect);
      if (training == nullptr) continue;
      if (const auto* wish = std::get_if<Wish>(training)) found.push_back(*wish);
    }
    return found;
  }
  /// A training that has come to `step`, with weights kept at the steps of `history`.
  void train_to(Index step, const std::vector<Index>& history, SessionStatus status) {
    apply(DatasetLoaded{"mnist", small_data()});
    command(TrainingCommand::kRun);
    std::vector<engine::SessionEvent> events;
    for (Index s = app.training.record.loss.steps() + 1; s <= step; ++s) {
      events.emplace_back(engine::BatchMetrics{s, 1.0 / static_cast<double>(s), 0.5, 0.01});
    }
    want(MetricsArrived{events});
    arrive(step, history, status);
  }
  void arrive(Index step, const std::vector<Index>& history, SessionStatus status) {
    auto snapshot = std::make_shared<engine::Snapshot>();
    snapshot->status = status;
    snapshot->network = std::make_shared<const engine::Network>(engine::lenet());
    snapshot->step = step;
    snapshot->steps_per_epoch = 100;
    snapshot->total_steps = 400;
    auto entries = std::make_shared<engine::History>();
    for (const Index s : history) entries->push_back({s, parameters(s)});
    snapshot->history = entries;
    snapshot->parameters = parameters(step);
    if (status == SessionStatus::kDiverged) {
      snapshot->divergence = engine::Divergence{step + 1, "conv2", "activation"};
    }
    want(SnapshotArrived{snapshot});
  }
  static engine::SharedParameters parameters(Index step) {
    const engine::Network network(engine::lenet());
    return std::make_shared<const std::vector<engine::Scalar>>(
        network.initial_parameters(static_cast<std::uint64_t>(step)));
  }
};

TEST(TrainingUpdate, StartReadsTheDataFirstAndThenBegins) {
  Lab lab;
  lab.command(TrainingCommand::kRun);
  ASSERT_EQ(lab.effects.size(), 1U);
  EXPECT_EQ(std::get<LoadDataset>(lab.effects[0]).name, "mnist");
  EXPECT_FALSE(lab.app.training.started);
  EXPECT_TRUE(training_notice(lab.app));
  lab.apply(DatasetLoaded{"mnist", small_data()});
  ASSERT_EQ(lab.asked<BeginTraining>().size(), 1U);
  EXPECT_EQ(lab.asked<BeginTraining>()[0].data->train.count(), 240);
  ASSERT_EQ(lab.asked<RunTraining>().size(), 1U);
  EXPECT_EQ(lab.asked<RunTraining>()[0].run, TrainingRun::kOn);
}

TEST(TrainingUpdate, ANewRateHoldsFromTheNextBatchOnEverythingElseWaits) {
  Lab lab;
  lab.train_to(5, {0, 5}, SessionStatus::kRunning);
  TrainingSettings settings = lab.app.training.settings;
  settings.learning_rate = 0.01;
  lab.want(SetTrainingSettings{settings});
  ASSERT_EQ(lab.asked<SetTrainingRate>().size(), 1U);
  EXPECT_EQ(lab.asked<SetTrainingRate>()[0].rate, 0.01);
  EXPECT_TRUE(waiting_settings(lab.app).empty());

  settings.batch = 64;
  settings.seed = 9;
  lab.want(SetTrainingSettings{settings});
  EXPECT_TRUE(lab.effects.empty());
  EXPECT_EQ(waiting_settings(lab.app), (std::vector<std::string>{"batch", "seed"}));
  lab.command(TrainingCommand::kRestart);
  ASSERT_EQ(lab.asked<BeginTraining>().size(), 1U);
  EXPECT_EQ(lab.asked<BeginTraining>()[0].settings.batch, 64);
  EXPECT_TRUE(waiting_settings(lab.app).empty());
}

TEST(TrainingUpdate, AnotherOptimizerBringsItsUsualRateButNotToTheRunningTraining) {
  Lab lab;
  lab.train_to(5, {0, 5}, SessionStatus::kRunning);
  TrainingSettings settings = lab.app.training.settings;
  settings.optimizer = TrainingOptimizer::kSgd;
  lab.want(SetTrainingSettings{settings});
  EXPECT_EQ(lab.app.training.settings.learning_rate, 0.1);
  EXPECT_TRUE(lab.asked<SetTrainingRate>().empty());
}

TEST(TrainingUpdate, LookingBackPausesAndContinuingRewindsToRecordedWeights) {
  Lab lab;
  lab.train_to(170, {0, 5, 20, 60, 100, 160}, SessionStatus::kRunning);
  lab.want(LookAtStep{110});
  EXPECT_EQ(lab.asked<PauseTraining>().size(), 1U);
  EXPECT_EQ(lab.app.training.step(), 110);
  EXPECT_EQ(recorded_step(lab.app.training, 110), 100);
  EXPECT_EQ(primary_action(lab.app).label, "Continue from step 100");
  EXPECT_NE(training_notice(lab.app)->text.find("170"), std::string::npos);
  lab.command(TrainingCommand::kRun);
  ASSERT_EQ(lab.asked<RewindTraining>().size(), 1U);
  EXPECT_EQ(lab.asked<RewindTraining>()[0].step, 100);
  EXPECT_EQ(lab.asked<RunTraining>().size(), 1U);
  EXPECT_EQ(lab.app.training.record.loss.steps(), 100);
}

TEST(TrainingUpdate, StepsOfTheWayThatWasLeftAreIgnored) {
  Lab lab;
  lab.train_to(170, {0, 60, 100}, SessionStatus::kPaused);
  lab.want(LookAtStep{100});
  lab.command(TrainingCommand::kRun);
  lab.want(MetricsArrived{{engine::BatchMetrics{171, 9, 0, 0.1}}});
  EXPECT_EQ(lab.app.training.record.loss.steps(), 100);
  lab.want(MetricsArrived{{engine::BatchMetrics{101, 0.25, 0, 0.1}}});
  EXPECT_EQ(lab.app.training.record.loss.steps(), 101);
}

TEST(TrainingUpdate, StepsForwardsTrainOnlyAtTheEnd) {
  Lab lab;
  lab.train_to(170, {0, 100}, SessionStatus::kPaused);
  lab.want(StepTraining{1});
  EXPECT_EQ(lab.asked<RunTraining>().at(0).run, TrainingRun::kOneBatch);
  lab.want(StepTraining{-1});
  EXPECT_EQ(lab.app.training.step(), 169);
  lab.want(SetTrainingGrain{true});
  lab.want(StepTraining{-1});
  EXPECT_EQ(lab.app.training.step(), 100);
  lab.want(StepTraining{1});
  EXPECT_TRUE(lab.asked<RunTraining>().empty());
  EXPECT_FALSE(lab.app.training.rewound_to);
  lab.want(StepTraining{1});
  EXPECT_EQ(lab.asked<RunTraining>().at(0).run, TrainingRun::kOneEpoch);
}

TEST(TrainingUpdate, ReplayEndsAtTheLastStep) {
  Lab lab;
  lab.train_to(170, {0, 100}, SessionStatus::kPaused);
  lab.want(LookAtStep{150});
  lab.want(ToggleTrainingPlay{});
  EXPECT_TRUE(wants_time(lab.app));
  lab.apply(AdvanceTime{0.1});
  EXPECT_EQ(lab.app.training.step(), 154);
  lab.apply(AdvanceTime{5});
  EXPECT_EQ(lab.app.training.step(), 170);
  EXPECT_FALSE(wants_time(lab.app));
}

TEST(TrainingUpdate, DivergenceIsNamedAndTheWayOnHalvesTheRate) {
  Lab lab;
  lab.train_to(4, {0}, SessionStatus::kPaused);
  // The loss rises before it is no number at all.
  lab.want(MetricsArrived{{engine::BatchMetrics{5, 40, 0, 1}, engine::BatchMetrics{6, 9e9, 0, 1}}});
  lab.arrive(6, {0, 5}, SessionStatus::kDiverged);
  const auto notice = training_notice(lab.app);
  ASSERT_TRUE(notice);
  EXPECT_TRUE(notice->offers_halving);
  EXPECT_NE(notice->text.find("step 7: an activation"), std::string::npos) << notice->text;
  EXPECT_NE(notice->text.find("conv2"), std::string::npos);
  const double rate = lab.app.training.settings.learning_rate;
  lab.command(primary_action(lab.app).command);
  ASSERT_EQ(lab.asked<RewindTraining>().size(), 1U);
  EXPECT_EQ(lab.asked<RewindTraining>()[0].step, 0);
  ASSERT_EQ(lab.asked<SetTrainingRate>().size(), 1U);
  EXPECT_EQ(lab.asked<SetTrainingRate>()[0].rate, rate / 2);
  EXPECT_EQ(lab.asked<RunTraining>().size(), 1U);
}

TEST(TrainingUpdate, TheNetworkLabSharesTheWeightsOfTheMoment) {
  Lab lab;
  lab.train_to(20, {0, 5}, SessionStatus::kRunning);
  EXPECT_EQ(lab.app.live_weights.step, 20);
  EXPECT_EQ(lab.app.live_weights.parameters, lab.app.training.snapshot->parameters);
}

TEST(TrainingUpdate, MilestonesShowWhatTheWeightsOfEachStepSee) {
  Lab lab;
  lab.train_to(170, {0, 5, 20, 60, 100, 160}, SessionStatus::kPaused);
  const auto& milestones = lab.app.training.milestones;
  ASSERT_EQ(milestones.size(), 7U);
  EXPECT_EQ(milestones.front().step, 0);
  EXPECT_EQ(milestones.back().step, 170);
  for (const Milestone& milestone : milestones) {
    ASSERT_TRUE(milestone.seen);
    EXPECT_EQ(milestone.seen->filters, 6);
    EXPECT_EQ(milestone.seen->maps.size(), 6U * 28 * 28);
    double sum = 0;
    for (const double p : milestone.seen->probabilities) sum += p;
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST(MilestoneSteps, AlwaysHoldTheFirstTheOneLookedAtAndTheLast) {
  const std::vector<Index> recorded{0, 5, 20, 60, 160, 430, 860};
  EXPECT_EQ(milestone_steps(recorded, 1287, 1287, 8),
            (std::vector<Index>{0, 5, 20, 60, 160, 430, 860, 1287}));
  for (std::size_t count = 3; count <= 8; ++count) {
    const auto steps = milestone_steps(recorded, 70, 1287, count);
    EXPECT_EQ(steps.size(), count);
    EXPECT_EQ(steps.front(), 0);
    EXPECT_EQ(steps.back(), 1287);
    EXPECT_NE(std::ranges::find(steps, 60), steps.end());
  }
}

TEST(TrainingView, NumbersInWords) {
  EXPECT_EQ(loss_text(std::nan(""), Language::kPortuguese), "não finito");
  EXPECT_EQ(loss_text(-std::numeric_limits<double>::infinity(), Language::kEnglish), "not finite");
  AppState fashion;
  fashion.training.settings.data = "fashion-mnist";
  EXPECT_EQ(class_name(fashion, 7), "Sneaker");
  fashion.settings.language = Language::kPortuguese;
  EXPECT_EQ(class_name(fashion, 7), "Tênis");
  EXPECT_EQ(class_name(AppState(), 7), "7");
  EXPECT_EQ(confusion_text("6", "5", 21, Language::kEnglish), "6 read as 5, 21 times");
  EXPECT_EQ(confusion_text("6", "5", 1, Language::kPortuguese), "6 lido como 5, uma vez");
  EXPECT_EQ(duration_text(59.4, Language::kEnglish), "59 s");
  EXPECT_EQ(duration_text(125, Language::kEnglish), "2 min 05 s");
  EXPECT_EQ(duration_text(7380, Language::kEnglish), "2 h 03 min");
}

}  // namespace
}  // namespace convscope::state

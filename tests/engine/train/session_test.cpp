#include "engine/train/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <functional>
#include <thread>

#include "engine/train/checkpoint.h"
#include "tests/engine/train/synthetic.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using testing::bar_data;
using testing::bar_network;

// A session and what it told so far.
class Watched {
 public:
  explicit Watched(SessionConfig config) : session(std::move(config)) {}

  // Takes snapshots and events until `enough`; a training that never gets there fails the test.
  void until(const std::function<bool()>& enough) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!enough()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "nothing happened";
      if (auto snapshot = session.take_snapshot()) now = std::move(snapshot);
      for (auto& event : session.drain_events()) events.push_back(std::move(event));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  void until(SessionStatus status) {
    until([&] { return now && now->status == status; });
  }
  template <typename Event>
  Index count() const {
    return std::ranges::count_if(
        events, [](const auto& event) { return std::holds_alternative<Event>(event); });
  }

  Session session;
  std::shared_ptr<const Snapshot> now;
  std::vector<SessionEvent> events;
};

SessionConfig config() {
  SessionConfig config;
  config.network = bar_network();
  config.data = bar_data();
  config.options.batch = 32;
  config.options.train_count = 160;
  config.options.epochs = 2;
  config.options.max_rate = 1e-2;
  config.validation = {160, 40};
  config.threads = 2;
  return config;
}

TEST(Session, TrainsToTheEndAndTellsEveryBatch) {
  Watched watched(config());
  watched.until(SessionStatus::kReady);
  EXPECT_EQ(watched.now->step, 0);
  watched.session.start();
  watched.until([&] { return watched.now->test != nullptr; });
  EXPECT_EQ(watched.now->status, SessionStatus::kFinished);
  EXPECT_EQ(watched.now->step, 10);
  EXPECT_EQ(watched.now->test->step, 10);
  EXPECT_EQ(watched.now->validation->evaluation.metrics.count, 40);
  watched.until([&] { return watched.count<EpochMetrics>() == 2; });
  EXPECT_EQ(watched.count<BatchMetrics>(), 10);
  EXPECT_GT(watched.now->samples_per_s, 0);
}

TEST(Session, GivesTheSameWeightsAsATrainerWithoutThread) {
  Watched watched(config());
  watched.session.start();
  watched.until(SessionStatus::kFinished);
  ExecutorTeam team(bar_network(), 1);
  Trainer trainer(team, bar_data(), config().options);
  while (!trainer.done()) trainer.step_once();
  EXPECT_TRUE(std::ranges::equal(*watched.now->parameters, trainer.parameters()));
}

TEST(Session, OneBatchAndOneEpochPauseByThemselves) {
  Watched watched(config());
  watched.session.one_batch();
  watched.until(SessionStatus::kPaused);
  EXPECT_EQ(watched.now->step, 1);
  watched.session.one_epoch();
  watched.until([&] { return watched.now->step == 5 && watched.now->validation; });
  EXPECT_EQ(watched.count<EpochMetrics>(), 1);
}

TEST(Session, PausesAndGoesOn) {
  SessionConfig endless = config();
  endless.options.epochs = 1000000;
  Watched watched(endless);
  watched.session.start();
  watched.until([&] { return watched.count<BatchMetrics>() > 3; });
  watched.session.pause();
  watched.until(SessionStatus::kPaused);
  const Index step = watched.now->step;
  EXPECT_GT(step, 0);
  watched.session.start();
  watched.until([&] { return watched.now->step > step; });
  watched.session.stop();
  watched.until(SessionStatus::kStopped);
  watched.until([&] { return watched.count<BatchMetrics>() == watched.now->step; });
  watched.session.start();
  const Index stopped_at = watched.now->step;
  watched.until([&] { return watched.now->step > stopped_at; });
}

TEST(Session, ManyStopsAndStartsLoseNothing) {
  SessionConfig endless = config();
  endless.options.epochs = 1000000;
  Watched watched(endless);
  for (int i = 0; i < 50; ++i) {
    watched.session.start();
    watched.session.stop();
    if (i % 7 == 0) watched.until(SessionStatus::kStopped);
  }
  watched.session.start();
  watched.until([&] { return watched.now && watched.now->step > 3; });
}

TEST(Session, ANewRateIsUsedByTheNextBatch) {
  SessionConfig constant = config();
  constant.options.schedule = ScheduleKind::kConstant;
  Watched watched(constant);
  watched.session.one_batch();
  watched.until(SessionStatus::kPaused);
  watched.session.set_learning_rate(0.25);
  watched.until([&] { return watched.now->learning_rate == 0.25; });
  watched.session.one_batch();
  watched.until([&] { return watched.now->step == 2 && watched.count<BatchMetrics>() == 2; });
  EXPECT_EQ(std::get<BatchMetrics>(watched.events.back()).learning_rate, 0.25);
}

TEST(Session, RewindsToAStepOfItsHistory) {
  Watched watched(config());
  watched.session.start();
  watched.until(SessionStatus::kFinished);
  const auto first = watched.now;
  ASSERT_EQ(first->history->size(), 3u);  // 0, 5, 10
  EXPECT_EQ((*first->history)[1].step, 5);
  watched.session.rewind(5);
  watched.until(SessionStatus::kPaused);
  EXPECT_EQ(watched.now->step, 5);
  EXPECT_EQ(*watched.now->parameters, *(*first->history)[1].parameters);
  watched.session.start();
  watched.until(SessionStatus::kFinished);
  EXPECT_EQ(*watched.now->parameters, *first->parameters);
}

// The same training again: the file of one that was rewound is that of one that never was.
TEST(Session, WhatIsSavedAfterARewindHasNoAbandonedCurves) {
  const test::TemporaryDirectory directory;
  const std::string straight = (directory / "straight").string(),
                    rewound = (directory / "rewound").string();
  const auto saved = [](Watched& watched, const std::string& path) {
    watched.session.save(path);
    watched.until([&] { return watched.count<SaveResult>() == 1; });
    return read_checkpoint(path).training->curves;
  };
  Watched first(config());
  first.session.start();
  first.until(SessionStatus::kFinished);
  const TrainingCurves once = saved(first, straight);
  EXPECT_EQ(once.loss.steps(), 10);
  EXPECT_EQ(once.epochs.size(), 2u);
  Watched again(config());
  again.session.start();
  again.until(SessionStatus::kFinished);
  again.session.rewind(5);
  again.until(SessionStatus::kPaused);
  again.session.start();
  again.until(SessionStatus::kFinished);
  const TrainingCurves twice = saved(again, rewound);
  EXPECT_EQ(twice.loss, once.loss);
  EXPECT_EQ(twice.accuracy, once.accuracy);
  ASSERT_EQ(twice.epochs.size(), once.epochs.size());
  for (std::size_t i = 0; i < once.epochs.size(); ++i) {
    EXPECT_EQ(twice.epochs[i].step, once.epochs[i].step);
    EXPECT_EQ(twice.epochs[i].validation_loss, once.epochs[i].validation_loss);
  }
}

TEST(Session, ADivergenceKeepsTheLastFiniteWeightsAndCanBeRewound) {
  SessionConfig wild = config();
  wild.options.optimizer = {.kind = OptimizerKind::kSgd};
  wild.options.schedule = ScheduleKind::kConstant;
  wild.options.max_rate = 1e30;
  wild.options.epochs = 1000;
  Watched watched(wild);
  watched.session.start();
  watched.until(SessionStatus::kDiverged);
  ASSERT_TRUE(watched.now->divergence);
  EXPECT_FALSE(watched.now->message.empty());
  for (const Scalar value : *watched.now->parameters) EXPECT_TRUE(std::isfinite(value));
  watched.session.rewind(0);
  watched.session.set_learning_rate(1e-3);
  watched.session.one_batch();
  watched.until(
      [&] { return watched.now->status == SessionStatus::kPaused && watched.now->step == 1; });
  EXPECT_FALSE(watched.now->divergence);
}

TEST(Session, AnExceptionOfTheWorkerBecomesASnapshot) {
  SessionConfig wrong = config();
  wrong.options.train_count = 100000;
  Watched watched(wrong);
  watched.until(SessionStatus::kFailed);
  EXPECT_FALSE(watched.now->message.empty());
  watched.session.start();  // and nothing crashes
  watched.session.stop();
}

TEST(Session, NotifiesAfterEachSnapshotAndEndsWhileRunning) {
  std::atomic<int> notified = 0;
  SessionConfig endless = config();
  endless.options.epochs = 1000000;
  endless.notify = [&] { ++notified; };
  {
    Watched watched(endless);
    watched.session.start();
    watched.until([&] { return watched.now && watched.now->id > 4; });
    EXPECT_GE(notified.load(), 5);
  }
}

TEST(Session, ASnapshotComputesBesideTheTraining) {
  SessionConfig endless = config();
  endless.options.epochs = 1000000;
  Watched watched(endless);
  watched.session.start();
  for (int i = 0; i < 5; ++i) {
    const auto before = watched.now;
    watched.until([&] { return watched.now != before; });
    const auto executor = make_executor(*watched.now->network, ExecutorKind::kNaive);
    const Tensor image = image_tensor(bar_data()->test, 0);
    const auto p =
        classify(*executor, *watched.now->network, *watched.now->parameters, image.view());
    EXPECT_EQ(p.size(), 4u);
  }
}

TEST(Session, SavesWhatASecondSessionContinuesBitExactly) {
  const test::TemporaryDirectory directory;
  const std::string path = (directory / "w").string();
  Watched whole(config());
  whole.session.one_epoch();
  whole.until([&] { return whole.count<EpochMetrics>() == 1; });
  whole.session.save(path);
  whole.until([&] { return whole.count<SaveResult>() == 1; });
  EXPECT_EQ(std::get<SaveResult>(whole.events.back()).error, "");
  whole.session.start();
  whole.until(SessionStatus::kFinished);
  const Checkpoint checkpoint = read_checkpoint(path);
  SessionConfig resumed = config();
  resumed.options = checkpoint.training->options;
  resumed.resume = checkpoint.training->state;
  Watched second(resumed);
  second.session.start();
  second.until(SessionStatus::kFinished);
  EXPECT_EQ(*second.now->parameters, *whole.now->parameters);
}

TEST(Session, WhateverStandsStillHasBeenSaved) {
  const test::TemporaryDirectory directory;
  SessionConfig saving = config();
  saving.options.epochs = 1000000;
  saving.autosave = (directory / "autosave").string();
  const auto saved_step = [&] { return read_checkpoint(saving.autosave).training->state.step; };
  Index last = 0;
  {
    Watched watched(saving);
    watched.session.one_batch();
    watched.until([&] { return std::filesystem::exists(saving.autosave); });
    EXPECT_EQ(saved_step(), 1);
    watched.session.start();
    watched.until([&] { return watched.count<BatchMetrics>() > 3; });
    watched.session.stop();
    watched.until(SessionStatus::kStopped);
    watched.until([&] { return saved_step() == watched.now->step; });
    watched.session.start();
    last = watched.now->step;
    watched.until([&] { return watched.count<BatchMetrics>() > last + 2; });
    last = watched.count<BatchMetrics>();
  }
  EXPECT_GE(saved_step(), last);  // what was running when the session ended
}

TEST(Session, AnAbandonedOneSavesNothing) {
  const test::TemporaryDirectory directory;
  SessionConfig saving = config();
  saving.autosave = (directory / "autosave").string();
  {
    Watched watched(saving);
    watched.session.abandon();
    watched.session.one_batch();
    watched.until(SessionStatus::kPaused);
  }
  EXPECT_FALSE(std::filesystem::exists(saving.autosave));
}

TEST(Session, AnEvaluationThatIsNotFiniteStopsItAndTheStepIsTakenBack) {
  SessionConfig wild = config();
  wild.options.optimizer = {.kind = OptimizerKind::kSgd};
  wild.options.schedule = ScheduleKind::kConstant;
  wild.options.max_rate = 1e25;
  wild.validate_every = 1;
  Watched watched(wild);
  watched.until(SessionStatus::kReady);
  const auto before = watched.now->parameters;
  watched.session.one_batch();
  watched.until(SessionStatus::kDiverged);
  EXPECT_EQ(watched.now->divergence->quantity, "loss");
  EXPECT_EQ(watched.now->divergence->step, 1);
  EXPECT_EQ(watched.now->step, 0);
  EXPECT_EQ(*watched.now->parameters, *before);
}

TEST(Session, SavingToNowhereIsToldAndHarmless) {
  Watched watched(config());
  watched.session.save("/no/such/directory/w");
  watched.until([&] { return watched.count<SaveResult>() == 1; });
  EXPECT_NE(std::get<SaveResult>(watched.events.back()).error, "");
  watched.session.one_batch();
  watched.until(SessionStatus::kPaused);
}

TEST(Session, LooksAtValidationBetweenEpochEnds) {
  SessionConfig looking = config();
  looking.validate_every = 2;
  looking.validation_sample = 16;
  Watched watched(looking);
  watched.session.start();
  watched.until(SessionStatus::kFinished);
  watched.until([&] { return watched.count<ValidationMetrics>() == 5; });
}

}  // namespace
}  // namespace convscope::engine

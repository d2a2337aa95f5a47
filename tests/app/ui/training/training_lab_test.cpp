#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "app/shell/training_host.h"
#include "app/state/training/training_view.h"
#include "engine/core/rng.h"
#include "engine/train/checkpoint.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/ui_driver.h"

namespace convscope::ui {
namespace {

using engine::Index;
using engine::SessionStatus;
using state::TrainingOptimizer;
using testing::UiDriver;

/// Ten classes of 28x28 pictures: a bright row for each, under noise.
engine::Split rows_split(Index count, std::uint64_t seed) {
  engine::Split split;
  split.shape = {1, 28, 28};
  engine::Rng rng(seed);
  for (Index i = 0; i < count; ++i) {
    const auto label = static_cast<std::uint8_t>(rng.below(10));
    split.labels.push_back(label);
    for (Index cell = 0; cell < 784; ++cell) {
      const bool bright = cell / 28 == 3 + 2 * label;
      split.images.push_back(static_cast<std::uint8_t>((bright ? 150 : 0) + rng.below(60)));
    }
  }
  return split;
}

std::shared_ptr<const engine::Dataset> rows_data() {
  auto data = std::make_shared<engine::Dataset>();
  data->name = "mnist";
  for (int digit = 0; digit < 10; ++digit) data->classes.push_back(std::to_string(digit));
  data->train = rows_split(1200, 1);
  data->test = rows_split(100, 2);
  return data;
}

/// The real interface, the real update and a real session on its thread; no window.
class TrainingLab : public ::testing::Test {
 protected:
  TrainingLab() : driver_(1280, 720), host_({}) {
    driver_.apply(state::SelectLab{state::LabId::kTraining});
    driver_.apply(state::DatasetLoaded{"mnist", rows_data()});
    driver_.clear_effects();
    driver_.frame();
  }

  const state::TrainingState& training() const { return driver_.state().training; }

  /// Hands effects to the session and answers to the state until `done`; false after two minutes.
  ::testing::AssertionResult wait_until(const std::function<bool()>& done) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    while (std::chrono::steady_clock::now() < limit) {
      exchange();
      driver_.frame();
      if (done()) return ::testing::AssertionSuccess();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    auto failure = ::testing::AssertionFailure() << "step " << training().last_step();
    for (const state::Toast& toast : driver_.state().toasts) failure << "; " << toast.text;
    return failure;
  }
  void exchange() {
    const state::Effects effects = driver_.effects();
    driver_.clear_effects();
    for (const state::Effect& effect : effects) {
      if (const auto* wish = std::get_if<state::TrainingEffect>(&effect)) host_.carry_out(*wish);
    }
    for (const state::Intent& intent : host_.take_intents()) driver_.apply(intent);
  }
  bool has_status(SessionStatus status) const {
    return training().snapshot && training().snapshot->status == status;
  }
  void type_into(std::string_view field, std::string_view text) {
    driver_.click(field);
    driver_.type(text);
  }
  void set(const std::function<void(state::TrainingSettings&)>& change) {
    state::TrainingSettings settings = training().settings;
    change(settings);
    driver_.apply(state::TrainingIntent(state::SetTrainingSettings{settings}));
  }

  UiDriver driver_;
  shell::TrainingHost host_;
};

TEST_F(TrainingLab, StartsChangesTheRatePausesAndStops) {
  set([](auto& settings) { settings.epochs = 500; });
  driver_.click("training.run");
  ASSERT_TRUE(wait_until([&] { return training().record.loss.steps() >= 12; }));
  EXPECT_TRUE(training().running());
  EXPECT_FALSE(training().milestones.empty());
  EXPECT_EQ(driver_.state().live_weights.parameters, training().snapshot->parameters);

  set([](auto& settings) { settings.schedule = engine::ScheduleKind::kConstant; });
  const double before = training().snapshot->learning_rate;
  type_into("training.rate", "0.0005");
  EXPECT_EQ(training().settings.learning_rate, 0.0005);
  ASSERT_TRUE(wait_until([&] { return training().snapshot->learning_rate < before; }));

  driver_.click("training.run");  // it says "Pause" now
  ASSERT_TRUE(wait_until([&] { return has_status(SessionStatus::kPaused); }));
  const Index paused_at = training().last_step();
  ASSERT_TRUE(wait_until([&] { return !training().record.tests.empty(); }));
  driver_.click("training.one_batch");
  ASSERT_TRUE(wait_until([&] {
    return training().last_step() == paused_at + 1 && has_status(SessionStatus::kPaused);
  }));
  driver_.click("training.run");
  ASSERT_TRUE(wait_until([&] { return training().running(); }));
  driver_.click("training.stop");
  ASSERT_TRUE(wait_until([&] { return has_status(SessionStatus::kStopped); }));
  EXPECT_TRUE(wait_until([&] { return training().record.loss.steps() == training().last_step(); }));
}

TEST_F(TrainingLab, GoesBackInTimeAndLearnsOnFromThere) {
  driver_.click("training.one_epoch");
  ASSERT_TRUE(wait_until(
      [&] { return has_status(SessionStatus::kPaused) && !training().record.tests.empty(); }));
  const Index end = training().last_step();
  EXPECT_EQ(end, 9);  // 1100 samples, batches of 128
  driver_.key(Key::kHome);
  EXPECT_EQ(training().step(), 0);
  driver_.key(Key::kEnd);
  EXPECT_EQ(training().step(), end);
  driver_.key(Key::kLeft);
  EXPECT_EQ(training().step(), end - 1);
  driver_.click("training.milestone.5");
  EXPECT_EQ(training().step(), 5);
  driver_.click("training.run");
  EXPECT_EQ(training().record.loss.steps(), 5);
  ASSERT_TRUE(wait_until([&] { return training().record.loss.steps() > end; }));
  EXPECT_FALSE(training().rewound_to);
}

TEST_F(TrainingLab, ADivergenceIsExplainedAndTheWayOnWorks) {
  set([](auto& settings) {
    settings.optimizer = TrainingOptimizer::kMomentum;
    settings.schedule = engine::ScheduleKind::kConstant;
  });
  type_into("training.rate", "1000");
  driver_.click("training.run");
  ASSERT_TRUE(wait_until([&] {
    return has_status(SessionStatus::kDiverged) || has_status(SessionStatus::kFinished);
  }));
  driver_.frame();
  // Offered once: by the filled button, or, where that one starts again, beside the words.
  const bool primary =
      state::primary_action(driver_.state()).command == state::TrainingCommand::kHalveRate;
  EXPECT_NE(driver_.has("training.halve"), primary);
  EXPECT_TRUE(driver_.has("training.confusion")) << "empty, in its place";
  driver_.click(primary ? "training.run" : "training.halve");
  EXPECT_EQ(training().settings.learning_rate, 500);
  ASSERT_TRUE(wait_until([&] { return training().snapshot->status != SessionStatus::kPaused; }));
}

TEST_F(TrainingLab, SavesWeightsAndBeginsWithThemAgain) {
  const test::TemporaryDirectory directory;
  const std::string path = (directory.path() / "learnt.safetensors").string();
  driver_.apply(state::TrainingIntent(state::SetWeightsPath{path}));
  driver_.click("training.save");
  ASSERT_FALSE(driver_.state().toasts.empty());  // there is nothing to save yet
  driver_.click("training.one_batch");
  ASSERT_TRUE(wait_until([&] { return training().last_step() == 1; }));
  const auto learnt = *training().snapshot->parameters;
  driver_.click("training.save");
  const auto toasts = driver_.state().toasts.size();
  ASSERT_TRUE(wait_until([&] { return driver_.state().toasts.size() > toasts; }));
  EXPECT_EQ(engine::read_checkpoint(path).parameters, learnt);
  driver_.click("training.open");
  ASSERT_TRUE(wait_until([&] { return static_cast<bool>(training().opened); }));
  EXPECT_FALSE(training().started);
  EXPECT_EQ(*training().opened.parameters, learnt);
  EXPECT_EQ(training().opened.path, path);
}

TEST_F(TrainingLab, TheMapsAreOfTheDrawingAndFollowThePen) {
  driver_.click("training.one_batch");
  ASSERT_TRUE(wait_until([&] { return training().last_step() == 1; }));
  ASSERT_EQ(training().milestones.size(), 2U);
  EXPECT_FALSE(training().picture.drawn);
  const auto test_image = training().milestones.back().seen->maps;

  // One movement of the pen: the intent itself brings every map up to date.
  driver_.apply(state::NetworkIntent{state::network::BeginStroke{{90, 60}}});
  EXPECT_TRUE(training().picture.drawn);
  const auto dot = training().milestones.back().seen->maps;
  EXPECT_NE(dot, test_image);
  driver_.apply(state::NetworkIntent{state::network::ExtendStroke{{190, 220}}});
  EXPECT_NE(training().milestones.back().seen->maps, dot);
  EXPECT_NE(training().milestones.front().seen->maps, training().milestones.back().seen->maps);
  driver_.apply(state::NetworkIntent{state::network::EndStroke{}});

  driver_.sign(U'z', true);
  EXPECT_FALSE(training().picture.drawn);
  EXPECT_EQ(training().milestones.back().seen->maps, test_image);
}

TEST_F(TrainingLab, ThePadIsTheNetworkLabs) {
  const figure::Rect pad = driver_.rect("training.pad");
  const auto at = [&](float x, float y) {
    return figure::Point{pad.x + x * pad.width, pad.y + y * pad.height};
  };
  driver_.drag({at(0.3F, 0.2F), at(0.7F, 0.2F), at(0.5F, 0.8F)});
  const state::Drawing& drawing = driver_.state().network.pad.drawing();
  ASSERT_EQ(drawing.strokes.size(), 1U);
  EXPECT_GE(drawing.strokes[0].points.size(), 3U);
  EXPECT_TRUE(training().picture.drawn);
  driver_.click("training.eraser");
  EXPECT_EQ(driver_.state().network.pad.tool(), state::PadTool::kEraser);
  driver_.click("training.clear");
  EXPECT_TRUE(drawing.empty());
  driver_.click("training.undo");
  EXPECT_FALSE(drawing.empty());
}

TEST_F(TrainingLab, StartingAgainIsOfferedOnce) {
  set([](auto& settings) { settings.epochs = 1; });
  EXPECT_FALSE(driver_.has("training.restart"));
  EXPECT_FALSE(driver_.has("training.stop"));
  driver_.click("training.one_batch");
  ASSERT_TRUE(wait_until([&] { return has_status(SessionStatus::kPaused); }));
  driver_.frame();
  EXPECT_TRUE(driver_.has("training.restart"));
  EXPECT_FALSE(driver_.has("training.stop"));
  driver_.click("training.run");
  ASSERT_TRUE(wait_until([&] { return has_status(SessionStatus::kFinished); }));
  driver_.frame();
  EXPECT_FALSE(driver_.has("training.restart"));
  EXPECT_FALSE(driver_.has("training.stop"));
  driver_.click("training.run");
  EXPECT_EQ(training().record.loss.steps(), 0);
}

// Who clicks twice where "Stop" was loses nothing; who means it clicks twice on "Start again".
TEST_F(TrainingLab, AnUnfinishedTrainingIsThrownAwayByASecondClickOnly) {
  set([](auto& settings) { settings.epochs = 3; });
  driver_.click("training.run");
  ASSERT_TRUE(wait_until([&] { return training().record.loss.steps() >= 2; }));
  driver_.frame();
  const figure::Rect stop = driver_.rect("training.stop");
  driver_.click("training.run");
  ASSERT_TRUE(wait_until([&] { return has_status(SessionStatus::kPaused); }));
  driver_.frame();
  const auto steps = training().record.loss.steps();
  driver_.click_at({stop.center_x(), stop.center_y()});
  driver_.click("training.restart");
  EXPECT_EQ(training().record.loss.steps(), steps);
  driver_.frame(10);
  driver_.click("training.restart");
  EXPECT_EQ(training().record.loss.steps(), steps);
  driver_.click("training.restart");
  EXPECT_EQ(training().record.loss.steps(), 0);
}

// A rate changed in the middle: saving says that the scene alone does not repeat it.
TEST_F(TrainingLab, AChangedRateIsSaidWhenTheSceneIsSaved) {
  driver_.click("training.one_batch");
  ASSERT_TRUE(wait_until([&] { return has_status(SessionStatus::kPaused); }));
  driver_.apply(state::SaveScene{"scene.json"});
  EXPECT_TRUE(driver_.state().toasts.empty());
  type_into("training.rate", "0.0004");
  driver_.apply(state::SaveScene{"scene.json"});
  ASSERT_EQ(driver_.state().toasts.size(), 1U);
  // From the beginning again at that rate the scene says everything.
  driver_.key(Key::kHome);
  driver_.click("training.run");
  EXPECT_FALSE(training().rate_changed);
}

TEST(TrainingLabInALowWindow, NothingLiesOnAnythingElse) {
  for (const float height : {600.0F, 660.0F, 720.0F}) {
    UiDriver driver(1000, height);
    driver.apply(state::SelectLab{state::LabId::kTraining});
    driver.frame();
    const std::vector<std::string> ids{
        "training.data",      "training.preset",    "training.optimizer", "training.schedule",
        "training.rate",      "training.batch",     "training.epochs",    "training.seed",
        "training.run",       "training.one_batch", "training.one_epoch", "training.path",
        "training.save",      "training.open",      "training.log",       "training.smooth",
        "training.section.0", "training.section.1", "training.section.2"};
    std::vector<figure::Rect> rects;
    for (const std::string& id : ids) {
      if (driver.has(id)) rects.push_back(driver.rect(id));
    }
    for (std::size_t i = 0; i < rects.size(); ++i) {
      EXPECT_LE(rects[i].bottom(), height - 52) << ids[i];
      for (std::size_t k = i + 1; k < rects.size(); ++k) {
        // Check boxes take a click a few pixels above and below their row.
        const bool apart = rects[i].bottom() <= rects[k].y + 6 ||
                           rects[k].bottom() <= rects[i].y + 6 ||
                           rects[i].right() <= rects[k].x + 1 || rects[k].right() <= rects[i].x + 1;
        EXPECT_TRUE(apart) << height << ": " << i << " and " << k;
      }
    }
  }
}

TEST(TrainingLabInALowWindow, PartsOfTheSettingsOpenOneAtATime) {
  UiDriver driver(1000, 600);
  driver.apply(state::SelectLab{state::LabId::kTraining});
  driver.frame();
  EXPECT_TRUE(driver.has("training.data"));
  EXPECT_FALSE(driver.has("training.save"));
  driver.click("training.section.2");
  driver.frame();
  EXPECT_TRUE(driver.has("training.save"));
  EXPECT_FALSE(driver.has("training.data"));
  EXPECT_TRUE(driver.has("training.run"));
}

}  // namespace
}  // namespace convscope::ui

#include <gtest/gtest.h>

#include "app/state/pixel_shuffle/scene.h"
#include "app/state/pixel_shuffle/update.h"
#include "app/state/pixel_shuffle/view.h"
#include "app/state/scene.h"
#include "app/state/scene_text.h"
#include "app/state/update.h"
#include "engine/core/error.h"

namespace convscope::state {
namespace {

using Status = PixelShuffleState::Status;
using pixel_shuffle::Progress;

std::shared_ptr<const engine::Dataset> two_digits() {
  auto data = std::make_shared<engine::Dataset>();
  for (engine::Split* split : {&data->train, &data->test}) {
    *split = {.shape = {1, 28, 28}, .images = engine::Bytes(2 * 784), .labels = {7, 2}};
    for (std::size_t i = 0; i < split->images.size(); ++i) {
      split->images[i] = static_cast<std::uint8_t>(i % 251);
    }
  }
  return data;
}

template <typename EffectKind>
const EffectKind* find(const Effects& effects) {
  for (const Effect& effect : effects) {
    if (const auto* found = std::get_if<EffectKind>(&effect)) return found;
  }
  return nullptr;
}

ShufflePoint point_at(engine::Index step) {
  return {.step = step,
          .judged = 500,
          .loss = {0.3, 0.31, 0.1, 0.4},
          .accuracy = {0.91, 0.905, 0.97, 0.9}};
}

class PixelShuffle : public ::testing::Test {
 protected:
  AppState app_;
  PixelShuffleState& lab_ = app_.pixel_shuffle;

  template <typename Action>
  Effects want(Action action) {
    return update(app_, PixelShuffleIntent{std::move(action)});
  }
  Effects open_view() {
    return update(app_,
                  ConvolutionIntent{convolution::SetViewKind{ConvolutionViewKind::kPixelShuffle}});
  }
  void give_data() { update(app_, DatasetLoaded{"mnist", two_digits()}); }
  void arrive(engine::Index step, engine::Index total) {
    want(Progress{.run = lab_.run, .step = step, .total_steps = total, .points = {point_at(step)}});
  }
};

TEST_F(PixelShuffle, ItsViewAsksForTheDigits) {
  const Effects effects = open_view();
  ASSERT_NE(find<LoadDataset>(effects), nullptr);
  EXPECT_EQ(find<LoadDataset>(effects)->name, "mnist");
  EXPECT_FALSE(shuffle_data_words(app_).empty());
  give_data();
  EXPECT_TRUE(shuffle_data_words(app_).empty());
}

TEST_F(PixelShuffle, AStartWaitsForTheDigits) {
  want(pixel_shuffle::ToggleRun{});
  EXPECT_EQ(lab_.status, Status::kWaiting);
  const Effects effects = update(app_, DatasetLoaded{"mnist", two_digits()});
  ASSERT_NE(find<RunPixelShuffle>(effects), nullptr);
  EXPECT_EQ(find<RunPixelShuffle>(effects)->run, lab_.run);
  EXPECT_TRUE(lab_.running());
}

TEST_F(PixelShuffle, WithoutDigitsItSaysSoAndCanBeTriedAgain) {
  want(pixel_shuffle::ToggleRun{});
  update(app_, DatasetFailed{"mnist", "NO_FILE: nothing there"});
  EXPECT_EQ(lab_.status, Status::kReady);
  EXPECT_NE(shuffle_data_words(app_).find("NO_FILE"), std::string::npos);
  EXPECT_NE(find<LoadDataset>(want(pixel_shuffle::ToggleRun{})), nullptr);
}

TEST_F(PixelShuffle, RunsPausesGoesOnAndEnds) {
  give_data();
  EXPECT_NE(find<RunPixelShuffle>(want(pixel_shuffle::ToggleRun{})), nullptr);
  arrive(0, 20);
  const Effects held = want(pixel_shuffle::ToggleRun{});
  ASSERT_NE(find<HoldPixelShuffle>(held), nullptr);
  EXPECT_TRUE(find<HoldPixelShuffle>(held)->hold);
  EXPECT_EQ(lab_.status, Status::kPaused);
  EXPECT_FALSE(find<HoldPixelShuffle>(want(pixel_shuffle::ToggleRun{}))->hold);
  arrive(20, 20);
  EXPECT_EQ(lab_.status, Status::kFinished);
  EXPECT_EQ(lab_.points.size(), 2U);
  want(pixel_shuffle::ToggleRun{});
  EXPECT_TRUE(lab_.points.empty());
}

TEST_F(PixelShuffle, OneStretchEndsWithTheNextMeasurement) {
  give_data();
  EXPECT_TRUE(find<HoldPixelShuffle>(want(pixel_shuffle::OneStretch{}))->one_stretch);
  arrive(0, 20);
  EXPECT_TRUE(lab_.running());
  arrive(5, 20);
  EXPECT_EQ(lab_.status, Status::kPaused);
}

TEST_F(PixelShuffle, WhatAnOlderRunMeasuredIsLeftOut) {
  give_data();
  want(pixel_shuffle::ToggleRun{});
  const std::uint64_t old = lab_.run;
  EXPECT_EQ(find<RunPixelShuffle>(want(pixel_shuffle::Reset{}))->data, nullptr);
  want(Progress{.run = old, .step = 5, .total_steps = 20, .points = {point_at(5)}});
  EXPECT_TRUE(lab_.points.empty());
  EXPECT_EQ(lab_.status, Status::kReady);
}

TEST_F(PixelShuffle, AFailureIsSaid) {
  give_data();
  want(pixel_shuffle::ToggleRun{});
  want(Progress{.run = lab_.run, .error = "it broke"});
  EXPECT_EQ(lab_.status, Status::kFinished);
  EXPECT_EQ(shuffle_words(lab_, Language::kEnglish), "it broke");
}

TEST_F(PixelShuffle, SettingsAreUndoneWhereTheyAreShown) {
  open_view();
  want(pixel_shuffle::SetSettings{{.block = 7, .share = 2, .epochs = 99}});
  EXPECT_EQ(lab_.settings().block, 7);
  EXPECT_EQ(lab_.settings().share, 1);
  EXPECT_EQ(lab_.settings().epochs, kMostShuffleEpochs);
  update(app_, Undo{});
  EXPECT_EQ(lab_.settings(), PixelShuffleSettings{});
  update(app_, Redo{});
  EXPECT_EQ(lab_.settings().block, 7);
}

TEST_F(PixelShuffle, TheDigitIsShuffledByTheOrderThatTheNetworksSee) {
  give_data();
  want(pixel_shuffle::ShowDigit{1});
  want(pixel_shuffle::ShowDigit{99});
  EXPECT_EQ(lab_.digit, 1);
  const ShuffledDigit digit = shuffled_digit(app_);
  EXPECT_EQ(digit.label, 2);
  const auto order = shuffle_order(lab_.settings());
  for (std::size_t i = 0; i < 784; ++i) {
    EXPECT_EQ(digit.shuffled[i], digit.plain[static_cast<std::size_t>(order[i])]);
  }
  want(pixel_shuffle::SetSettings{{.on = false}});
  EXPECT_EQ(shuffled_digit(app_).shuffled, shuffled_digit(app_).plain);
}

TEST_F(PixelShuffle, TheTableTellsThePointThatIsLookedAt) {
  give_data();
  want(pixel_shuffle::ToggleRun{});
  arrive(5, 20);
  auto late = point_at(20);
  late.accuracy = {0.93, 0.93, 0.98, 0.88};
  late.judged = 10000;
  want(Progress{.run = lab_.run, .step = 20, .total_steps = 20, .points = {late}});
  auto rows = shuffle_rows(lab_, Language::kEnglish);
  EXPECT_EQ(rows[1].shuffled, "88.0\u202F%");
  EXPECT_EQ(rows[1].difference, "\u221210.0");
  EXPECT_NE(shuffle_judged(lab_, Language::kEnglish).find("all 10\u202F000"), std::string::npos);
  want(pixel_shuffle::LookAtPoint{0});
  rows = shuffle_rows(lab_, Language::kPortuguese);
  EXPECT_EQ(rows[0].plain, "91,0\u202F%");
  want(pixel_shuffle::LookAtPoint{1});
  EXPECT_FALSE(lab_.looked_at);
}

TEST_F(PixelShuffle, SurvivesASceneWithItsCurves) {
  open_view();
  give_data();
  want(pixel_shuffle::SetSettings{
      {.block = 4, .share = 0.5, .seed = 9, .images = 2000, .epochs = 2}});
  want(pixel_shuffle::ToggleRun{});
  arrive(0, 20);
  arrive(10, 20);
  arrive(20, 20);
  want(pixel_shuffle::LookAtPoint{1});
  const AppState again = parse_scene(scene_text(app_, {}), "scene.json", {});
  EXPECT_TRUE(shows_pixel_shuffle(again));
  const PixelShuffleState& read = again.pixel_shuffle;
  EXPECT_EQ(read.settings(), lab_.settings());
  EXPECT_EQ(read.points, lab_.points);
  EXPECT_EQ(read.looked_at, lab_.looked_at);
  EXPECT_EQ(read.status, Status::kRecorded);
  EXPECT_EQ(scene_text(again, {}), scene_text(app_, {}));
  AppState window;
  window.pixel_shuffle.started = PixelShuffleSettings{};
  const Effects effects = update(window, SceneOpened{std::make_shared<const AppState>(again)});
  ASSERT_NE(find<RunPixelShuffle>(effects), nullptr);  // ends the run that was there
  EXPECT_EQ(window.pixel_shuffle.points.size(), 3U);
  update(window, Undo{});
  EXPECT_EQ(window.pixel_shuffle.settings(), PixelShuffleSettings{});
}

TEST_F(PixelShuffle, ASceneThatIsWrongNamesThePlace) {
  for (const auto& [text, pointer] : std::vector<std::pair<std::string, std::string>>{
           {R"({"block": 3})", "/state/pixel_shuffle/block"},
           {R"({"share": 1.5})", "/state/pixel_shuffle/share"},
           {R"({"points": [{"step": 1}]})", "/state/pixel_shuffle/points/0"},
           {R"({"points": [{"step": 1, "judged": 5, "loss": [1], "accuracy": [1]}]})", "/loss"},
           {R"({"kernel": 3})", "/state/pixel_shuffle"}}) {
    const std::string scene =
        R"({"format": 1, "lab": "convolution", "state": {"pixel_shuffle": )" + text + "}}";
    try {
      parse_scene(scene, "s.json", {});
      ADD_FAILURE() << text;
    } catch (const engine::Error& error) {
      EXPECT_NE(std::string(error.what()).find(pointer), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace convscope::state

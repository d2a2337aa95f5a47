#include <gtest/gtest.h>

#include <string>

#include "app/state/app_state.h"
#include "app/state/pooling/pooling_update.h"
#include "app/state/scene.h"
#include "app/state/scene_text.h"
#include "engine/core/error.h"

namespace convscope::state {
namespace {

AppState read(const std::string& json) {
  return parse_scene(json, "scene.json", AppState{});
}

std::string error_of(const std::string& json) {
  try {
    read(json);
  } catch (const engine::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(PoolingScene, ReadsSizesNumbersAndPlace) {
  const AppState app = read(R"({"format": 1, "lab": "pooling", "view": "numbers", "step": 6,
    "grain": "cell", "selection": [0, 0, 1], "state": {"example": "max-4x4", "mode": "average",
    "height": 2, "input": [[[1, 2, 3, 4], [5, 6, 7, 8]]], "upstream": [[[3, -1]]],
    "answers": [[[3.5, null]]], "backward": true, "hide_pending": false, "speed": 2}})");
  const PoolingState& lab = app.pooling;
  EXPECT_EQ(lab.stepper.step, 6);
  EXPECT_EQ(lab.stepper.grain, engine::Grain::kCell);
  EXPECT_EQ(lab.stepper.speed, 2);
  EXPECT_TRUE(lab.backward);
  EXPECT_FALSE(lab.hide_pending);
  ASSERT_NE(lab.result, nullptr);
  EXPECT_EQ(lab.result->output.at({0, 0, 0, 1}), 5.5F);
  EXPECT_EQ(lab.result->gradient.at({0, 0, 1, 0}), 0.75F);
  EXPECT_EQ(lab.setup().answers[0], 3.5F);
  EXPECT_FALSE(lab.setup().answers[1]);
  EXPECT_EQ(lab.pinned->index, (engine::Cell{0, 0, 1}));
}

TEST(PoolingScene, WhatIsSavedIsReadBack) {
  AppState app;
  app.lab = LabId::kPooling;
  update_pooling(app.pooling, pooling::ChooseExample{5}, Language::kEnglish);
  update_pooling(app.pooling, pooling::SetMode{PoolingMode::kL2}, Language::kEnglish);
  update_pooling(app.pooling, pooling::SetSize{PoolingSize::kPadding, 1}, Language::kEnglish);
  update_pooling(app.pooling, pooling::SetNumber{{PoolingNumber::Kind::kInput, {1, 2, 3}}, 0.1F},
                 Language::kEnglish);
  update_pooling(app.pooling, pooling::SetNumber{{PoolingNumber::Kind::kAnswer, {2, 1, 0}}, 4},
                 Language::kEnglish);
  update_pooling(app.pooling, pooling::SetNumber{{PoolingNumber::Kind::kRoute, {0, 3, 1}}, -2},
                 Language::kEnglish);
  update_pooling(app.pooling, pooling::ToggleGradientCheck{}, Language::kEnglish);
  update_pooling(app.pooling, pooling::ShowPage{PoolingPage::kStrided}, Language::kEnglish);
  update_pooling(app.pooling, pooling::GoToStep{13}, Language::kEnglish);
  const AppState back = read(scene_text(app));
  EXPECT_EQ(back.lab, LabId::kPooling);
  EXPECT_EQ(back.pooling.setup(), app.pooling.setup());
  EXPECT_EQ(back.pooling.stepper.step, 13);
  EXPECT_EQ(back.pooling.page, PoolingPage::kStrided);
  EXPECT_TRUE(back.pooling.checking);
}

TEST(PoolingScene, NamesWhatIsWrong) {
  const auto with_state = [](const std::string& state) {
    return error_of(R"({"format": 1, "lab": "pooling", "state": )" + state + "}");
  };
  EXPECT_NE(with_state(R"({"mode": "median"})").find("/state/mode"), std::string::npos);
  EXPECT_NE(with_state(R"({"input": [[[1, 2]]]})").find("POOLING_SHAPE"), std::string::npos);
  EXPECT_NE(with_state(R"({"answers": [[[1, 2], [3]]]})").find("/state/answers/0/1"),
            std::string::npos);
  EXPECT_NE(with_state(R"({"answers": [[[1, 2], [3, 1e300]]]})").find("float32"),
            std::string::npos);
  EXPECT_NE(with_state(R"({"kernel": 9})").find("/state/kernel"), std::string::npos);
  EXPECT_NE(
      error_of(R"({"format": 1, "lab": "pooling", "selection": [0, 9, 9]})").find("POOLING_CELL"),
      std::string::npos);
}

TEST(PoolingScene, AWindowThatFitsNowhereHasNoOutputAndNoStep) {
  const AppState app = read(R"({"format": 1, "lab": "pooling", "state": {"kernel": 8}})");
  EXPECT_EQ(app.pooling.result, nullptr);
  const auto problem = problem_of(app.pooling.setup(), Language::kEnglish);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->repaired[PoolingSize::kKernel], 4);
  EXPECT_EQ(problem->repair, "use window 4");
}

}  // namespace
}  // namespace convscope::state

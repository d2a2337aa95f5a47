#include "app/state/kernels/kernels_scene.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/state/app_state.h"
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

TEST(KernelsScene, ReadsChainPixelAndLearning) {
  const AppState app = read(R"({"format": 1, "lab": "kernels", "view": "learn",
    "selection": [3, 4], "state": {"photo": "test", "chain": [{"preset": "box", "size": 5},
    {"preset": "sobel-y", "weights": [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "divide": 2, "add": -1}],
    "chosen": 1, "output": "absolute", "luminance": false, "divider": 0.25,
    "learn": {"target": "laplacian", "optimizer": "sgd", "rate": 0.1, "steps": 3}}})");
  const KernelsState& lab = app.kernels;
  EXPECT_EQ(lab.page, KernelsPage::kLearn);
  ASSERT_EQ(lab.setup().chain.size(), 2U);
  EXPECT_EQ(lab.setup().filter().values[8], 9);
  EXPECT_EQ(lab.setup().filter().divide, 2);
  EXPECT_EQ(lab.setup().output, KernelOutput::kAbsolute);
  EXPECT_EQ(lab.pixel(), (KernelsState::Pixel{3, 4}));
  EXPECT_EQ(lab.learn.last(), 3);
  EXPECT_LT(lab.learn.points[3].loss, lab.learn.points[0].loss);
  EXPECT_EQ(lab.divider, 0.25);
}

TEST(KernelsScene, WhatIsSavedIsReadBack) {
  const AppState app = read(R"({"format": 1, "lab": "kernels", "view": "chain", "step": 1234,
    "grain": "term", "state": {"photo": "test", "chain": [{"preset": "random", "size": 4},
    {"preset": "gaussian", "size": 6}], "output": "magnitude",
    "learn": {"target": "emboss", "seed": 3, "noise": 0.5, "steps": 2,
    "gradient_check": true}}})");
  const AppState back = read(scene_text(app));
  EXPECT_EQ(back.kernels.setup().chain, app.kernels.setup().chain);
  EXPECT_EQ(back.kernels.setup().output, KernelOutput::kMagnitude);
  EXPECT_EQ(back.kernels.setup().photo->key, "test");
  EXPECT_EQ(back.kernels.stepper.step, 1234);
  EXPECT_EQ(back.kernels.page, KernelsPage::kChain);
  EXPECT_TRUE(back.kernels.learn.checking);
  EXPECT_EQ(back.kernels.learn.settings, app.kernels.learn.settings);
  ASSERT_EQ(back.kernels.learn.last(), 2);
  EXPECT_EQ(back.kernels.learn.points[2].kernel, app.kernels.learn.points[2].kernel);
}

TEST(KernelsScene, NamesWhatIsWrong) {
  const auto with_state = [](const std::string& state) {
    return error_of(R"({"format": 1, "lab": "kernels", "state": )" + state + "}");
  };
  EXPECT_NE(with_state(R"({"photo": "test", "output": "sum"})").find("/state/output"),
            std::string::npos);
  EXPECT_NE(with_state(R"({"photo": "test", "chain": []})").find("1 to 4"), std::string::npos);
  EXPECT_NE(with_state(R"({"photo": "test", "chain": [{"weights": [[1]]}]})").find("KERNEL_SHAPE"),
            std::string::npos);
  EXPECT_NE(with_state(R"({"photo": "test", "chain": [{"divide": 0}]})").find("not 0"),
            std::string::npos);
  EXPECT_NE(with_state(R"({"photo": "no-such-photo.png"})").find("no-such-photo.png"),
            std::string::npos);
  EXPECT_NE(
      error_of(R"({"format": 1, "lab": "kernels", "selection": [0, 9999]})").find("KERNEL_PIXEL"),
      std::string::npos);
}

}  // namespace
}  // namespace convscope::state

#include "app/state/scene.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/state/app_state.h"
#include "engine/core/error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::state {
namespace {

class ConvolutionScene : public ::testing::Test {
 protected:
  AppState load(const std::string& json) {
    const std::string path = (directory_.path() / "scene.json").string();
    std::ofstream(path) << json;
    return load_scene(path);
  }
  std::string error_of(const std::string& json) {
    try {
      load(json);
    } catch (const engine::Error& error) {
      EXPECT_EQ(error.kind(), engine::ErrorKind::kBadFile);
      return error.what();
    }
    return "no error";
  }
  test::TemporaryDirectory directory_;
};

TEST_F(ConvolutionScene, ReadsExampleSizesNumbersAndPosition) {
  const AppState app = load(R"({"format": 1, "lab": "convolution", "step": 12, "grain": "cell",
    "selection": [0, 1, 0], "state": {"example": "edge", "height": 3, "width": 3, "kernel": 2,
    "input": [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], "hide_pending": false, "speed": 2}})");
  const ConvolutionState& lab = app.convolution;
  EXPECT_EQ(lab.step, 12);
  EXPECT_EQ(lab.grain, engine::Grain::kCell);
  EXPECT_EQ(lab.speed, 2);
  EXPECT_FALSE(lab.hide_pending);
  EXPECT_EQ(lab.setup().input.at({0, 2, 2}), 9);
  ASSERT_NE(lab.result, nullptr);
  // The example's filter [[1, 0], [1, 0]]: 1 + 4.
  EXPECT_EQ(lab.result->output.at({0, 0, 0, 0}), 5);
  ASSERT_TRUE(lab.pinned);
  EXPECT_EQ(lab.pinned->index, (engine::Cell{0, 1, 0}));
  EXPECT_FALSE(lab.history.can_undo());
}

TEST_F(ConvolutionScene, AbsentFieldsTakeTheFirstState) {
  const AppState app = load(R"({"format": 1, "lab": "convolution"})");
  EXPECT_EQ(app.convolution.setup(), example_setup(0));
  EXPECT_EQ(app.convolution.step, 0);
}

TEST_F(ConvolutionScene, ShippedScenesLoad) {
  const AppState app = load_scene("convolution");
  EXPECT_EQ(app.convolution.step, 149);
  EXPECT_EQ(load_scene("convolution-rgb").convolution.setup().example, 3);
  EXPECT_EQ(load_scene("convolution-blur").convolution.setup().example, 4);
}

TEST_F(ConvolutionScene, MistakesAreNamedByTheirPointer) {
  EXPECT_NE(error_of(R"({"format": 1, "state": {"exmaple": "edge"}})").find("/state"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "state": {"example": "egde"}})").find("/state/example"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "state": {"kernel": 99}})").find("/state/kernel"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "state": {"bias": [1, 2, 3]}})").find("/state/bias"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "grain": "word"})").find("/grain"), std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "selection": [9, 9, 9]})").find("/selection"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "step": -1})").find("/step"), std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "step": 99999999})")
                .find("/step: found the number 99999999, "
                      "expected a whole number from 0 to"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "view": "map"})").find("/view"), std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "weights": "none"})").find("/weights"), std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "present": true})").find("/present"), std::string::npos);
  EXPECT_NE(error_of(R"({"format": 1, "state": {"speed": 0}})").find("/state/speed"),
            std::string::npos);
  for (const char* field :
       {R"("view": "map")", R"("grain": "cell")", R"("selection": [0])", R"("step": 1)"}) {
    const std::string text = R"({"format": 1, "lab": "training", )" + std::string(field) + "}";
    EXPECT_NE(error_of(text).find(": /"), std::string::npos) << field;
  }
}

TEST_F(ConvolutionScene, FieldsThatAreNullAreAbsent) {
  const AppState app =
      load(R"({"format": 1, "lab": "training", "view": null, "weights": null, "selection": null})");
  EXPECT_EQ(app.lab, LabId::kTraining);
}

}  // namespace
}  // namespace convscope::state

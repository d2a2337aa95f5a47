#include "app/state/scene.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/state/network/update_network.h"
#include "tests/support/temporary_directory.h"

namespace convscope::state {
namespace {

using network::Grain;
using network::MapRef;

class NetworkScene : public ::testing::Test {
 protected:
  AppState load(const std::string& text) {
    const auto path = directory_.path() / "scene.json";
    std::ofstream(path) << text;
    return load_scene(path.string());
  }
  test::TemporaryDirectory directory_;
};

TEST_F(NetworkScene, OfTwoFieldsIsTheFirstState) {
  const AppState app = load(R"({"format": 1, "lab": "network"})");
  EXPECT_EQ(app.lab, LabId::kNetwork);
  EXPECT_EQ(app.network.grain, Grain::kLayer);
  EXPECT_TRUE(app.network.pad.drawing().empty());
  EXPECT_TRUE(app.network.weights.trained);  // they ship with the program
}

TEST_F(NetworkScene, ReadsStrokesSelectionAndStep) {
  const AppState app = load(R"({"format": 1, "lab": "network", "view": "map", "selection": [2, 12],
    "step": 3, "state": {"strokes": [{"tool": "pen", "width": 20, "points": [[50, 60], [90, 200]]},
                                     {"tool": "eraser", "points": [[60, 70]]}]}})");
  ASSERT_EQ(app.network.pad.drawing().strokes.size(), 2U);
  EXPECT_EQ(app.network.pad.drawing().strokes[1].tool, PadTool::kEraser);
  EXPECT_EQ(app.network.selected, (MapRef{2, 12}));
  EXPECT_EQ(app.network.grain, Grain::kChannel);
  EXPECT_EQ(network::current_step(app.network), 3);
}

TEST_F(NetworkScene, RandomWeightsAndAnotherModel) {
  const AppState app =
      load(R"({"format": 1, "lab": "network", "state": {"model": "lenet5", "seed": 4}})");
  EXPECT_EQ(app.network.choice, network::WeightsChoice::kRandom);
  EXPECT_EQ(app.network.weights.network->spec().name, "lenet5");
}

TEST_F(NetworkScene, ContactSheetsByTheNameOfALayer) {
  const AppState app = load(R"({"format": 1, "lab": "network", "view": "filters:conv2"})");
  EXPECT_EQ(app.network.sheet, (network::SheetRef{2, true}));
}

TEST_F(NetworkScene, SaysWhatIsWrong) {
  const auto wrong = [&](const char* rest) {
    return [this, rest] { load(std::string(R"({"format": 1, "lab": "network", )") + rest + "}"); };
  };
  const auto pointer = [&](const auto& action) -> std::string {
    try {
      action();
    } catch (const engine::Error& error) {
      EXPECT_EQ(error.kind(), engine::ErrorKind::kBadFile);
      return error.detail().place;
    }
    return "no error";
  };
  EXPECT_EQ(pointer(wrong(R"("view": "nowhere")")), "/view");
  EXPECT_EQ(pointer(wrong(R"("view": "maps:conv9")")), "/view");
  EXPECT_EQ(pointer(wrong(R"("view": "filters:pool1")")), "/view");
  EXPECT_EQ(pointer(wrong(R"("selection": [9, 0])")), "/selection/0");
  EXPECT_EQ(pointer(wrong(R"("selection": [2, 16])")), "/selection/1");
  EXPECT_EQ(pointer(wrong(R"("selection": [2, 1, 10, 0])")), "/selection/2");
  EXPECT_EQ(pointer(wrong(R"("step": 99)")), "/step");
  EXPECT_EQ(pointer(wrong(R"("state": {"strokes": [{"points": []}]})")), "/state/strokes/0/points");
  EXPECT_EQ(pointer(wrong(R"("state": {"strokes": [{"width": 500, "points": [[1, 2]]}]})")),
            "/state/strokes/0/width");
  EXPECT_EQ(pointer(wrong(R"("state": {"model": "resnet"})")), "/state/model");
}

TEST_F(NetworkScene, WeightsThatAreNotThereAreAFileError) {
  try {
    load(R"({"format": 1, "lab": "network", "weights": "none.safetensors"})");
    FAIL() << "no error";
  } catch (const engine::Error& error) {
    EXPECT_EQ(error.kind(), engine::ErrorKind::kIo);
  }
}

TEST_F(NetworkScene, TheDrawingOfATrainingSceneIsTheSharedOne) {
  const AppState app = load(R"({"format": 1, "lab": "training", "state": {"strokes": [
      {"tool": "pen", "width": 20, "points": [[100, 60], [180, 60]]}]}})");
  EXPECT_EQ(app.lab, LabId::kTraining);
  ASSERT_EQ(app.network.pad.drawing().strokes.size(), 1U);
  EXPECT_EQ(app.network.pad.drawing().strokes[0].points.size(), 2U);
}

}  // namespace
}  // namespace convscope::state

#include "app/state/scene_text.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/state/convolution/update.h"
#include "app/state/network/update_network.h"
#include "app/state/scene.h"
#include "app/state/update.h"
#include "engine/core/error.h"

namespace convscope::state {
namespace {

AppState read_back(const AppState& state) {
  return parse_scene(scene_text(state), "scene.json", AppState());
}

TEST(SceneText, AConvolutionComesBackWithItsNumbers) {
  AppState state;
  update(state, ConvolutionIntent{convolution::SetSize{ConvolutionSize::kStride, 1}});
  update(state, ConvolutionIntent{convolution::TypeNumber{
                    {ConvolutionNumber::Kind::kWeight, {1, 2, 0, 1}}, "0,1"}});
  update(state, ConvolutionIntent{convolution::GoToStep{40}});
  update(state, ConvolutionIntent{convolution::SetGrain{engine::Grain::kCell}});
  const AppState back = read_back(state);
  EXPECT_EQ(back.convolution.setup(), state.convolution.setup());
  EXPECT_EQ(back.convolution.step, 40);
  EXPECT_EQ(back.convolution.grain, engine::Grain::kCell);
}

TEST(SceneText, ADrawingComesBackPointByPoint) {
  AppState state = first_state();
  state.lab = LabId::kNetwork;
  engine::Tensor picture(engine::Shape{28, 28});
  picture[100] = 0.3F;
  update(state, PictureOpened{picture});
  update(state, NetworkIntent{network::BeginStroke{{10.25F, 20.1F}}});
  update(state, NetworkIntent{network::ExtendStroke{{80, 90}}});
  update(state, NetworkIntent{network::EndStroke{}});
  const AppState back = read_back(state);
  EXPECT_EQ(back.network.pad.drawing(), state.network.pad.drawing());
}

TEST(SceneText, ATrainingComesBackWithItsSettings) {
  AppState state;
  state.lab = LabId::kTraining;
  state.training.settings.optimizer = TrainingOptimizer::kMomentum;
  state.training.settings.learning_rate = 0.0125;
  state.training.settings.seed = 7;
  EXPECT_EQ(read_back(state).training.settings, state.training.settings);
}

// Settings that wait for the next start are not what is seen.
TEST(SceneText, ATrainingIsSavedAsItWasStarted) {
  AppState state;
  state.lab = LabId::kTraining;
  state.training.started = state.training.settings;
  state.training.settings.optimizer = TrainingOptimizer::kSgd;
  state.training.settings.batch = 32;
  EXPECT_EQ(read_back(state).training.settings, *state.training.started);
  EXPECT_TRUE(scene_remark(state).empty());
  state.training.rate_changed = true;
  EXPECT_FALSE(scene_remark(state).empty());
}

TEST(SceneText, WeightsOfAFileAreReferredTo) {
  AppState state = first_state();
  ASSERT_TRUE(state.network.trained);
  state.lab = LabId::kNetwork;
  network::use_weights(state.network, state.network.trained, network::WeightsChoice::kFile);
  const std::filesystem::path file(state.network.weights.path);
  ASSERT_TRUE(file.is_absolute());
  const AppState back = read_back(state);
  EXPECT_EQ(back.network.choice, network::WeightsChoice::kFile);
  EXPECT_EQ(*back.network.weights.parameters, *state.network.weights.parameters);
  // Beside the scene the name is enough.
  const std::string beside = scene_text(state, file.parent_path());
  EXPECT_NE(beside.find("\"weights\": \"" + file.filename().string() + "\""), std::string::npos);
  const AppState moved =
      parse_scene(beside, (file.parent_path() / "scene.json").string(), AppState());
  EXPECT_EQ(moved.network.weights.path, state.network.weights.path);
}

TEST(SceneText, ATrainingBeginsWithTheWeightsOfItsFile) {
  AppState state = first_state();
  ASSERT_TRUE(state.network.trained);
  state.lab = LabId::kTraining;
  state.training.opened = state.network.trained;
  const AppState back = read_back(state);
  ASSERT_TRUE(back.training.opened);
  EXPECT_EQ(*back.training.opened.parameters, *state.network.trained.parameters);
  state.training.settings.preset = "lenet5";
  EXPECT_THROW(read_back(state), engine::Error);
}

TEST(SceneText, APictureKnowsItsName) {
  AppState state = first_state();
  update(state, PictureOpened{engine::Tensor(engine::Shape{28, 28}), "seven.png"});
  EXPECT_EQ(state.network.pad.drawing().picture_name, "seven.png");
}

}  // namespace
}  // namespace convscope::state

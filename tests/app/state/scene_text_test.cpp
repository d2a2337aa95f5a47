#include "app/state/scene_text.h"

#include <gtest/gtest.h>

#include "app/state/convolution/update.h"
#include "app/state/scene.h"
#include "app/state/update.h"

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

}  // namespace
}  // namespace convscope::state

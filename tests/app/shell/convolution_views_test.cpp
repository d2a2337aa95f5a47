// `render` draws every view of the Convolution lab in every pass.
#include <gtest/gtest.h>

#include <map>

#include "app/shell/picture.h"
#include "app/state/convolution/scene.h"
#include "app/state/convolution/update.h"
#include "app/state/scene.h"
#include "engine/io/assets.h"

namespace convscope::shell {
namespace {

using state::ConvolutionPass;
using state::ConvolutionViewKind;

render::Pixels drawn(ConvolutionViewKind kind, ConvolutionPass pass, state::ThemeName theme,
                     bool sparse = false) {
  state::AppState app = state::first_state();
  app.lab = state::LabId::kConvolution;
  app.settings.theme = theme;
  const auto act = [&](const state::ConvolutionAction& action) {
    state::update_convolution(app.convolution, action, state::Language::kEnglish);
  };
  state::ConvolutionChoices choices = app.convolution.setup().choices;
  choices.activation = engine::ActivationFunction::kRelu;
  act(state::convolution::SetChoices{choices});
  act(state::convolution::SetViewKind{kind});
  act(state::convolution::SetPatches{!sparse});
  act(state::convolution::SetPass{pass});
  act(state::convolution::GoToStep{11});
  return draw_picture(app, {.width = 960, .height = 540});
}

// How many colours the stage has: a blank one has few, its frame and the panels aside.
std::size_t colours(const render::Pixels& pixels) {
  std::map<std::uint32_t, int> seen;
  for (int y = 80; y < 480; ++y) {
    for (int x = 260; x < 660; ++x) {
      const std::size_t at = static_cast<std::size_t>(y * pixels.width + x) * 4;
      ++seen[static_cast<std::uint32_t>(pixels.rgba[at] << 16 | pixels.rgba[at + 1] << 8 |
                                        pixels.rgba[at + 2])];
    }
  }
  return seen.size();
}

class ConvolutionViews : public ::testing::TestWithParam<int> {};

TEST_P(ConvolutionViews, IsDrawnInEveryPass) {
  const auto kind = static_cast<ConvolutionViewKind>(GetParam());
  // The fields of a stack are the same whatever the pass; so are the counts and the experiment.
  const bool passes = kind != ConvolutionViewKind::kField &&
                      kind != ConvolutionViewKind::kCounting &&
                      kind != ConvolutionViewKind::kPixelShuffle;
  for (const state::ThemeName theme : {state::ThemeName::kLight, state::ThemeName::kDark}) {
    std::vector<render::Pixels> pictures;
    for (std::size_t pass = 0; pass < (passes ? state::kConvolutionPasses : 1); ++pass) {
      pictures.push_back(drawn(kind, static_cast<ConvolutionPass>(pass), theme));
      EXPECT_GT(colours(pictures.back()), 12U) << "blank in pass " << pass;
      for (std::size_t other = 0; other < pass; ++other) {
        EXPECT_NE(pictures[other].rgba, pictures[pass].rgba) << other << " as " << pass;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Views, ConvolutionViews,
                         ::testing::Range(0, static_cast<int>(state::kConvolutionViewKeys.size())),
                         [](const auto& view) {
                           const auto key =
                               state::kConvolutionViewKeys[static_cast<std::size_t>(view.param)];
                           return std::string(key);
                         });

TEST(ConvolutionViewPictures, NoTwoViewsAndFormsLookTheSame) {
  for (std::size_t pass = 0; pass < state::kConvolutionPasses; ++pass) {
    std::vector<render::Pixels> pictures;
    for (std::size_t kind = 0; kind < state::kConvolutionViewKeys.size(); ++kind) {
      pictures.push_back(drawn(static_cast<ConvolutionViewKind>(kind),
                               static_cast<ConvolutionPass>(pass), state::ThemeName::kLight));
    }
    if (static_cast<ConvolutionPass>(pass) != ConvolutionPass::kBias) {
      pictures.push_back(drawn(ConvolutionViewKind::kMatrix, static_cast<ConvolutionPass>(pass),
                               state::ThemeName::kLight, true));
    }
    for (std::size_t a = 0; a < pictures.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        EXPECT_NE(pictures[a].rgba, pictures[b].rgba) << a << " as " << b << " in pass " << pass;
      }
    }
  }
}

// Each view has a scene that ships.
TEST(ConvolutionViewPictures, EveryViewHasAScene) {
  for (std::size_t kind = 1; kind < state::kConvolutionViewKeys.size(); ++kind) {
    const std::string name = "convolution-" + std::string(state::kConvolutionViewKeys[kind]);
    const state::AppState app = state::load_scene(name);
    EXPECT_EQ(app.lab, state::LabId::kConvolution) << name;
    EXPECT_EQ(app.convolution.kind, static_cast<ConvolutionViewKind>(kind)) << name;
    EXPECT_GT(colours(draw_picture(app, {.width = 960, .height = 540})), 12U) << name;
  }
}

}  // namespace
}  // namespace convscope::shell

#include "app/shell/view_capture.h"

#include <gtest/gtest.h>
#include <imgui.h>

#include "app/shell/frame_renderer.h"
#include "app/shell/picture.h"
#include "app/state/scene.h"
#include "engine/io/assets.h"

namespace convscope::shell {
namespace {

// A window draws at one scale, exports at another and goes on: each needs its own fonts.
TEST(ViewCapture, IsThePictureOfItsScaleAndLeavesTheWindowAsItWas) {
  state::AppState app = state::load_scene("convolution");
  const auto alone = [&](int scale) {
    return draw_picture(app, {.width = 640, .height = 360, .scale = scale}).rgba;
  };
  const auto expected_1 = alone(1), expected_2 = alone(2);
  const render::OffscreenContext context;
  FrameRenderer renderer(engine::find_asset("fonts"));
  ImGui::GetIO().DeltaTime = 1.0F / 60;
  const auto captured = [&](int scale) {
    return draw_view(renderer, app, {640, 360},
                     {.scale = scale, .whole_window = true, .transparent = false, .path = {}})
        .rgba;
  };
  EXPECT_TRUE(captured(1) == expected_1);
  EXPECT_TRUE(captured(2) == expected_2);
  EXPECT_TRUE(captured(1) == expected_1);
}

}  // namespace
}  // namespace convscope::shell

#include "app/shell/picture.h"

#include <imgui.h>

#include "app/shell/effects.h"
#include "app/shell/frame_renderer.h"
#include "app/shell/scene_training.h"
#include "app/state/pixel_shuffle/update.h"
#include "engine/io/assets.h"

namespace convscope::shell {

render::Pixels draw_picture(const state::AppState& state, const PictureRequest& request) {
  state::AppState still = state;
  still.settings.reduce_motion = true;
  if (still.lab == state::LabId::kNetwork || state::shows_pixel_shuffle(still)) settle(still);
  train_scene(still);
  const render::OffscreenContext context;
  const int width = request.width * request.scale, height = request.height * request.scale;
  const render::PictureTarget target(width, height);
  FrameRenderer renderer(engine::find_asset("fonts"));
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.DeltaTime = 1.0F / 60;
  ui::UiMemory memory;
  renderer.draw(still, memory,
                {.scale = static_cast<float>(request.scale),
                 .input = {},
                 .stage_only = request.stage_only,
                 .transparent = request.transparent});
  return target.read();
}

}  // namespace convscope::shell

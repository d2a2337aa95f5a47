#include "app/shell/view_capture.h"

#include <imgui.h>

#include <cmath>

#include "app/ui/labs/network/sheet.h"
#include "app/ui/layout.h"

namespace convscope::shell {

render::Pixels draw_view(FrameRenderer& renderer, const state::AppState& state,
                         const ViewSize& window, const state::CaptureView& capture) {
  figure::Rect view{0, 0, window.width, window.height};
  if (!capture.whole_window) {
    view = ui::compute_layout({.window = view, .presenting = state.presenting}).stage;
  }
  const auto scale = static_cast<float>(capture.scale);
  const int width = static_cast<int>(std::lround(view.width * scale));
  const int height = static_cast<int>(std::lround(view.height * scale));
  ImGuiIO& io = ImGui::GetIO();
  const ImVec2 display = io.DisplaySize, framebuffer = io.DisplayFramebufferScale;
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.DisplayFramebufferScale = {1, 1};
  render::Pixels pixels;
  {
    const render::PictureTarget target(width, height);
    ui::UiMemory memory;
    state::AppState still = state;
    still.settings.reduce_motion = true;
    still.toasts.clear();
    renderer.draw(still, memory,
                  {.scale = scale,
                   .input = {},
                   .stage_only = !capture.whole_window,
                   .transparent = capture.transparent});
    pixels = target.read();
  }
  io.DisplaySize = display;
  io.DisplayFramebufferScale = framebuffer;
  return pixels;
}

render::Pixels draw_sheet(FrameRenderer& renderer, const state::AppState& state,
                          const state::CaptureSheet& capture) {
  state::AppState sheet = state;
  sheet.lab = state::LabId::kNetwork;
  sheet.network.sheet = capture.sheet;
  const figure::Point size = ui::network::sheet_size(
      state.network, capture.sheet, ui::network::sheet_pixel(state.network, capture.sheet));
  // While presenting, the stage is all of the window but the progress line.
  sheet.presenting = true;
  return draw_view(renderer, sheet, {size.x, size.y + 8}, {.scale = capture.scale});
}

}  // namespace convscope::shell

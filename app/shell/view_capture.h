#pragma once

#include "app/render/offscreen.h"
#include "app/shell/frame_renderer.h"
#include "app/state/effect.h"

namespace convscope::shell {

/// A window's size in logical pixels.
struct ViewSize {
  float width = 0;
  float height = 0;
};

/// Draws the state once more, into memory at the wanted scale, with the window's own renderer and
/// context; nothing of it is seen. Costs a rebuild of the fonts (about 0.2 s) where the scale
/// differs from the window's.
render::Pixels draw_view(FrameRenderer& renderer, const state::AppState& state,
                         const ViewSize& window, const state::CaptureView& capture);

/// The same for a contact sheet of the Network lab.
render::Pixels draw_sheet(FrameRenderer& renderer, const state::AppState& state,
                          const state::CaptureSheet& capture);

}  // namespace convscope::shell

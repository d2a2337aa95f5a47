#pragma once

#include "app/render/offscreen.h"
#include "app/state/app_state.h"

namespace convscope::shell {

struct PictureRequest {
  int width = 1920;  ///< logical pixels
  int height = 1080;
  int scale = 1;  ///< physical pixels per logical pixel, 1 to 4
  bool stage_only = false;
  bool transparent = false;
};

/// The same pixels as the window would show, without one: opens an offscreen context for the
/// call. First does here what the window does on threads: loads the data that the lab shows, and
/// trains what a training scene asks for. Deterministic: the same state gives the same bytes.
/// Throws engine::Error{kNoOpenGl} or {kLimit}.
render::Pixels draw_picture(const state::AppState& state, const PictureRequest& request);

}  // namespace convscope::shell

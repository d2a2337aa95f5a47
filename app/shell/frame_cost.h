#pragma once

#include <optional>
#include <vector>

#include "app/state/app_state.h"

namespace convscope::shell {

struct FrameCostRequest {
  state::LabId lab{};
  int width = 1920;
  int height = 1080;
  int frames = 200;
  bool training = false;
};

/// What the frames of a lab cost, the second half of them while it plays.
struct FrameCost {
  std::vector<double> ui_cpu_ms;        ///< of the thread that builds and submits a frame
  std::vector<double> raster_ms;        ///< the time that drawing it takes on top
  int vertices = 0;                     ///< most of a frame
  std::optional<double> samples_per_s;  ///< of the training beside frames that are not rasterised
};

/// Draws offscreen: an OpenGL context of its own for the call. While training, 30 frames a second
/// as the window does. Throws engine::Error{kNoOpenGl}, and what training throws.
FrameCost measure_frames(const FrameCostRequest& request);

}  // namespace convscope::shell

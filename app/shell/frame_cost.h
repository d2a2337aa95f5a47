#pragma once

#include <optional>
#include <vector>

#include "app/state/intent.h"

namespace convscope::shell {

struct FrameCostRequest {
  state::LabId lab{};
  int width = 1920;
  int height = 1080;
  int frames = 200;
  bool training = false;
  std::vector<state::Intent> first = {};  ///< carried out once the lab is chosen
  /// Of the Convolution lab: a third of the frames each do a step, go to any step, and play.
  bool steps = false;
};

/// Samples a second of a training: with nothing drawn, beside frames that are built but not
/// rasterised, and beside frames that are. Of the steps alone, without judging between epochs.
struct TrainingPace {
  double headless = 0;
  double beside_frames = 0;
  double beside_pictures = 0;
};

/// What the frames of a lab cost, the second half of them while it plays.
struct FrameCost {
  std::vector<double> ui_cpu_ms;     ///< of the thread that builds and submits a frame
  std::vector<double> raster_ms;     ///< the time that drawing it takes on top
  int vertices = 0;                  ///< most of a frame
  int list_vertices = 0;             ///< most of a draw list, whose indices have 16 bits
  std::vector<double> photo_ms;      ///< Kernels lab: from a slider to 512x512 through 15x15
  std::optional<TrainingPace> pace;  ///< of the training beside it
};

/// Draws offscreen: an OpenGL context of its own for the call. While training, 30 frames a second
/// as the window does, and 10 when they are rasterised in software. Throws
/// engine::Error{kNoOpenGl}, and what training throws.
FrameCost measure_frames(const FrameCostRequest& request);

}  // namespace convscope::shell

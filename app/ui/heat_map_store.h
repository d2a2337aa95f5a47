#pragma once

#include <cstdint>
#include <optional>

#include "app/figure/canvas.h"

namespace convscope::ui {

/// A rectangle of a texture that will show a heat map when the frame is drawn.
struct TextureRegion {
  std::uintptr_t texture = 0;
  float u0 = 0, v0 = 0, u1 = 1, v1 = 1;
};

/// Where heat maps go: the shell colours them on the GPU, tests keep none.
class HeatMapStore {
 public:
  virtual ~HeatMapStore() = default;
  /// Takes a copy of the values for this frame. None when there is no room: then the canvas draws
  /// the cells itself.
  virtual std::optional<TextureRegion> add(const figure::HeatMap& map) = 0;
};

}  // namespace convscope::ui

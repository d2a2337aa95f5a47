#pragma once

#include <span>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// A plane of numbers, row-major.
struct Plane {
  Index height = 0;
  Index width = 0;
  std::vector<float> values;

  float at(Index y, Index x) const { return values[static_cast<std::size_t>(y * width + x)]; }
  /// The cell itself inside, the nearest edge cell outside.
  float nearest(Index y, Index x) const;
  friend bool operator==(const Plane&, const Plane&) = default;
};

/// The same plane with `margin` more cells on every side, each the nearest edge cell.
Plane replicated(const Plane& plane, Index margin);

/// out[y,x] = sum over i,j of kernel[i*k + j] * plane[y + i - k/2, x + j - k/2], outside of the
/// plane the nearest edge cell; `kernel` holds k*k numbers. Taps are added in row-major order in
/// float; a weight of 0 is skipped. Cost: height * width * k*k multiply-accumulates.
Plane correlate(const Plane& plane, std::span<const float> kernel, Index k);

/// The gradient of sum(d_out * correlate(plane, kernel, k)) by the kernel, in double.
std::vector<double> correlate_gradient(const Plane& plane, const Plane& d_out, Index k);

}  // namespace convscope::engine

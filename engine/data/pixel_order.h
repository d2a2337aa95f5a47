#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/dataset.h"

namespace convscope::engine {

/// Which pixels of a plane change places, in whole blocks of block x block pixels.
struct PixelOrderOptions {
  Index height = 28;
  Index width = 28;
  Index block = 1;   ///< divides height and width
  double share = 1;  ///< of the blocks, 0 to 1; the others stay where they are
  std::uint64_t seed = 1;
};

/// order[i] is the pixel (row-major) that comes to place i: each pixel exactly once. The blocks
/// that move are chosen and shuffled (Fisher-Yates) by the seed, so that a larger share moves those
/// of a smaller one too. Throws Error{PIXEL_ORDER, kUsage} when blocks do not fill the plane or the
/// share is out of range.
std::vector<Index> pixel_order(const PixelOrderOptions& options);

/// The first `count` images of a split, their pixels in this order in every channel; labels as they
/// were. Throws Error{PIXEL_ORDER, kUsage} unless the order has as many pixels as a plane.
Split with_pixel_order(const Split& split, Index count, std::span<const Index> order);

}  // namespace convscope::engine

#include "engine/data/pixel_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "engine/core/error.h"
#include "engine/core/rng.h"

namespace convscope::engine {
namespace {

[[noreturn]] void refuse_order(std::string found, std::string expected) {
  throw Error(ErrorKind::kUsage, "PIXEL_ORDER",
              {.found = std::move(found), .expected = std::move(expected)});
}

}  // namespace

std::vector<Index> pixel_order(const PixelOrderOptions& options) {
  const Index b = options.block;
  if (b < 1 || options.height % b != 0 || options.width % b != 0) {
    refuse_order("blocks of " + std::to_string(b), "blocks that fill the plane");
  }
  if (!(options.share >= 0 && options.share <= 1)) refuse_order("a share", "a share from 0 to 1");
  const Index columns = options.width / b, blocks = options.height / b * columns;
  Rng rng(options.seed);
  // In random order; the first ones are those that move, to each other's places.
  std::vector<Index> chosen(static_cast<std::size_t>(blocks));
  std::iota(chosen.begin(), chosen.end(), Index{0});
  rng.shuffle(chosen);
  chosen.resize(
      static_cast<std::size_t>(std::llround(options.share * static_cast<double>(blocks))));
  std::vector<Index> sources = chosen;
  rng.shuffle(sources);
  std::vector<Index> block_at(static_cast<std::size_t>(blocks));
  std::iota(block_at.begin(), block_at.end(), Index{0});
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    block_at[static_cast<std::size_t>(chosen[i])] = sources[i];
  }
  std::vector<Index> order;
  order.reserve(static_cast<std::size_t>(options.height * options.width));
  for (Index y = 0; y < options.height; ++y) {
    for (Index x = 0; x < options.width; ++x) {
      const Index from = block_at[static_cast<std::size_t>(y / b * columns + x / b)];
      order.push_back((from / columns * b + y % b) * options.width + from % columns * b + x % b);
    }
  }
  return order;
}

Split with_pixel_order(const Split& split, Index count, std::span<const Index> order) {
  const auto plane = order.size();
  const auto values = static_cast<std::size_t>(split.shape.count());
  if (plane == 0 || split.shape.rank() != 3 || values % plane != 0 ||
      split.shape[1] * split.shape[2] != static_cast<Index>(plane)) {
    refuse_order("an order of " + std::to_string(plane), "one of the pixels of a plane");
  }
  const auto images = static_cast<std::size_t>(std::clamp<Index>(count, 0, split.count()));
  Split result{.shape = split.shape, .images = {}, .labels = {}, .scale = split.scale};
  result.images.resize(images * values);
  result.labels.assign(split.labels.begin(),
                       split.labels.begin() + static_cast<std::ptrdiff_t>(images));
  for (std::size_t start = 0; start < result.images.size(); start += plane) {
    for (std::size_t i = 0; i < plane; ++i) {
      result.images[start + i] = split.images[start + static_cast<std::size_t>(order[i])];
    }
  }
  return result;
}

}  // namespace convscope::engine

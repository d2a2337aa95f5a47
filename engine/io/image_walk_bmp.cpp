#include <fmt/format.h>

#include <algorithm>

#include "engine/io/image_walk.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kFileHeader = 14;
constexpr std::size_t kMasks = 12;
constexpr std::uint32_t kUncompressed = 0, kBitFields = 3;

struct Layout {
  std::size_t header = 0;  // its length, without the file's own 14 bytes
  Index width = 0, height = 0;
  Index depth = 0;
  std::size_t pixels = 0;  // their offset

  std::size_t row_bytes() const { return static_cast<std::size_t>((width * depth + 31) / 32 * 4); }
};

Layout read_layout(const ImageWalk& walk) {
  walk.need(0, kFileHeader + 4, "a BMP file's first header");
  Layout layout{.header = walk.little32(kFileHeader), .pixels = walk.little32(10)};
  if (layout.header == 12) walk.refuse(kFileHeader, "a BMP of OS/2", "one of Windows");
  if (layout.header != 40 && layout.header != 56 && layout.header != 108 && layout.header != 124) {
    walk.fail("BMP_HEADER", kFileHeader, fmt::format("a header of {} bytes", layout.header),
              "40, 56, 108 or 124");
  }
  walk.need(kFileHeader, layout.header, "the BMP header");
  layout.width = static_cast<std::int32_t>(walk.little32(18));
  // Negative: the rows stand from top to bottom.
  layout.height = static_cast<std::int32_t>(walk.little32(22));
  layout.height = std::max(layout.height, -layout.height);
  walk.check_size(18, layout.width, layout.height);
  if (walk.little16(26) != 1) {
    walk.fail("BMP_HEADER", 26, fmt::format("{} planes", walk.little16(26)), "1");
  }
  layout.depth = walk.little16(28);
  const Index depth = layout.depth;
  if (depth != 1 && depth != 4 && depth != 8 && depth != 16 && depth != 24 && depth != 32) {
    walk.fail("BMP_HEADER", 28, fmt::format("{} bits a pixel", depth), "1, 4, 8, 16, 24 or 32");
  }
  return layout;
}

void check_compression(const ImageWalk& walk, const Layout& layout) {
  const std::uint32_t compression = walk.little32(30);
  const bool masks = compression == kBitFields;
  if (compression != kUncompressed && !masks) {
    walk.refuse(30, fmt::format("BMP compression {}", compression), "an uncompressed BMP");
  }
  // In a header of 56 bytes the masks stand where the decoder does not look for them.
  if (masks && layout.header == 56) walk.refuse(30, "colour masks in this header", "none");
  if (masks && layout.depth != 16 && layout.depth != 32) {
    walk.fail("BMP_HEADER", 30, fmt::format("colour masks for {} bits a pixel", layout.depth),
              "16 or 32 bits");
  }
  const std::size_t least =
      kFileHeader + layout.header + (masks && layout.header == 40 ? kMasks : 0);
  if (layout.pixels < least) {
    walk.fail("BMP_HEADER", 10, fmt::format("pixels at offset {}", layout.pixels),
              fmt::format("{} or more, behind the header", least));
  }
}

// A colour that is not in the palette would be whatever lies behind it in memory.
void check_colors(const ImageWalk& walk, const Layout& layout) {
  const std::size_t colors = (layout.pixels - kFileHeader - layout.header) / 4;
  if (colors < 1 || colors > 256) {
    walk.fail("BMP_HEADER", 10, fmt::format("room for {} colours in the palette", colors),
              "1 to 256");
  }
  const auto depth = static_cast<std::size_t>(layout.depth);
  if (colors >= std::size_t{1} << depth) return;
  const std::size_t per_byte = 8 / depth;
  for (std::size_t y = 0; y < static_cast<std::size_t>(layout.height); ++y) {
    const std::size_t row = layout.pixels + y * layout.row_bytes();
    for (std::size_t x = 0; x < static_cast<std::size_t>(layout.width); ++x) {
      const std::size_t offset = row + x / per_byte;
      const std::size_t shift = 8 - depth * (x % per_byte + 1);
      const std::size_t color = walk.byte(offset) >> shift & ((std::size_t{1} << depth) - 1);
      if (color >= colors) {
        walk.fail("BMP_HEADER", offset, fmt::format("a pixel of colour {}", color),
                  fmt::format("below {}, what the palette has", colors));
      }
    }
  }
}

}  // namespace

void walk_bmp(const ImageWalk& walk) {
  const Layout layout = read_layout(walk);
  check_compression(walk, layout);
  const std::size_t stated = walk.little32(2);
  const std::size_t rows = static_cast<std::size_t>(layout.height) * layout.row_bytes();
  if (layout.pixels > walk.size() || rows > walk.size() - layout.pixels || stated > walk.size()) {
    walk.fail("IMAGE_TRUNCATED", walk.size(), fmt::format("a file of {} bytes", walk.size()),
              fmt::format("{} as its header says", std::max(stated, layout.pixels + rows)));
  }
  if (layout.depth <= 8) check_colors(walk, layout);
}

}  // namespace convscope::engine

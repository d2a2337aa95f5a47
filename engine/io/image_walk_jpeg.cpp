#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "engine/io/image_walk.h"

namespace convscope::engine {
namespace {

constexpr std::uint32_t kStartOfImage = 0xd8, kEndOfImage = 0xd9, kStartOfScan = 0xda;
constexpr std::uint32_t kQuantization = 0xdb, kHuffman = 0xc4, kRestartInterval = 0xdd;
constexpr std::uint32_t kArithmetic = 0xcc, kExtension = 0xc8;
constexpr std::uint32_t kBaseline = 0xc0, kExtended = 0xc1, kProgressive = 0xc2;
constexpr std::uint32_t kFirstRestart = 0xd0;
constexpr std::size_t kBlock = 8;

/// The parameters of a segment, behind its marker and length.
struct Segment {
  std::size_t offset = 0;  // of the marker
  std::size_t data = 0;
  std::size_t length = 0;
};

struct Component {
  std::uint32_t id = 0;
  std::size_t across = 1, down = 1;  // sampling factors
  std::uint32_t quantization = 0;
  bool scanned = false;
};

std::size_t divide_up(std::size_t value, std::size_t by) {
  return (value + by - 1) / by;
}

bool is_frame(std::uint32_t marker) {
  return marker >= kBaseline && marker <= 0xcf && marker != kHuffman && marker != kExtension &&
         marker != kArithmetic;
}

class JpegWalk {
 public:
  explicit JpegWalk(const ImageWalk& walk) : walk_(walk) {}

  void run() {
    std::size_t offset = 2;  // behind the start of the image
    for (;;) {
      offset = marker_at(offset);
      const std::uint32_t marker = walk_.byte(offset + 1);
      if (marker == kEndOfImage) break;
      offset = segment(marker, read_segment(offset));
    }
    if (components_.empty()) fail("JPEG_SEGMENT", offset, "the end", "a picture before it");
    for (const Component& component : components_) {
      if (!component.scanned) {
        fail("JPEG_SEGMENT", offset, "the end", fmt::format("data of component {}", component.id));
      }
    }
  }

 private:
  // The offset of the last 0xff of a marker; any number of them may stand before it.
  std::size_t marker_at(std::size_t offset) const {
    walk_.need(offset, 2, "a marker");
    if (walk_.byte(offset) != 0xff) {
      fail("JPEG_SEGMENT", offset, describe_content(walk_.bytes().subspan(offset, 2)), "a marker");
    }
    while (walk_.byte(offset + 1) == 0xff) ++offset;
    return offset;
  }

  Segment read_segment(std::size_t offset) const {
    const std::uint32_t marker = walk_.byte(offset + 1);
    if (marker < kBaseline || (marker >= kFirstRestart && marker <= kStartOfImage)) {
      fail("JPEG_SEGMENT", offset, fmt::format("the marker {:02x}", marker), "a segment");
    }
    walk_.need(offset + 2, 2, "a segment's length");
    const std::size_t length = walk_.big16(offset + 2);
    if (length < 2) fail("JPEG_SEGMENT", offset + 2, "a length below 2", "2 or more");
    walk_.need(offset + 2, length, "the rest of a segment");
    return {.offset = offset, .data = offset + 4, .length = length - 2};
  }

  // Returns where the next marker is.
  std::size_t segment(std::uint32_t marker, const Segment& segment) {
    if (is_frame(marker)) read_frame(marker, segment);
    if (marker == kArithmetic) walk_.refuse(segment.offset, "arithmetic coding", "a baseline JPEG");
    if (marker == kQuantization) read_quantization(segment);
    if (marker == kHuffman) read_huffman(segment);
    if (marker == kRestartInterval && segment.length != 2) wrong_length(segment, "4");
    if (marker == 0xdc) walk_.refuse(segment.offset, "a number of lines", "it in the frame");
    if (marker == kStartOfScan) return read_scan(segment);
    return segment.data + segment.length;
  }

  void read_frame(std::uint32_t marker, const Segment& segment) {
    if (marker == kProgressive) {
      walk_.refuse(segment.offset, "a progressive JPEG", "one saved as baseline");
    }
    if (marker != kBaseline && marker != kExtended) {
      walk_.refuse(segment.offset, "a lossless or arithmetic JPEG", "one saved as baseline");
    }
    if (!components_.empty()) fail("JPEG_SEGMENT", segment.offset, "a second frame", "one");
    if (segment.length < 6) wrong_length(segment, "at least 8");
    const std::size_t data = segment.data, count = walk_.byte(data + 5);
    if (walk_.byte(data) != 8) {
      walk_.refuse(data, fmt::format("{} bits a channel", walk_.byte(data)), "8");
    }
    height_ = walk_.big16(data + 1);
    width_ = walk_.big16(data + 3);
    walk_.check_size(data + 1, static_cast<Index>(width_), static_cast<Index>(height_));
    if (count == 4) walk_.refuse(data + 5, "a CMYK picture", "grey or RGB");
    if (count != 1 && count != 3) {
      fail("JPEG_SEGMENT", data + 5, fmt::format("{} components", count), "1 or 3");
    }
    if (segment.length != 6 + 3 * count) wrong_length(segment, fmt::format("{}", 8 + 3 * count));
    for (std::size_t i = 0; i < count; ++i) read_component(data + 6 + 3 * i);
  }

  void read_component(std::size_t at) {
    const Component component{.id = walk_.byte(at),
                              .across = walk_.byte(at + 1) >> 4,
                              .down = walk_.byte(at + 1) & 15,
                              .quantization = walk_.byte(at + 2)};
    const auto same = [&](const Component& other) { return other.id == component.id; };
    if (component.across < 1 || component.across > 4 || component.down < 1 || component.down > 4 ||
        component.quantization > 3 || std::ranges::any_of(components_, same)) {
      fail("JPEG_SEGMENT", at,
           fmt::format("component {} with sampling {}x{} and table {}", component.id,
                       component.across, component.down, component.quantization),
           "each once, sampling 1 to 4, table 0 to 3");
    }
    components_.push_back(component);
    most_across_ = std::max(most_across_, component.across);
    most_down_ = std::max(most_down_, component.down);
  }

  void read_quantization(const Segment& segment) {
    std::size_t left = segment.length;
    while (left > 0) {
      const std::size_t at = segment.data + segment.length - left;
      const std::uint32_t kind = walk_.byte(at);
      const std::size_t size = kind >> 4 == 0 ? 65 : 129;
      if (kind >> 4 > 1 || (kind & 15) > 3 || size > left) {
        fail("JPEG_TABLE", at, fmt::format("quantization table {:02x}, {} bytes left", kind, left),
             "table 0 to 3 of 64 values");
      }
      has_quantization_[kind & 15] = true;
      left -= size;
    }
  }

  void read_huffman(const Segment& segment) {
    std::size_t left = segment.length;
    while (left > 0) {
      const std::size_t at = segment.data + segment.length - left;
      const std::uint32_t kind = walk_.byte(at);
      if (left < 17 || kind >> 4 > 1 || (kind & 15) > 3) {
        fail("JPEG_TABLE", at, fmt::format("Huffman table {:02x}, {} bytes left", kind, left),
             "table 0 to 3 with 16 counts");
      }
      std::size_t sum = 0, free_codes = 1;
      for (std::size_t length = 1; length <= 16; ++length) {
        const std::size_t count = walk_.byte(at + length);
        sum += count;
        free_codes *= 2;
        if (sum > 256 || count > free_codes) {
          fail("JPEG_TABLE", at + length, fmt::format("{} codes of {} bits", count, length),
               fmt::format("at most {}", sum > 256 ? 256 + count - sum : free_codes));
        }
        free_codes -= count;
      }
      if (17 + sum > left) {
        fail("JPEG_TABLE", at, fmt::format("a Huffman table of {} codes", sum),
             fmt::format("at most {}, what the segment holds", left - 17));
      }
      has_huffman_[kind >> 4][kind & 15] = sum > 0;
      left -= 17 + sum;
    }
  }

  std::size_t read_scan(const Segment& segment) {
    const std::size_t count = segment.length > 0 ? walk_.byte(segment.data) : 0;
    if (components_.empty() || (count != 1 && count != components_.size()) ||
        segment.length != 4 + 2 * count) {
      fail("JPEG_SEGMENT", segment.offset,
           fmt::format("a scan of {} components in {} bytes", count, segment.length + 2),
           fmt::format("one or all {} of the frame", components_.size()));
    }
    std::size_t blocks = 0;
    for (std::size_t i = 0; i < count; ++i) {
      blocks += scan_component(segment.data + 1 + 2 * i, count == 1);
    }
    const std::size_t end = find_marker(segment.data + segment.length);
    // A code has at least one bit, and a block at least two codes.
    const std::size_t least = blocks / 4;
    if (const std::size_t held = end - segment.data - segment.length; held < least) {
      fail("IMAGE_TRUNCATED", end, fmt::format("{} bytes of picture data", held),
           fmt::format("at least {} for {}x{} pixels", least, width_, height_));
    }
    return end;
  }

  // Returns the number of its 8x8 blocks.
  std::size_t scan_component(std::size_t at, bool alone) {
    const auto found = std::ranges::find(components_, walk_.byte(at), &Component::id);
    const std::uint32_t tables = walk_.byte(at + 1);
    if (found == components_.end() || found->scanned || tables >> 4 > 3 || (tables & 15) > 3) {
      fail("JPEG_SEGMENT", at, fmt::format("component {}, tables {:02x}", walk_.byte(at), tables),
           "each component of the frame once, tables 0 to 3");
    }
    if (!has_huffman_[0][tables >> 4] || !has_huffman_[1][tables & 15] ||
        !has_quantization_[found->quantization]) {
      fail("JPEG_TABLE", at, "a table that was not defined", "the tables before the scan");
    }
    found->scanned = true;
    // Rows and columns of blocks, whole units of all components unless it stands alone.
    const std::size_t unit_columns = divide_up(width_, kBlock * most_across_);
    const std::size_t unit_rows = divide_up(height_, kBlock * most_down_);
    if (!alone) return unit_columns * found->across * unit_rows * found->down;
    return divide_up(divide_up(width_ * found->across, most_across_), kBlock) *
           divide_up(divide_up(height_ * found->down, most_down_), kBlock);
  }

  // Behind the coded data, where 0xff is followed by 0 or a restart.
  std::size_t find_marker(std::size_t offset) const {
    for (;; ++offset) {
      walk_.need(offset, 2, "the end of the picture");
      const std::uint32_t next = walk_.byte(offset + 1);
      const bool coded = next == 0 || (next >= kFirstRestart && next < kStartOfImage);
      if (walk_.byte(offset) == 0xff && !coded) return offset;
    }
  }

  [[noreturn]] void wrong_length(const Segment& segment, const std::string& expected) const {
    fail("JPEG_SEGMENT", segment.offset + 2, fmt::format("a length of {}", segment.length + 2),
         expected);
  }
  [[noreturn]] void fail(std::string code, std::size_t offset, std::string found,
                         std::string expected) const {
    walk_.fail(std::move(code), offset, std::move(found), std::move(expected));
  }

  const ImageWalk& walk_;
  std::size_t width_ = 0, height_ = 0;
  std::size_t most_across_ = 1, most_down_ = 1;
  std::vector<Component> components_;
  std::array<bool, 4> has_quantization_{};
  std::array<std::array<bool, 4>, 2> has_huffman_{};
};

}  // namespace

void walk_jpeg(const ImageWalk& walk) {
  JpegWalk(walk).run();
}

}  // namespace convscope::engine

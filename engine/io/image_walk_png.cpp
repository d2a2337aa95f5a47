#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <vector>

#include "engine/io/image_walk.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kSignature = 8;
constexpr std::size_t kChunkFrame = 12;  // length, type and checksum
constexpr std::size_t kHeaderLength = 13;
constexpr std::size_t kPaletteLength = 256 * 3;
constexpr std::size_t kInflatePiece = std::size_t{1} << 16;

enum ColorType { kGrey = 0, kRgb = 2, kIndexed = 3, kGreyAlpha = 4, kRgba = 6 };

struct Chunk {
  std::size_t offset = 0;
  std::string type;
  std::size_t data = 0;  // its offset
  std::size_t length = 0;
};

struct PngHeader {
  Index width = 0, height = 0;
  Index depth = 0;
  std::uint32_t color = 0;
  bool interlaced = false;

  Index channels() const {
    switch (color) {
      case kRgb:
        return 3;
      case kRgba:
        return 4;
      case kGreyAlpha:
        return 2;
      default:
        return 1;
    }
  }
};

/// Rows of equal length, one after the other in the data before compression; each begins with the
/// number of its filter.
struct Rows {
  std::size_t count = 0;
  std::size_t bytes = 0;  // of each, the filter included
};

// The whole picture, or Adam7's seven small ones, without those that are empty (PNG, 8.2).
std::vector<Rows> rows_of(const PngHeader& header) {
  struct Pass {
    Index x, y, step_x, step_y;
  };
  constexpr std::array<Pass, 7> kAdam7{{{0, 0, 8, 8},
                                        {4, 0, 8, 8},
                                        {0, 4, 4, 8},
                                        {2, 0, 4, 4},
                                        {0, 2, 2, 4},
                                        {1, 0, 2, 2},
                                        {0, 1, 1, 2}}};
  std::vector<Rows> rows;
  const auto add = [&](Index width, Index height) {
    if (width < 1 || height < 1) return;
    const Index bytes = 1 + (width * header.depth * header.channels() + 7) / 8;
    rows.push_back({static_cast<std::size_t>(height), static_cast<std::size_t>(bytes)});
  };
  if (!header.interlaced) {
    add(header.width, header.height);
    return rows;
  }
  for (const Pass& pass : kAdam7) {
    add((header.width - pass.x + pass.step_x - 1) / pass.step_x,
        (header.height - pass.y + pass.step_y - 1) / pass.step_y);
  }
  return rows;
}

/// Inflates the image data piece by piece without keeping it: how long it is, that its checksum
/// fits and that no row asks for a filter that there is none of.
class DataCheck {
 public:
  DataCheck(const ImageWalk& walk, const PngHeader& header) : walk_(walk), rows_(rows_of(header)) {
    for (const Rows& rows : rows_) expected_ += rows.count * rows.bytes;
    if (inflateInit(&z_) != Z_OK) throw std::bad_alloc();
  }
  ~DataCheck() { inflateEnd(&z_); }
  DataCheck(const DataCheck&) = delete;
  DataCheck& operator=(const DataCheck&) = delete;

  void add(const Chunk& chunk) {
    z_.next_in = const_cast<Bytef*>(walk_.bytes().data() + chunk.data);
    z_.avail_in = static_cast<uInt>(chunk.length);
    // A full piece may mean that more waits inside zlib.
    bool more = chunk.length > 0;
    while (more && !at_end_) {
      z_.next_out = piece_.data();
      z_.avail_out = static_cast<uInt>(piece_.size());
      const int result = inflate(&z_, Z_NO_FLUSH);
      const std::size_t offset = chunk.data + chunk.length - z_.avail_in;
      if (result == Z_MEM_ERROR) throw std::bad_alloc();
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        fail(offset, z_.msg ? z_.msg : "damaged data", "sound zlib data");
      }
      at_end_ = result == Z_STREAM_END;
      look_at(ByteView(piece_).first(piece_.size() - z_.avail_out), offset);
      more = z_.avail_in > 0 || z_.avail_out == 0;
    }
  }

  void finish(std::size_t offset) const {
    if (!at_end_ || done_ != expected_) {
      fail(offset, fmt::format("{} bytes of pixels{}", done_, at_end_ ? "" : " and no end"),
           fmt::format("{}, as its size says", expected_));
    }
  }

 private:
  void look_at(ByteView piece, std::size_t offset) {
    for (; next_row_ < std::min(expected_, done_ + piece.size()); step_to_next_row()) {
      const std::uint8_t filter = piece[next_row_ - done_];
      if (filter > 4) fail(offset, fmt::format("row filter {}", filter), "0 to 4");
    }
    done_ += piece.size();
    if (done_ > expected_) {
      fail(offset, "more pixels", fmt::format("{} bytes, as its size says", expected_));
    }
  }
  void step_to_next_row() {
    next_row_ += rows_[part_].bytes;
    if (++row_ < rows_[part_].count) return;
    row_ = 0;
    ++part_;
  }
  [[noreturn]] void fail(std::size_t offset, std::string found, std::string expected) const {
    walk_.fail("PNG_DATA", offset, std::move(found), std::move(expected));
  }

  const ImageWalk& walk_;
  std::vector<Rows> rows_;
  std::size_t expected_ = 0, done_ = 0;
  std::size_t part_ = 0, row_ = 0, next_row_ = 0;  // next_row_ is its offset in the data
  bool at_end_ = false;
  z_stream z_{};
  std::array<std::uint8_t, kInflatePiece> piece_;
};

Chunk read_chunk(const ImageWalk& walk, std::size_t offset) {
  walk.need(offset, kChunkFrame, "a chunk's length, type and checksum");
  Chunk chunk{.offset = offset, .data = offset + 8, .length = walk.big32(offset)};
  for (std::size_t i = 4; i < 8; ++i) {
    const auto letter = static_cast<char>(walk.byte(offset + i));
    if ((letter < 'A' || letter > 'Z') && (letter < 'a' || letter > 'z')) {
      walk.fail("PNG_CHUNK", offset + 4, describe_content(walk.bytes().subspan(offset + 4, 4)),
                "a chunk's type, four letters");
    }
    chunk.type += letter;
  }
  if (chunk.length > walk.size() - offset - kChunkFrame) {
    walk.fail(
        "IMAGE_TRUNCATED", offset, fmt::format("a chunk {} of {} bytes", chunk.type, chunk.length),
        fmt::format("at most {}, what is left of the file", walk.size() - offset - kChunkFrame));
  }
  const auto computed = static_cast<std::uint32_t>(
      crc32_z(crc32_z(0, nullptr, 0), walk.bytes().data() + offset + 4, chunk.length + 4));
  const std::uint32_t stored = walk.big32(chunk.data + chunk.length);
  if (computed != stored) {
    walk.fail("PNG_CRC", chunk.data + chunk.length, fmt::format("checksum {:08x}", stored),
              fmt::format("{:08x} for this chunk {}: damaged file", computed, chunk.type));
  }
  return chunk;
}

PngHeader read_header(const ImageWalk& walk, const Chunk& chunk) {
  if (chunk.type != "IHDR" || chunk.length != kHeaderLength) {
    walk.fail("PNG_CHUNK", chunk.offset,
              fmt::format("a chunk {} of {} bytes", chunk.type, chunk.length),
              "IHDR of 13 bytes first");
  }
  PngHeader header{.width = walk.big32(chunk.data),
                   .height = walk.big32(chunk.data + 4),
                   .depth = walk.byte(chunk.data + 8),
                   .color = walk.byte(chunk.data + 9)};
  walk.check_size(chunk.data, header.width, header.height);
  const Index most = header.color == kGrey || header.color == kIndexed ? 8 : 0;
  const bool fits =
      header.depth == 8 || (header.depth == 16 && header.color != kIndexed) ||
      (header.depth <= most && (header.depth == 1 || header.depth == 2 || header.depth == 4));
  const std::uint32_t color = header.color;
  const bool known =
      color == kGrey || color == kRgb || color == kIndexed || color == kGreyAlpha || color == kRgba;
  if (!fits || !known) {
    walk.fail("PNG_CHUNK", chunk.data + 8,
              fmt::format("bit depth {} with colour type {}", header.depth, color),
              "a pair that PNG knows");
  }
  for (const std::size_t method : {10u, 11u}) {
    if (walk.byte(chunk.data + method) != 0) {
      walk.fail("PNG_CHUNK", chunk.data + method,
                fmt::format("method {}", walk.byte(chunk.data + method)), "0");
    }
  }
  const std::uint32_t interlace = walk.byte(chunk.data + 12);
  if (interlace > 1) {
    walk.fail("PNG_CHUNK", chunk.data + 12, fmt::format("interlace method {}", interlace),
              "0 or 1");
  }
  header.interlaced = interlace == 1;
  if (header.interlaced && header.depth == 16) {
    walk.refuse(chunk.data + 12, "an interlaced PNG of 16 bits a channel",
                "8 bits, or one saved without interlacing");
  }
  return header;
}

void append_length(Bytes& bytes, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

// With a checksum of 0: the decoder does not look at it, the walk has.
void append_chunk(Bytes& out, const ImageWalk& walk, const Chunk& chunk, std::size_t length) {
  append_length(out, length);
  const auto start = walk.bytes().begin() + static_cast<std::ptrdiff_t>(chunk.offset + 4);
  out.insert(out.end(), start, start + static_cast<std::ptrdiff_t>(4 + chunk.length));
  out.resize(out.size() + length - chunk.length + 4);
}

/// The order and lengths of the chunks, one after the other.
class ChunkOrder {
 public:
  ChunkOrder(const ImageWalk& walk, const Chunk& first)
      : walk_(walk), header_(read_header(walk, first)), data_(walk, header_) {
    const auto signature = walk.bytes().first(kSignature);
    out_.assign(signature.begin(), signature.end());
    append_chunk(out_, walk, first, first.length);
  }

  void add(const Chunk& chunk) {
    if (chunk.type == "IDAT") {
      if (had_data_ && last_ != "IDAT") misplaced(chunk);
      if (header_.color == kIndexed && !palette_) misplaced(chunk);
      had_data_ = true;
      data_.add(chunk);
      append_chunk(out_, walk_, chunk, chunk.length);
    } else if (chunk.type == "PLTE") {
      add_palette(chunk);
    } else if (chunk.type == "tRNS") {
      add_transparency(chunk);
    } else if (chunk.type == "IEND") {
      if (chunk.length != 0) wrong_length(chunk, "0");
      data_.finish(chunk.offset);
      append_chunk(out_, walk_, chunk, 0);
    } else if (chunk.type[0] >= 'A' && chunk.type[0] <= 'Z') {
      walk_.fail("PNG_CHUNK", chunk.offset + 4, "the chunk " + chunk.type, "a known one here");
    }
    last_ = chunk.type;
  }
  Bytes take() { return std::move(out_); }

 private:
  void add_palette(const Chunk& chunk) {
    if (palette_ || had_data_) misplaced(chunk);
    const std::size_t most =
        header_.color == kIndexed ? std::size_t{3} << header_.depth : kPaletteLength;
    if (chunk.length == 0 || chunk.length % 3 != 0 || chunk.length > most) {
      wrong_length(chunk, fmt::format("3 to {} bytes, three a colour", most));
    }
    palette_ = chunk.length;
    if (header_.color == kIndexed) append_chunk(out_, walk_, chunk, kPaletteLength);
  }
  void add_transparency(const Chunk& chunk) {
    if (had_data_ || had_transparency_ || (header_.color == kIndexed && !palette_)) {
      misplaced(chunk);
    }
    had_transparency_ = true;
    if (header_.color == kIndexed && (chunk.length == 0 || chunk.length * 3 > *palette_)) {
      wrong_length(chunk, fmt::format("1 to {}", *palette_ / 3));
    }
    if (header_.color == kGrey && chunk.length != 2) wrong_length(chunk, "2");
    if (header_.color == kRgb && chunk.length != 6) wrong_length(chunk, "6");
    if (header_.color == kGreyAlpha || header_.color == kRgba) misplaced(chunk);
    append_chunk(out_, walk_, chunk, chunk.length);
  }
  [[noreturn]] void misplaced(const Chunk& chunk) const {
    walk_.fail("PNG_CHUNK", chunk.offset, "the chunk " + chunk.type,
               "the chunks in their order: IHDR, PLTE, tRNS, IDAT, IEND");
  }
  [[noreturn]] void wrong_length(const Chunk& chunk, const std::string& expected) const {
    walk_.fail("PNG_CHUNK", chunk.offset,
               fmt::format("a chunk {} of {} bytes", chunk.type, chunk.length), expected);
  }

  const ImageWalk& walk_;
  PngHeader header_;
  DataCheck data_;
  Bytes out_;
  std::optional<std::size_t> palette_;  // its length
  bool had_data_ = false, had_transparency_ = false;
  std::string last_;
};

}  // namespace

Bytes walk_png(const ImageWalk& walk) {
  Chunk chunk = read_chunk(walk, kSignature);
  ChunkOrder order(walk, chunk);
  while (chunk.type != "IEND") {
    chunk = read_chunk(walk, chunk.offset + kChunkFrame + chunk.length);
    order.add(chunk);
  }
  return order.take();
}

}  // namespace convscope::engine

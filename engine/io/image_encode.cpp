#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "engine/core/error.h"
#include "engine/io/image.h"

namespace convscope::engine {
namespace {

constexpr int kLevel = 6;
constexpr int kMostSide = 1 << 20;
constexpr std::size_t kDataPiece = std::size_t{1} << 18;
// PNG's colour types for 1 to 4 channels.
constexpr std::array<std::uint8_t, 4> kColorTypes = {0, 4, 2, 6};

void append_big32(Bytes& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void append_chunk(Bytes& png, std::string_view type, ByteView data) {
  append_big32(png, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = png.size();
  const ByteView name = bytes_of(type);
  png.insert(png.end(), name.begin(), name.end());
  png.insert(png.end(), data.begin(), data.end());
  const auto sum = crc32_z(crc32_z(0, nullptr, 0), png.data() + start, png.size() - start);
  append_big32(png, static_cast<std::uint32_t>(sum));
}

std::uint32_t magnitude(const Bytes& row) {
  std::uint32_t sum = 0;  // of at most 4 * kMostSide bytes
  for (std::size_t i = 1; i < row.size(); ++i) {
    sum += std::min<std::uint32_t>(row[i], 256U - row[i]);
  }
  return sum;
}

/// A row as differences: from nothing, the pixel to the left, or the pixel above. The one with the
/// smallest sum of absolute values compresses best as a rule (PNG specification, 12.8).
class RowFilter {
 public:
  RowFilter(std::size_t row_bytes, std::size_t pixel_bytes)
      : pixel_bytes_(pixel_bytes), zeros_(row_bytes) {
    for (std::size_t filter = 0; filter < rows_.size(); ++filter) {
      rows_[filter].resize(1 + row_bytes);
      rows_[filter][0] = static_cast<std::uint8_t>(filter);
    }
  }

  /// With the filter's number in front. `above` is empty for the first row.
  ByteView best(ByteView row, ByteView above) {
    if (above.empty()) above = zeros_;
    const std::size_t left = pixel_bytes_;
    for (std::size_t i = 0; i < row.size(); ++i) {
      rows_[0][i + 1] = row[i];
      rows_[2][i + 1] = static_cast<std::uint8_t>(row[i] - above[i]);
    }
    for (std::size_t i = 0; i < left; ++i) rows_[1][i + 1] = row[i];
    for (std::size_t i = left; i < row.size(); ++i) {
      rows_[1][i + 1] = static_cast<std::uint8_t>(row[i] - row[i - left]);
    }
    return *std::ranges::min_element(rows_, {}, magnitude);
  }

 private:
  std::size_t pixel_bytes_;
  Bytes zeros_;
  std::array<Bytes, 3> rows_;
};

/// Compresses into IDAT chunks as the rows come.
class DataWriter {
 public:
  explicit DataWriter(Bytes& png) : png_(png), piece_(kDataPiece) {
    if (deflateInit(&z_, kLevel) != Z_OK) throw std::bad_alloc();
    z_.next_out = piece_.data();
    z_.avail_out = static_cast<uInt>(piece_.size());
  }
  ~DataWriter() { deflateEnd(&z_); }
  DataWriter(const DataWriter&) = delete;
  DataWriter& operator=(const DataWriter&) = delete;

  void add(ByteView row) { run(row, Z_NO_FLUSH); }
  void finish() { run({}, Z_FINISH); }

 private:
  void run(ByteView row, int flush) {
    z_.next_in = const_cast<Bytef*>(row.data());
    z_.avail_in = static_cast<uInt>(row.size());
    for (;;) {
      const int result = deflate(&z_, flush);
      if (z_.avail_out == 0 || result == Z_STREAM_END) write();
      const bool done = flush == Z_FINISH ? result == Z_STREAM_END : z_.avail_in == 0;
      if (done) return;
    }
  }
  void write() {
    append_chunk(png_, "IDAT", ByteView(piece_).first(piece_.size() - z_.avail_out));
    z_.next_out = piece_.data();
    z_.avail_out = static_cast<uInt>(piece_.size());
  }

  Bytes& png_;
  Bytes piece_;
  z_stream z_{};
};

void check_shape(const Image& image) {
  const bool sound = image.width > 0 && image.height > 0 && image.width <= kMostSide &&
                     image.height <= kMostSide && image.channels >= 1 && image.channels <= 4;
  const auto expected = sound ? Index{image.width} * image.height * image.channels : 0;
  if (sound && static_cast<Index>(image.pixels.size()) == expected) return;
  throw Error(ErrorKind::kCheckFailed, "IMAGE_SHAPE",
              {.found = fmt::format("{} bytes of pixels", image.pixels.size()),
               .expected = fmt::format("{}x{} pixels of {} channels", image.width, image.height,
                                       image.channels)});
}

}  // namespace

Bytes encode_png(const Image& image) {
  check_shape(image);
  Bytes png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes header;
  append_big32(header, static_cast<std::uint32_t>(image.width));
  append_big32(header, static_cast<std::uint32_t>(image.height));
  header.push_back(8);  // bits a channel
  header.push_back(kColorTypes[static_cast<std::size_t>(image.channels - 1)]);
  header.insert(header.end(), {0, 0, 0});  // deflate, the five filters, no interlacing
  append_chunk(png, "IHDR", header);
  const auto channels = static_cast<std::size_t>(image.channels);
  const std::size_t row_bytes = static_cast<std::size_t>(image.width) * channels;
  RowFilter filter(row_bytes, channels);
  DataWriter data(png);
  ByteView above;
  for (ByteView rest = image.pixels; !rest.empty(); rest = rest.subspan(row_bytes)) {
    const ByteView row = rest.first(row_bytes);
    data.add(filter.best(row, above));
    above = row;
  }
  data.finish();
  append_chunk(png, "IEND", {});
  return png;
}

}  // namespace convscope::engine

#include "engine/io/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <string_view>
#include <utility>

namespace convscope::engine {
namespace {

constexpr int kGzipWindow = 15 + 16;      // 32 KiB window, gzip's header and trailer
constexpr std::size_t kBestRatio = 1032;  // of deflate
constexpr std::size_t kZlibPiece = std::size_t{1} << 30;  // zlib counts in unsigned int

bool begins_as_gzip(ByteView bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

}  // namespace

struct UnpackedReader::Stream {
  z_stream z{};
  bool at_end = false;

  Stream() {
    if (inflateInit2(&z, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { inflateEnd(&z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

UnpackedReader::UnpackedReader(ByteView bytes, std::string file)
    : bytes_(bytes), file_(std::move(file)) {
  if (begins_as_gzip(bytes)) stream_ = std::make_unique<Stream>();
}

UnpackedReader::~UnpackedReader() = default;

void UnpackedReader::fail(std::string code, std::string found, std::string expected) const {
  throw Error(ErrorKind::kBadFile, std::move(code),
              {file_, fmt::format("offset {}", offset_), std::move(found), std::move(expected)});
}

std::size_t UnpackedReader::most_left() const {
  const std::size_t left = bytes_.size() - offset_;
  if (!packed()) return left;
  return left > std::numeric_limits<std::size_t>::max() / kBestRatio
             ? std::numeric_limits<std::size_t>::max()
             : left * kBestRatio + kBestRatio;
}

// gzip files may be joined end to end; anything else behind the end is refused.
bool UnpackedReader::next_member() {
  if (offset_ == bytes_.size()) return false;
  const ByteView rest = bytes_.subspan(offset_);
  if (!begins_as_gzip(rest)) {
    fail("GZIP_TRAILING", fmt::format("{} bytes behind the end of the gzip data", rest.size()),
         "the end of the file");
  }
  inflateReset(&stream_->z);
  stream_->at_end = false;
  return true;
}

std::size_t UnpackedReader::read(std::span<std::uint8_t> out) {
  if (!packed()) {
    const std::size_t count = std::min(out.size(), bytes_.size() - offset_);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset_), count, out.begin());
    offset_ += count;
    return count;
  }
  z_stream& z = stream_->z;
  std::size_t done = 0;
  while (done < out.size()) {
    if (stream_->at_end && !next_member()) break;
    const std::size_t room = std::min(out.size() - done, kZlibPiece);
    const std::size_t left = std::min(bytes_.size() - offset_, kZlibPiece);
    z.next_in = const_cast<Bytef*>(bytes_.data() + offset_);
    z.avail_in = static_cast<uInt>(left);
    z.next_out = out.data() + done;
    z.avail_out = static_cast<uInt>(room);
    const int result = inflate(&z, Z_NO_FLUSH);
    offset_ += left - z.avail_in;
    done += room - z.avail_out;
    stream_->at_end = result == Z_STREAM_END;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_BUF_ERROR || (result == Z_OK && offset_ == bytes_.size() && z.avail_out > 0)) {
      fail("GZIP_TRUNCATED", "the end of the file", "more gzip data");
    }
    if (result != Z_OK && result != Z_STREAM_END) {
      const std::string_view reason = z.msg ? z.msg : "damaged data";
      const bool trailer = reason.ends_with("check") && !reason.starts_with("incorrect header");
      fail(trailer ? "GZIP_CHECK" : "GZIP_DATA", std::string(reason), "sound gzip data");
    }
  }
  return done;
}

Bytes gzip_compress(ByteView bytes) {
  z_stream z{};
  constexpr int kMemoryLevel = 8;
  if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  Bytes packed(deflateBound(&z, bytes.size()));
  z.next_out = packed.data();
  z.avail_out = static_cast<uInt>(packed.size());
  z.next_in = const_cast<Bytef*>(bytes.data());
  z.avail_in = static_cast<uInt>(bytes.size());
  const int result = deflate(&z, Z_FINISH);
  packed.resize(packed.size() - z.avail_out);
  deflateEnd(&z);
  if (result != Z_STREAM_END) {
    throw Error(ErrorKind::kLimit, "GZIP_SIZE", {.found = "too much to compress at once"});
  }
  return packed;
}

}  // namespace convscope::engine

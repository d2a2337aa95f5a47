#pragma once

#include <string>
#include <string_view>

#include "engine/core/shape.h"
#include "engine/io/file.h"

namespace convscope::engine {

/// An image file that is looked at before it is decoded. Every read is checked against the file's
/// size; errors carry the file's name and an offset.
class ImageWalk {
 public:
  ImageWalk(ByteView bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  ByteView bytes() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  /// Throws IMAGE_TRUNCATED unless `count` bytes are there from `offset` on; `what` they are.
  void need(std::size_t offset, std::size_t count, std::string_view what) const;
  std::uint32_t byte(std::size_t offset) const;
  std::uint32_t big16(std::size_t offset) const;
  std::uint32_t big32(std::size_t offset) const;
  std::uint32_t little16(std::size_t offset) const;
  std::uint32_t little32(std::size_t offset) const;
  /// Throws IMAGE_SIZE for what is empty or beyond the limits of image.h.
  void check_size(std::size_t offset, Index width, Index height) const;
  [[noreturn]] void fail(std::string code, std::size_t offset, std::string found,
                         std::string expected) const;
  /// IMAGE_UNSUPPORTED.
  [[noreturn]] void refuse(std::size_t offset, std::string found, std::string expected) const;

 private:
  ByteView bytes_;
  const std::string& file_;
};

/// Checks a whole PNG file and returns the file that the decoder gets: the chunks that say
/// something about pixels, and a palette filled up to 256 colours, so that no index leaves it.
Bytes walk_png(const ImageWalk& walk);
void walk_jpeg(const ImageWalk& walk);
void walk_bmp(const ImageWalk& walk);

}  // namespace convscope::engine

#include "engine/io/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "engine/core/error.h"
#include "engine/io/image_walk.h"

namespace convscope::engine {
namespace {

// Zeroed, so that a picture whose data ends early is the same every time; and never more than the
// checked size can need.
constexpr std::size_t kMostDecoderBytes = std::size_t{1} << 29;

void* decoder_allocate(std::size_t size) {
  return size > kMostDecoderBytes ? nullptr : std::calloc(1, size);
}
void* decoder_reallocate(void* old, std::size_t size) {
  return size > kMostDecoderBytes ? nullptr : std::realloc(old, size);
}

}  // namespace
}  // namespace convscope::engine

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_STDIO
#define STBI_ASSERT(condition) static_cast<void>(condition)
#define STBI_MALLOC(size) convscope::engine::decoder_allocate(size)
#define STBI_REALLOC(old, size) convscope::engine::decoder_reallocate(old, size)
#define STBI_FREE(memory) std::free(memory)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // of members that memory does not use
#include <stb_image.h>
#pragma GCC diagnostic pop

namespace convscope::engine {
namespace {

constexpr std::string_view kPngStart = "\x89PNG\r\n\x1a\n", kJpegStart = "\xff\xd8\xff",
                           kBmpStart = "BM";

bool begins_with(ByteView bytes, std::string_view start) {
  const ByteView wanted = bytes_of(start);
  return bytes.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), bytes.begin());
}

Image decode_checked(ByteView bytes, const ImageWalk& walk) {
  Image image;
  const std::unique_ptr<stbi_uc, decltype(&std::free)> pixels(
      stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &image.width,
                            &image.height, &image.channels, 0),
      &std::free);
  if (!pixels) {
    const char* reason = stbi_failure_reason();
    walk.fail("IMAGE_DATA", 0, reason != nullptr ? reason : "damaged data", "a sound picture");
  }
  const auto count = static_cast<std::ptrdiff_t>(image.width) * image.height * image.channels;
  image.pixels.assign(pixels.get(), pixels.get() + count);
  return image;
}

}  // namespace

void ImageWalk::fail(std::string code, std::size_t offset, std::string found,
                     std::string expected) const {
  throw Error(ErrorKind::kBadFile, std::move(code),
              {file_, fmt::format("offset {}", offset), std::move(found), std::move(expected)});
}

void ImageWalk::refuse(std::size_t offset, std::string found, std::string expected) const {
  fail("IMAGE_UNSUPPORTED", offset, std::move(found), std::move(expected));
}

void ImageWalk::need(std::size_t offset, std::size_t count, std::string_view what) const {
  if (offset <= size() && count <= size() - offset) return;
  fail("IMAGE_TRUNCATED", size(), "the end of the file", std::string(what));
}

std::uint32_t ImageWalk::byte(std::size_t offset) const {
  need(offset, 1, "more of the picture");
  return bytes_[offset];
}
std::uint32_t ImageWalk::big16(std::size_t offset) const {
  return byte(offset) << 8 | byte(offset + 1);
}
std::uint32_t ImageWalk::big32(std::size_t offset) const {
  return big16(offset) << 16 | big16(offset + 2);
}
std::uint32_t ImageWalk::little16(std::size_t offset) const {
  return byte(offset) | byte(offset + 1) << 8;
}
std::uint32_t ImageWalk::little32(std::size_t offset) const {
  return little16(offset) | little16(offset + 2) << 16;
}

void ImageWalk::check_size(std::size_t offset, Index width, Index height) const {
  if (width < 1 || height < 1 || width > kMostImageSide || height > kMostImageSide ||
      width * height > kMostImagePixels) {
    fail("IMAGE_SIZE", offset, fmt::format("{}x{} pixels", width, height),
         fmt::format("1x1 to {}x{}, at most {} megapixels", kMostImageSide, kMostImageSide,
                     kMostImagePixels >> 20));
  }
}

Image decode_image(ByteView bytes, const std::string& file) {
  const ImageWalk walk(bytes, file);
  if (begins_with(bytes, kPngStart)) {
    const Bytes checked = walk_png(walk);
    return decode_checked(checked, walk);
  }
  if (begins_with(bytes, kJpegStart)) {
    walk_jpeg(walk);
  } else if (begins_with(bytes, kBmpStart)) {
    walk_bmp(walk);
  } else {
    walk.fail("IMAGE_KIND", 0, describe_content(bytes), "a PNG, JPEG or BMP image");
  }
  return decode_checked(bytes, walk);
}

Image load_image(const std::filesystem::path& path, const FileLayer& files) {
  return decode_image(read_file(path, kMostImageFileBytes, files), display_path(path));
}

namespace {

Tensor gray_on(const Image& image, double paper) {
  Tensor gray({image.height, image.width});
  const auto channels = static_cast<std::size_t>(image.channels);
  const bool color = channels >= 3, alpha = channels == 2 || channels == 4;
  const std::uint8_t* pixel = image.pixels.data();
  for (Scalar& value : gray.values()) {
    double luma = color ? (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]) / 1000.0 : pixel[0];
    if (alpha) {
      const int opaque = pixel[channels - 1];
      luma = (luma * opaque + paper * (255 - opaque)) / 255.0;
    }
    value = static_cast<Scalar>(luma) / Scalar(255);
    pixel += channels;
  }
  return gray;
}

Scalar range_of(const Tensor& gray) {
  const auto [least, most] = std::ranges::minmax_element(gray.values());
  return *most - *least;
}

}  // namespace

Tensor to_gray(const Image& image) {
  Tensor on_white = gray_on(image, 255);
  if (image.channels != 2 && image.channels != 4) return on_white;
  Tensor on_black = gray_on(image, 0);
  return range_of(on_black) > range_of(on_white) ? on_black : on_white;
}

}  // namespace convscope::engine

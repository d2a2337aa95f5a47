#pragma once

#include <filesystem>
#include <string>

#include "engine/core/tensor.h"
#include "engine/io/file.h"

namespace convscope::engine {

/// Pixels row by row from the top left, channels interleaved: 1 grey, 2 grey and alpha, 3 RGB,
/// 4 RGBA. Alpha is not multiplied in.
struct Image {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<std::uint8_t> pixels;  ///< width * height * channels
};

/// What is read at most: enough for a 1920x1080 picture exported at scale 4.
inline constexpr Index kMostImageSide = 8192;
inline constexpr Index kMostImagePixels = Index{32} << 20;
inline constexpr std::size_t kMostImageFileBytes = std::size_t{256} << 20;

/// A PNG, baseline JPEG or uncompressed BMP file; of 16 bits a channel the upper 8. The file is
/// walked and checked from its first byte to its end before anything is decoded: signature, size,
/// PNG checksums and data length, JPEG segments and tables, BMP extents. `file` is what errors call
/// it. Throws Error of kind kBadFile, at an offset: IMAGE_KIND (another kind of file), IMAGE_SIZE
/// (too large or empty), IMAGE_TRUNCATED, IMAGE_UNSUPPORTED (progressive, 16 bits interlaced,
/// CMYK...), PNG_CHUNK, PNG_CRC, PNG_DATA, JPEG_SEGMENT, JPEG_TABLE, BMP_HEADER, IMAGE_DATA. What
/// stands behind the image's end is ignored.
Image decode_image(ByteView bytes, const std::string& file);

/// The same from a file of at most 256 MiB.
Image load_image(const std::filesystem::path& path, const FileLayer& files = system_files());

/// (H, W) from 0, black, to 1: the luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B. Where the
/// picture is transparent it lies on white paper, or on black where that shows more of it: a white
/// drawing would vanish. A grey g becomes g/255 exactly.
Tensor to_gray(const Image& image);

/// The picture as a PNG file: the same pixels give the same bytes. Throws Error{IMAGE_SHAPE,
/// kCheckFailed} when `pixels` does not have the size that the other members say, or none.
Bytes encode_png(const Image& image);

}  // namespace convscope::engine

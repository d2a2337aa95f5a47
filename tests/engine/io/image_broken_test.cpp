#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "engine/io/image.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using testing::HasSubstr;

const std::array kGood = {"rgb.png",     "grey.png",    "rgba.png", "bits.png",
                          "palette.png", "rgb.jpg",     "grey.jpg", "rgb.bmp",
                          "bits.bmp",    "palette.bmp", "rgba.bmp"};

Bytes file(const std::string& name) {
  return read_file(std::string(CONVSCOPE_SOURCE_DIR "/tests/data/images/") + name, 1 << 20);
}

/// The error's line, or "read"; every error is of one line, names the file and is of kind kBadFile.
std::string outcome(ByteView bytes) {
  try {
    const Image image = decode_image(bytes, "x.img");
    EXPECT_EQ(image.pixels.size(),
              static_cast<std::size_t>(image.width * image.height * image.channels));
    return "read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadFile) << error.what();
    const std::string line = error.what();
    EXPECT_THAT(line, HasSubstr("x.img: offset "));
    EXPECT_THAT(line, HasSubstr(": found "));
    EXPECT_THAT(line, HasSubstr(", expected "));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    return line;
  }
}

Error refused(const std::string& code, ByteView bytes) {
  return expect_error(code, [&] { decode_image(bytes, "x.img"); });
}

void put_big(Bytes& bytes, std::size_t offset, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  }
}
void put_little(Bytes& bytes, std::size_t offset, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes big(std::size_t value) {
  Bytes bytes(4);
  put_big(bytes, 0, static_cast<std::uint32_t>(value));
  return bytes;
}

Bytes chunk(std::string_view type, const Bytes& data) {
  const ByteView name = bytes_of(type);
  const Bytes content = joined({Bytes(name.begin(), name.end()), data});
  return joined({big(data.size()), content, big(crc32_z(0, content.data(), content.size()))});
}

const Bytes kPngSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

Bytes header(std::uint32_t width, std::uint32_t height, std::uint8_t depth, std::uint8_t color,
             std::uint8_t interlace = 0) {
  Bytes data(13);
  data[12] = interlace;
  put_big(data, 0, width);
  put_big(data, 4, height);
  data[8] = depth;
  data[9] = color;
  return chunk("IHDR", data);
}

Bytes packed_chunk(const Bytes& rows) {
  Bytes out(compressBound(rows.size()));
  uLongf size = out.size();
  compress(out.data(), &size, rows.data(), rows.size());
  out.resize(size);
  return chunk("IDAT", out);
}

const Bytes kEnd = chunk("IEND", {});

// A JPEG's frame of one component and the quantization table that it names.
Bytes jpeg_start(std::uint8_t size_high) {
  return joined({{0xff, 0xd8, 0xff, 0xdb, 0, 67, 0},
                 Bytes(64, 1),
                 {0xff, 0xc0, 0, 11, 8, size_high, 8, size_high, 8, 1, 1, 0x11, 0}});
}

TEST(BrokenImage, EveryPrefixIsRefused) {
  for (const char* name : kGood) {
    const Bytes good = file(name);
    EXPECT_EQ(outcome(good), "read") << name;
    for (std::size_t size = 0; size < good.size(); ++size) {
      const Bytes prefix(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_NE(outcome(prefix), "read") << name << " of " << size;
    }
  }
}

TEST(BrokenImage, EveryFlippedBitIsRefusedOrHarmless) {
  for (const char* name : kGood) {
    Bytes bytes = file(name);
    const bool png = std::string_view(name).ends_with("png");
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
      bytes[bit / 8] ^= mask;
      const std::string found = outcome(bytes);
      if (png) {
        EXPECT_NE(found, "read") << name << ", bit " << bit;
      }
      bytes[bit / 8] ^= mask;
    }
  }
}

TEST(BrokenImage, AnInterlacedPngIsWalkedPictureByPicture) {
  // 3x2 grey: Adam7 gives 1x1, 1x1 (every other column), 1x1 (the odd one) and 3x1.
  const Bytes rows{0, 10, 0, 30, 0, 20, 4, 40, 50, 60};
  const auto png = [](const Bytes& data, std::uint8_t depth = 8, std::uint8_t interlace = 1) {
    return joined({kPngSignature, header(3, 2, depth, 0, interlace), packed_chunk(data), kEnd});
  };
  const Image image = decode_image(png(rows), "x.png");
  EXPECT_EQ(Bytes(image.pixels.begin(), image.pixels.begin() + 3), (Bytes{10, 20, 30}));
  EXPECT_EQ(refused("PNG_DATA", png({0, 10, 0, 30, 0, 20, 5, 40, 50, 60})).detail().found,
            "row filter 5");
  refused("PNG_DATA", png({0, 10, 0, 30, 0, 20, 0, 40, 50}));
  refused("PNG_DATA", png({0, 10, 0, 30, 0, 20, 0, 40, 50, 60, 0}));
  refused("IMAGE_UNSUPPORTED", png(rows, 16));
  refused("PNG_CHUNK", png(rows, 8, 2));
}

TEST(BrokenImage, NamesWhatElseItIs) {
  const auto found = [](std::string_view text) {
    return refused("IMAGE_KIND", bytes_of(text)).detail().found;
  };
  EXPECT_EQ(found("<!DOCTYPE html><html>404</html>"), "an HTML page");
  EXPECT_EQ(found("\x80\x04\x95 pickle"), "a Python pickle");
  EXPECT_THAT(found("version https://git-lfs.github.com/spec/v1"), HasSubstr("git-LFS"));
  EXPECT_EQ(found(""), "an empty file");
  EXPECT_EQ(found("\x01\x02\x03\x04"), "the bytes 01 02 03 04");
  const test::TemporaryDirectory directory;
  expect_error("NOT_A_FILE", [&] { load_image(directory.path()); });
  const Error missing = expect_error("NO_FILE", [&] { load_image(directory / "none.png"); });
  EXPECT_EQ(missing.kind(), ErrorKind::kIo);
}

TEST(BrokenPng, SizesBeyondTheLimitsAllocateNothing) {
  const auto sized = [](std::uint32_t width, std::uint32_t height) {
    return refused("IMAGE_SIZE", joined({kPngSignature, header(width, height, 8, 2), kEnd}));
  };
  EXPECT_EQ(std::string(sized(0x7fffffff, 0x7fffffff).what()),
            "error[IMAGE_SIZE]: x.img: offset 16: found 2147483647x2147483647 pixels, "
            "expected 1x1 to 8192x8192, at most 32 megapixels");
  sized(8193, 1);
  sized(8192, 8192);
  sized(0, 5);
  sized(0xffffffff, 1);
}

TEST(BrokenPng, WrongChecksumsAndLengths) {
  Bytes bytes = file("rgb.png");
  bytes[29] ^= 1;
  EXPECT_THAT(refused("PNG_CRC", bytes).detail().found, HasSubstr("checksum"));
  Bytes lie = joined({kPngSignature, header(1, 1, 8, 0), chunk("tEXt", Bytes(4)), kEnd});
  put_big(lie, 33, 0xfffffff0);
  refused("IMAGE_TRUNCATED", lie);
}

TEST(BrokenPng, DataThatDoesNotFitItsSize) {
  const auto png = [](const Bytes& rows) {
    return joined({kPngSignature, header(4, 2, 8, 0), packed_chunk(rows), kEnd});
  };
  EXPECT_EQ(outcome(png(Bytes(10))), "read");
  refused("PNG_DATA", png(Bytes(9)));
  refused("PNG_DATA", png(Bytes(11)));
  refused("PNG_DATA", png(Bytes(10'000'000)));  // a bomb: 10 KB become 10 MB
  Bytes filters(10);
  filters[5] = 5;
  EXPECT_EQ(refused("PNG_DATA", png(filters)).detail().found, "row filter 5");
  refused("PNG_DATA", joined({kPngSignature, header(4, 2, 8, 0), kEnd}));
}

TEST(BrokenPng, ChunksOutOfOrder) {
  const Bytes first = header(4, 2, 8, 3), palette = chunk("PLTE", Bytes(6)),
              data = packed_chunk(Bytes(10));
  const auto code = [](std::initializer_list<Bytes> parts) {
    Bytes all = kPngSignature;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return outcome(all).substr(0, 16);
  };
  EXPECT_EQ(code({first, palette, data, kEnd}), "read");
  const std::string bad = "error[PNG_CHUNK]";
  EXPECT_EQ(code({palette, first, data, kEnd}), bad);
  EXPECT_EQ(code({first, data, palette, kEnd}), bad);
  EXPECT_EQ(code({first, first, palette, data, kEnd}), bad);
  EXPECT_EQ(code({first, palette, palette, data, kEnd}), bad);
  EXPECT_EQ(code({first, chunk("PLTE", Bytes(7)), data, kEnd}), bad);
  EXPECT_EQ(code({first, palette, chunk("tRNS", Bytes(3)), data, kEnd}), bad);
  EXPECT_EQ(code({first, palette, chunk("CgBI", {}), data, kEnd}), bad);
  EXPECT_EQ(code({first, palette, chunk("ab1d", {}), data, kEnd}), bad);
  EXPECT_EQ(code({first, palette, chunk("gAMA", Bytes(4)), data, kEnd}), "read");
  EXPECT_EQ(code({header(4, 2, 3, 0), data, kEnd}), bad);
  EXPECT_EQ(code({header(4, 2, 4, 2), data, kEnd}), bad);
}

TEST(BrokenPng, ColoursBeyondThePaletteAreBlack) {
  Bytes rows(10, 200);
  rows[0] = rows[5] = 0;
  const Bytes bytes = joined(
      {kPngSignature, header(4, 2, 8, 3), chunk("PLTE", Bytes(6, 9)), packed_chunk(rows), kEnd});
  EXPECT_THAT(decode_image(bytes, "x.png").pixels, testing::Each(0));
}

TEST(BrokenJpeg, HuffmanTablesWithTooManyCodes) {
  Bytes bytes = jpeg_start(0);
  // 16 counts of 255 write far beyond a table of 256 codes.
  const Bytes table = joined({{0xff, 0xc4, 0x10, 0x03, 0x00}, Bytes(16, 255)});
  bytes.insert(bytes.end(), table.begin(), table.end());
  bytes.resize(bytes.size() + 5000);
  EXPECT_THAT(refused("JPEG_TABLE", bytes).what(), HasSubstr("255 codes of 1 bits"));
  // Each length within what is possible, the sum is not.
  Bytes sum = jpeg_start(0);
  Bytes counts(17);
  counts[9] = 200;
  counts[10] = 57;
  const Bytes marker = {0xff, 0xc4, 0x02, 0x00};
  sum.insert(sum.end(), marker.begin(), marker.end());
  sum.insert(sum.end(), counts.begin(), counts.end());
  sum.resize(sum.size() + 1000);
  EXPECT_THAT(refused("JPEG_TABLE", sum).what(),
              HasSubstr("57 codes of 10 bits, expected at most 56"));
}

TEST(BrokenJpeg, SizesThatTheFileCannotHold) {
  refused("IMAGE_SIZE", jpeg_start(0x40));  // 16392 x 16392
  // 2056 x 2056 pixels of one component are 66049 blocks of two codes at least.
  Bytes bytes = jpeg_start(8);
  for (const std::uint8_t kind : {std::uint8_t{0}, std::uint8_t{0x10}}) {
    Bytes table = {0xff, 0xc4, 0, 20, kind};
    table.resize(table.size() + 17);
    table[5] = 1;
    bytes.insert(bytes.end(), table.begin(), table.end());
  }
  const Bytes scan = {0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0, 0, 0xff, 0xd9};
  bytes.insert(bytes.end(), scan.begin(), scan.end());
  EXPECT_EQ(refused("IMAGE_TRUNCATED", bytes).detail().expected,
            "at least 16512 for 2056x2056 pixels");
}

TEST(BrokenJpeg, SegmentsThatLie) {
  Bytes bytes = file("rgb.jpg");
  bytes[4] = 0xff;  // the first segment's length
  refused("IMAGE_TRUNCATED", bytes);
  bytes[4] = bytes[5] = 0;
  refused("JPEG_SEGMENT", bytes);
  refused("JPEG_SEGMENT", Bytes{0xff, 0xd8, 0xff, 0xd9});
}

TEST(BrokenBmp, ABombOfFiftyFourBytes) {
  Bytes bytes = file("rgb.bmp");
  bytes.resize(54);
  put_little(bytes, 2, 54);
  put_little(bytes, 18, 16384);
  put_little(bytes, 22, 16384);
  refused("IMAGE_SIZE", bytes);
  put_little(bytes, 18, 4096);
  put_little(bytes, 22, 4096);
  EXPECT_EQ(std::string(refused("IMAGE_TRUNCATED", bytes).what()),
            "error[IMAGE_TRUNCATED]: x.img: offset 54: found a file of 54 bytes, expected "
            "50331702 as its header says");
  put_little(bytes, 22, 0x80000000);  // the most negative height
  refused("IMAGE_SIZE", bytes);
}

TEST(BrokenBmp, ColoursBeyondThePalette) {
  Bytes bytes = file("palette.bmp");
  // Two colours instead of sixteen, the pixels right behind them.
  bytes.erase(bytes.begin() + 54 + 8, bytes.begin() + 54 + 64);
  put_little(bytes, 10, 54 + 8);
  put_little(bytes, 2, 0);
  EXPECT_THAT(refused("BMP_HEADER", bytes).what(), HasSubstr("below 2, what the palette has"));
}

}  // namespace
}  // namespace convscope::engine

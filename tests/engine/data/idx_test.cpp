#include "engine/data/idx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/gzip.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using testing::HasSubstr;

Bytes idx_file(const Shape& shape) {
  Bytes bytes = idx_header(shape);
  for (Index i = 0; i < shape.count(); ++i) bytes.push_back(static_cast<std::uint8_t>(i % 10));
  return bytes;
}

const Bytes kImages = idx_file({3, 2, 4});
const Bytes kLabels = idx_file({3});

std::string message(const std::string& code, const Bytes& bytes, IdxKind kind = IdxKind::kImages) {
  const Error error = expect_error(code, [&] { parse_idx(bytes, kind, "a"); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
  return error.what();
}

TEST(Idx, ReadsPlainAndGzippedFiles) {
  const test::TemporaryDirectory directory;
  test::put(directory / "plain", kImages);
  test::put(directory / "packed", gzip_compress(kImages));
  for (const char* name : {"plain", "packed"}) {
    const auto images = read_idx(directory / name, IdxKind::kImages);
    ASSERT_TRUE(images);
    EXPECT_EQ(images->shape, (Shape{3, 2, 4}));
    EXPECT_EQ(images->values, Bytes(kImages.begin() + 16, kImages.end()));
  }
  EXPECT_EQ(parse_idx(kLabels, IdxKind::kLabels, "a")->values, (Bytes{0, 1, 2}));
}

TEST(Idx, NamesSwappedFiles) {
  EXPECT_THAT(message("IDX_SWAPPED", kLabels),
              HasSubstr("found labels (magic 0x00000801), expected images (magic 0x00000803); the "
                        "image and label files seem to be swapped"));
  EXPECT_THAT(message("IDX_SWAPPED", gzip_compress(kImages), IdxKind::kLabels),
              HasSubstr("found images"));
}

TEST(Idx, NamesForeignFiles) {
  EXPECT_THAT(message("IDX_MAGIC", {}), HasSubstr("found an empty file"));
  const ByteView page = bytes_of("<!DOCTYPE html><html>404</html>");
  EXPECT_THAT(message("IDX_MAGIC", {page.begin(), page.end()}), HasSubstr("an HTML page"));
  const ByteView pointer = bytes_of("version https://git-lfs.github.com/spec/v1\noid sha256:0");
  EXPECT_THAT(message("IDX_MAGIC", {pointer.begin(), pointer.end()}), HasSubstr("git-LFS pointer"));
  EXPECT_THAT(message("IDX_MAGIC", {0x80, 4, 0x95, 0, 0}), HasSubstr("a Python pickle"));
  EXPECT_THAT(message("IDX_MAGIC", {1, 2, 3, 4, 5}), HasSubstr("the bytes 01 02 03 04"));
}

TEST(Idx, ChecksTypeRankAndDimensions) {
  Bytes bytes = kImages;
  bytes[2] = 0x0d;
  EXPECT_THAT(message("IDX_MAGIC", bytes), HasSubstr("found float32 numbers"));
  EXPECT_THAT(message("IDX_MAGIC", idx_file({3, 2, 2, 1})), HasSubstr("found 4 dimensions"));
  EXPECT_THAT(message("IDX_DIMENSION", idx_file({3, 0, 4})), HasSubstr("offset 8: found 0 rows"));
  EXPECT_THAT(message("IDX_DIMENSION", idx_header({0, 2, 4})), HasSubstr("found 0 entries"));
}

TEST(Idx, ChecksTheSizeAgainstTheDimensions) {
  Bytes bytes = kImages;
  bytes.push_back(0);
  EXPECT_THAT(message("IDX_SIZE", bytes),
              HasSubstr("offset 16: found 25 values, expected 24 for the dimensions [3,2,4]"));
  EXPECT_THAT(message("IDX_SIZE", gzip_compress(bytes)), HasSubstr("more than 24 values"));
  bytes.resize(kImages.size() - 1);
  EXPECT_THAT(message("IDX_SIZE", gzip_compress(bytes)), HasSubstr("found 23 values"));
  // 2^96 values, which no allocation must be tried for.
  for (const bool packed : {false, true}) {
    const Bytes bomb = idx_header({0xffffffff, 0xffffffff, 0xffffffff});
    EXPECT_THAT(message("IDX_SIZE", packed ? gzip_compress(bomb) : bomb),
                HasSubstr("for the dimensions [4294967295,4294967295,4294967295]"));
  }
}

TEST(Idx, RefusesEveryPrefix) {
  for (const Bytes& bytes : {kImages, kLabels, gzip_compress(kImages), gzip_compress(kLabels)}) {
    const bool images = bytes.size() > 40;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      const ByteView prefix = ByteView(bytes).first(length);
      EXPECT_THROW(parse_idx(prefix, images ? IdxKind::kImages : IdxKind::kLabels, "a"), Error)
          << length;
    }
  }
}

// A plain file has no checksum, so that a flipped pixel cannot be seen; a flipped header can.
TEST(Idx, RefusesEveryFlippedBitOfAHeader) {
  Bytes bytes = kImages;
  for (std::size_t bit = 0; bit < 16 * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_THROW(parse_idx(bytes, IdxKind::kImages, "a"), Error) << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

TEST(Idx, ReportsProgressAndStops) {
  Bytes bytes = idx_header({3000, 28, 28});
  bytes.resize(bytes.size() + 3000 * 28 * 28);
  std::stop_source stop;
  std::vector<double> seen;
  const LoadControl control{.progress =
                                [&](double done) {
                                  seen.push_back(done);
                                  if (done > 0.5) stop.request_stop();
                                },
                            .stop = stop.get_token()};
  EXPECT_FALSE(parse_idx(bytes, IdxKind::kImages, "a", control));
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_LT(seen[0], seen[1]);
  EXPECT_LT(seen[1], 1);
}

}  // namespace
}  // namespace convscope::engine

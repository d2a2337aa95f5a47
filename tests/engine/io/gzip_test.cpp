#include "engine/io/gzip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/expect_error.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using testing::HasSubstr;

Bytes sample(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i % 251 * (i / 97));
  return bytes;
}

/// All of the content, a piece of `step` bytes at a time.
Bytes unpack(ByteView bytes, std::size_t step) {
  UnpackedReader reader(bytes, "x.gz");
  Bytes all, piece(step);
  for (;;) {
    const std::size_t got = reader.read(piece);
    all.insert(all.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    if (got < step) return all;
  }
}

TEST(UnpackedReader, GivesBackWhatWasPackedOrNot) {
  for (const std::size_t size : {0u, 1u, 1000u, 100'000u}) {
    const Bytes bytes = sample(size);
    for (const std::size_t step : {7u, 4096u, 200'000u}) {
      EXPECT_EQ(unpack(gzip_compress(bytes), step), bytes);
      EXPECT_EQ(unpack(bytes, step), bytes);
    }
  }
}

TEST(UnpackedReader, JoinsMembers) {
  Bytes joined = gzip_compress(sample(1000));
  const Bytes second = gzip_compress(sample(10));
  joined.insert(joined.end(), second.begin(), second.end());
  EXPECT_EQ(unpack(joined, 333).size(), 1010u);
}

TEST(UnpackedReader, NamesATruncatedFileAtEveryLength) {
  const Bytes packed = gzip_compress(sample(500));
  for (std::size_t length = 2; length < packed.size(); ++length) {
    const Bytes prefix(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(length));
    expect_error("GZIP_TRUNCATED", [&] { unpack(prefix, 64); });
  }
}

// A bit may say the same in another way (an unused one of the header, a run of zeros copied from
// further back), but never change the content unnoticed. The first two bytes decide that it is
// gzip at all.
TEST(UnpackedReader, NeverGivesOtherContentAfterAFlippedBit) {
  const Bytes bytes = sample(300);
  Bytes packed = gzip_compress(bytes);
  int refused = 0;
  for (std::size_t bit = 16; bit < packed.size() * 8; ++bit) {
    packed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    try {
      EXPECT_EQ(unpack(packed, 64), bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
      ++refused;
    }
    packed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
  EXPECT_GT(refused, static_cast<int>(packed.size() - 10) * 7);
}

TEST(UnpackedReader, NamesTheFault) {
  Bytes packed = gzip_compress(sample(300));
  packed.push_back('x');
  EXPECT_THAT(expect_error("GZIP_TRAILING", [&] { unpack(packed, 64); }).what(),
              HasSubstr("x.gz: offset"));
  packed.pop_back();
  packed[packed.size() - 6] ^= 1;  // of the checksum
  EXPECT_THAT(expect_error("GZIP_CHECK", [&] { unpack(packed, 64); }).what(),
              HasSubstr("found incorrect data check"));
  packed[packed.size() - 6] ^= 1;
  packed[2] = 7;  // the method
  expect_error("GZIP_DATA", [&] { unpack(packed, 64); });
}

TEST(UnpackedReader, BoundsWhatIsLeft) {
  const Bytes bytes(3'000'000);
  const Bytes packed = gzip_compress(bytes);
  EXPECT_GE(UnpackedReader(packed, "x").most_left(), bytes.size());
  EXPECT_EQ(UnpackedReader(bytes, "x").most_left(), bytes.size());
}

TEST(GzipCompress, WritesNoTimeAndNoName) {
  const Bytes packed = gzip_compress(sample(100));
  EXPECT_EQ(packed, gzip_compress(sample(100)));
  EXPECT_EQ(packed[3], 0);  // no name, no extra field
  EXPECT_TRUE(std::all_of(packed.begin() + 4, packed.begin() + 8, [](auto b) { return b == 0; }));
}

}  // namespace
}  // namespace convscope::engine

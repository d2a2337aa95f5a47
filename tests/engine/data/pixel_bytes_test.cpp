#include "engine/data/pixel_bytes.h"

#include <gtest/gtest.h>

#include <cmath>

namespace convscope::engine {
namespace {

Bytes bytes_of_all(const std::vector<double>& values) {
  PixelBytes pixels;
  for (const double value : values) EXPECT_TRUE(pixels.add(value)) << value;
  return pixels.take();
}

TEST(PixelBytes, KeepsBytesAndScalesParts) {
  EXPECT_EQ(bytes_of_all({0, 1, 255, 7}), (Bytes{0, 1, 255, 7}));
  EXPECT_EQ(bytes_of_all({0, 1, 0.5, 1}), (Bytes{0, 255, 128, 255}));
  EXPECT_EQ(bytes_of_all({0, 1}), (Bytes{0, 255}));
}

// Every byte divided by 255, in float32 as arrays keep it, becomes that byte again.
TEST(PixelBytes, BringsDividedBytesBack) {
  PixelBytes pixels;
  Bytes all;
  for (int i = 0; i < 256; ++i) {
    all.push_back(static_cast<std::uint8_t>(i));
    EXPECT_TRUE(pixels.add(static_cast<float>(i) / 255.0f));
  }
  EXPECT_EQ(pixels.take(), all);
}

TEST(PixelBytes, RefusesWhatDoesNotGoTogether) {
  for (const double value : {-1.0, 256.0, 1.5, double(NAN), double(INFINITY), -0.001}) {
    EXPECT_FALSE(PixelBytes().add(value)) << value;
  }
  PixelBytes bytes, parts;
  EXPECT_TRUE(bytes.add(2));
  EXPECT_FALSE(bytes.add(0.5));
  EXPECT_TRUE(parts.add(0.5));
  EXPECT_FALSE(parts.add(2));
  EXPECT_EQ(bytes.take(), (Bytes{2}));
  EXPECT_EQ(parts.take(), (Bytes{128}));
}

TEST(PixelBytes, TakesWholeLabelsOnly) {
  EXPECT_EQ(label_of(255), 255);
  EXPECT_EQ(label_of(0), 0);
  for (const double value : {-1.0, 256.0, 0.5, double(NAN)}) EXPECT_FALSE(label_of(value));
}

}  // namespace
}  // namespace convscope::engine

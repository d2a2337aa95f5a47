#include "engine/io/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;

Image load(const std::string& name) {
  return load_image(std::string(CONVSCOPE_SOURCE_DIR "/tests/data/images/") + name);
}

int at(const Image& image, int x, int y, int channel) {
  return image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels + channel)];
}

// Noise, stripes and a ramp, so that every row filter is the best one somewhere.
Image sample(int width, int height, int channels) {
  Image image{.width = width, .height = height, .channels = channels, .pixels = {}};
  Rng rng(7);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width * channels; ++x) {
      const auto noise = static_cast<int>(rng.below(256));
      const int value = y % 3 == 0 ? noise : (y % 3 == 1 ? 3 * x : x % 7 * 30);
      image.pixels.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return image;
}

// The file's big-endian number.
std::size_t number(ByteView bytes, std::size_t offset) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes[offset + i];
  return value;
}

TEST(Image, ReadsTheThreeFormats) {
  // A ramp from red at the top to blue at the bottom.
  for (const char* name : {"rgb.png", "rgb.bmp", "rgba.png", "rgba.bmp"}) {
    const Image image = load(name);
    ASSERT_EQ(image.width, 13) << name;
    ASSERT_EQ(image.height, 9) << name;
    ASSERT_EQ(image.channels, std::string_view(name).starts_with("rgba") ? 4 : 3) << name;
    ASSERT_EQ(image.pixels.size(), static_cast<std::size_t>(13 * 9 * image.channels));
    for (int y = 0; y < 9; ++y) {
      EXPECT_NEAR(at(image, y, y, 0), 255 - 255 * y / 8.0, 1) << name;
      EXPECT_EQ(at(image, y, y, 1), 0) << name;
      EXPECT_NEAR(at(image, y, y, 2), 255 * y / 8.0, 1) << name;
      if (image.channels == 4) {
        EXPECT_EQ(at(image, y, y, 3), 102) << name;
      }
    }
  }
  const Image jpeg = load("rgb.jpg");
  ASSERT_EQ(jpeg.channels, 3);
  ASSERT_EQ(jpeg.width, 20);
  ASSERT_EQ(jpeg.height, 17);
  EXPECT_NEAR(at(jpeg, 5, 0, 0), 255, 25);
  EXPECT_NEAR(at(jpeg, 5, 16, 2), 255, 25);
}

TEST(Image, ReadsGreyBitsAndPalettes) {
  EXPECT_EQ(load("grey.png").channels, 1);
  EXPECT_EQ(load("grey.jpg").channels, 1);
  const Image png = load("bits.png");
  EXPECT_EQ(png.channels, 1);
  EXPECT_THAT(png.pixels, testing::Each(testing::AnyOf(0, 255)));
  for (const char* name : {"palette.png", "palette.bmp", "bits.bmp"}) {
    const Image image = load(name);
    EXPECT_EQ(image.channels, 3) << name;
    EXPECT_EQ(image.pixels.size(), 13u * 9 * 3) << name;
  }
  const Image image = load("palette.png");
  EXPECT_GT(at(image, 0, 0, 0), 200);
  EXPECT_GT(at(image, 0, 8, 2), 200);
}

TEST(Image, ReadsInterlacedAndDeepPngs) {
  const Image plain = load("rgb.png");
  for (const char* name : {"interlaced.png", "deep.png"}) {
    const Image image = load(name);
    ASSERT_EQ(image.channels, 3) << name;
    ASSERT_EQ(image.pixels.size(), plain.pixels.size()) << name;
    for (std::size_t i = 0; i < plain.pixels.size(); ++i) {
      EXPECT_NEAR(image.pixels[i], plain.pixels[i], 1) << name << " at " << i;
    }
  }
}

TEST(Image, SaysWhichKindsItDoesNotRead) {
  const auto refused = [](const char* name) {
    return expect_error("IMAGE_UNSUPPORTED", [&] { load(name); }).detail().found;
  };
  EXPECT_EQ(refused("progressive.jpg"), "a progressive JPEG");
  EXPECT_EQ(refused("cmyk.jpg"), "a CMYK picture");
  EXPECT_EQ(refused("rle.bmp"), "BMP compression 1");
  EXPECT_EQ(expect_error("IMAGE_KIND", [] { load("rgb.gif"); }).detail().found, "a GIF image");
}

TEST(Image, GrayIsLumaOnWhitePaper) {
  const Image colors{.width = 4,
                     .height = 1,
                     .channels = 3,
                     .pixels = {255, 0, 0, 0, 255, 0, 0, 0, 255, 77, 77, 77}};
  const Tensor gray = to_gray(colors);
  EXPECT_EQ(gray.shape(), Shape({1, 4}));
  EXPECT_NEAR(gray[0], 0.299, 1e-6);
  EXPECT_NEAR(gray[1], 0.587, 1e-6);
  EXPECT_NEAR(gray[2], 0.114, 1e-6);
  EXPECT_EQ(gray[3], Scalar(77) / 255);
  const Image glass{.width = 3, .height = 1, .channels = 2, .pixels = {0, 0, 0, 255, 50, 51}};
  const Tensor on_paper = to_gray(glass);  // shows as much as black would
  EXPECT_EQ(on_paper[0], 1);
  EXPECT_EQ(on_paper[1], 0);
  EXPECT_NEAR(on_paper[2], 1 - 0.2 * (1 - 50 / 255.0), 1e-6);
}

TEST(Image, AWhiteDrawingOnGlassLiesOnBlackPaper) {
  const Image white{.width = 3, .height = 1, .channels = 2, .pixels = {255, 0, 255, 255, 255, 51}};
  const Tensor gray = to_gray(white);
  EXPECT_EQ(gray[0], 0);
  EXPECT_EQ(gray[1], 1);
  EXPECT_NEAR(gray[2], 0.2, 1e-6);
  // White paper with black ink and a transparent rim stays on white.
  const Image rim{.width = 3, .height = 1, .channels = 2, .pixels = {0, 0, 255, 255, 0, 255}};
  EXPECT_EQ(to_gray(rim)[0], 1);
}

TEST(EncodePng, ReadsBackAsTheSamePixels) {
  for (int channels = 1; channels <= 4; ++channels) {
    for (const auto& [width, height] : {std::pair{1, 1}, {17, 5}, {3, 200}, {400, 301}}) {
      const Image image = sample(width, height, channels);
      const Bytes png = encode_png(image);
      EXPECT_EQ(png, encode_png(image));
      const Image read = decode_image(png, "x.png");
      EXPECT_EQ(read.width, width);
      EXPECT_EQ(read.height, height);
      EXPECT_EQ(read.channels, channels);
      EXPECT_EQ(read.pixels, image.pixels) << width << " x " << height << " x " << channels;
    }
  }
}

TEST(EncodePng, UsesItsFiltersAndHoldsNoTime) {
  // A ramp along the rows is all ones behind the Sub filter: next to nothing remains.
  Image ramp{.width = 256, .height = 64, .channels = 1, .pixels = {}};
  for (int i = 0; i < 256 * 64; ++i) ramp.pixels.push_back(static_cast<std::uint8_t>(i * 37));
  const Bytes png = encode_png(ramp);
  EXPECT_LT(png.size(), 300u);
  std::string types;
  for (std::size_t offset = 8; offset < png.size(); offset += 12 + number(png, offset)) {
    types.append(png.begin() + static_cast<std::ptrdiff_t>(offset) + 4,
                 png.begin() + static_cast<std::ptrdiff_t>(offset) + 8);
  }
  EXPECT_EQ(types, "IHDRIDATIEND");
}

TEST(EncodePng, RefusesAPictureThatIsNone) {
  expect_error("IMAGE_SHAPE", [] { encode_png({}); });
  expect_error("IMAGE_SHAPE", [] { encode_png({2, 2, 3, Bytes(11)}); });
  expect_error("IMAGE_SHAPE", [] { encode_png({1, 1, 5, Bytes(5)}); });
}

}  // namespace
}  // namespace convscope::engine

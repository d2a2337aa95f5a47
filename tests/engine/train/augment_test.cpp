#include "engine/train/augment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "tests/support/expect_error.h"

namespace convscope::engine {
namespace {

using test::expect_error;

/// Random values, channels x height x width.
Tensor random_image(const Shape& shape, std::uint64_t seed = 1) {
  Tensor image(shape);
  Rng rng(seed);
  for (Scalar& value : image.values()) value = static_cast<Scalar>(rng.uniform());
  return image;
}

Tensor changed(Tensor image, const AugmentDraw& draw) {
  apply_augment(draw, image.view());
  return image;
}

/// out(y, x) = image(from(y, x)), 0 outside.
Tensor moved(const Tensor& image,
             const std::function<std::pair<Index, Index>(Index, Index)>& from) {
  Tensor result(image.shape());
  const Shape& shape = image.shape();
  for (Index i = 0; i < result.size(); ++i) {
    const Cell cell = shape.cell_at(i);
    const auto [y, x] = from(cell[1], cell[2]);
    if (y >= 0 && y < shape[1] && x >= 0 && x < shape[2]) result[i] = image.at({cell[0], y, x});
  }
  return result;
}

TEST(Augment, ChangesNothingWithoutOptions) {
  const Tensor image = random_image({3, 5, 7});
  Tensor copy = image;
  augment(copy.view(), {}, Rng(3));
  EXPECT_EQ(copy, image);
  EXPECT_EQ(changed(image, {}), image);
}

TEST(Augment, FlipsExactly) {
  const Tensor image = random_image({2, 4, 5});
  EXPECT_EQ(changed(image, {.flip_x = true}),
            moved(image, [](Index y, Index x) { return std::pair(y, 4 - x); }));
  EXPECT_EQ(changed(image, {.flip_y = true}),
            moved(image, [](Index y, Index x) { return std::pair(3 - y, x); }));
}

TEST(Augment, ShiftsByWholePixelsExactly) {
  const Tensor image = random_image({1, 5, 10});
  EXPECT_EQ(changed(image, {.shift_y = 0.2, .shift_x = -0.3}),
            moved(image, [](Index y, Index x) { return std::pair(y - 1, x + 3); }));
}

TEST(Augment, ShiftsByPartsOfAPixelBetweenTwo) {
  const Tensor image(Shape{1, 1, 4}, {0, 1, 0.5, 0});
  EXPECT_EQ(changed(image, {.shift_x = 0.0625}),  // a quarter of a pixel to the right
            Tensor(Shape({1, 1, 4}), {0, 0.75, 0.625, 0.125}));
}

TEST(Augment, TurnsQuartersExactly) {
  for (const Index side : {6, 7}) {
    const Tensor image = random_image({2, side, side});
    EXPECT_EQ(changed(image, {.rotation = 90}),  // counter-clockwise: the right side goes up
              moved(image, [&](Index y, Index x) { return std::pair(x, side - 1 - y); }));
    EXPECT_EQ(changed(image, {.rotation = -90}),
              moved(image, [&](Index y, Index x) { return std::pair(side - 1 - x, y); }));
    EXPECT_EQ(changed(image, {.rotation = 180}), moved(image, [&](Index y, Index x) {
                return std::pair(side - 1 - y, side - 1 - x);
              }));
  }
}

TEST(Augment, ScalesAboutTheCentre) {
  const Tensor image = random_image({1, 9, 9});
  EXPECT_EQ(changed(image, {.scale = 0.5}),  // every second pixel from the middle, 0 around them
            moved(image, [](Index y, Index x) { return std::pair(2 * y - 4, 2 * x - 4); }));
  const Tensor larger = changed(image, {.scale = 2});
  EXPECT_EQ(larger.at({0, 4, 4}), image.at({0, 4, 4}));
  EXPECT_EQ(larger.at({0, 6, 2}), image.at({0, 5, 3}));
}

TEST(Augment, ShearsRowsByWholePixels) {
  const Tensor image = random_image({1, 5, 7});
  EXPECT_EQ(changed(image, {.shear = 45}),
            moved(image, [](Index y, Index x) { return std::pair(y, x - (2 - y)); }));
}

// torch.nn.functional.grid_sample(image, affine_grid(...), align_corners=True), float64: made from
// image[y, x] = ((3 * y + 5 * x) % 7) / 7, 4 x 4.
TEST(Augment, AgreesWithPytorchsSampling) {
  Tensor image(Shape{1, 4, 4});
  for (Index i = 0; i < 16; ++i) {
    image[i] = static_cast<Scalar>((3 * (i / 4) + 5 * (i % 4)) % 7) / Scalar(7);
  }
  const Tensor result =
      changed(image, {.shift_y = 0.1, .shift_x = -0.05, .rotation = 30, .scale = 1.2, .shear = 10});
  const std::vector<double> expected = {0.4166616183, 0.4833846706, 0.4354838805, 0.3001459354,
                                        0.4270324908, 0.5292504067, 0.6853206622, 0.2238097676,
                                        0.3166854782, 0.3966086424, 0.3556172212, 0.1708362681,
                                        0.7086698737, 0.4911968502, 0.4581793889, 0.5606516164};
  for (Index i = 0; i < 16; ++i) {
    EXPECT_NEAR(result[i], expected[static_cast<std::size_t>(i)], 1e-6) << i;
  }
}

TEST(Augment, BlursWithAGaussian) {
  Tensor image(Shape{1, 21, 21});
  image.at({0, 10, 10}) = 1;
  const Tensor result = changed(image, {.blur = 1.5});
  double sum = 0, variance = 0;
  for (Index i = 0; i < result.size(); ++i) {
    const auto x = static_cast<double>(result.shape().cell_at(i)[2] - 10);
    sum += static_cast<double>(result[i]);
    variance += x * x * static_cast<double>(result[i]);
  }
  EXPECT_NEAR(sum, 1, 1e-6);
  EXPECT_NEAR(variance, 1.5 * 1.5, 0.06);  // cut off at three standard deviations
  EXPECT_NEAR(result.at({0, 10, 11}) / result.at({0, 10, 10}), std::exp(-0.5 / 2.25), 1e-6);
  EXPECT_NEAR(result.at({0, 8, 10}), result.at({0, 10, 12}), 1e-8);
  const Tensor flat(Shape{1, 2, 3}, std::vector<Scalar>(6, Scalar(0.5)));
  const Tensor still_flat = changed(flat, {.blur = 4});
  for (const Scalar value : still_flat.values()) EXPECT_NEAR(value, 0.5, 1e-6);
}

TEST(Augment, AddsBrightnessAndNoiseWithinTheRange) {
  const Tensor image(Shape{1, 1, 3}, {0, 0.5, 0.9f});
  const Tensor bright = changed(image, {.brightness = 0.25});
  EXPECT_EQ(bright, Tensor(Shape({1, 1, 3}), {0.25, 0.75, 1}));
  const Tensor gray(Shape{1, 100, 100}, std::vector<Scalar>(10000, Scalar(0.5)));
  const Tensor noisy = changed(gray, {.noise = 0.1, .noise_seed = 5});
  double sum = 0, squares = 0;
  for (const Scalar value : noisy.values()) {
    const double distance = static_cast<double>(value) - 0.5;
    sum += distance, squares += distance * distance;
  }
  EXPECT_NEAR(sum / 10000, 0, 0.005);
  EXPECT_NEAR(std::sqrt(squares / 10000), 0.1, 0.004);
}

const AugmentOptions kAll{.shift = 0.1,
                          .rotation = 15,
                          .scale = 0.2,
                          .shear = 10,
                          .flip_x = true,
                          .flip_y = true,
                          .blur = 1,
                          .brightness = 0.2,
                          .noise = 0.05};

TEST(Augment, DrawsWithinTheRanges) {
  Rng rng(1);
  int flips = 0;
  double largest_shift = 0, largest_rotation = 0;
  for (int i = 0; i < 1000; ++i) {
    const AugmentDraw draw = draw_augment(kAll, rng);
    EXPECT_LE(std::abs(draw.shift_x), 0.1);
    EXPECT_LE(std::abs(draw.shift_y), 0.1);
    EXPECT_LE(std::abs(draw.rotation), 15);
    EXPECT_LE(std::abs(draw.scale - 1), 0.2);
    EXPECT_LE(std::abs(draw.shear), 10);
    EXPECT_LE(draw.blur, 1);
    EXPECT_LE(std::abs(draw.brightness), 0.2);
    flips += draw.flip_x ? 1 : 0;
    largest_shift = std::max(largest_shift, draw.shift_x);
    largest_rotation = std::max(largest_rotation, -draw.rotation);
  }
  EXPECT_NEAR(flips, 500, 80);
  EXPECT_GT(largest_shift, 0.095);
  EXPECT_GT(largest_rotation, 14);
}

TEST(Augment, DependsOnSeedEpochAndRowOnly) {
  const Tensor image = random_image({1, 8, 8});
  const auto batch = [&](const std::vector<Index>& rows, const Augmentation& with) {
    Tensor images(Shape{static_cast<Index>(rows.size()), 1, 8, 8});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::ranges::copy(image.values(), images.data() + 64 * i);
    }
    augment_rows(images.view(), rows, with);
    return images;
  };
  const auto entry = [](const Tensor& images, Index i) {
    const auto values = images.view().entry(i).values();
    return std::vector<Scalar>(values.begin(), values.end());
  };
  const Augmentation with{kAll, 3, 1};
  const Tensor together = batch({4, 9, 2}, with);
  for (Index i = 0; i < 3; ++i) {
    EXPECT_EQ(entry(together, i),
              entry(batch({std::vector<Index>{4, 9, 2}[std::size_t(i)]}, with), 0));
  }
  EXPECT_NE(entry(together, 0), entry(together, 1));
  EXPECT_NE(entry(batch({4}, with), 0), entry(batch({4}, {kAll, 4, 1}), 0));
  EXPECT_NE(entry(batch({4}, with), 0), entry(batch({4}, {kAll, 3, 2}), 0));
  for (const Scalar value : together.values()) {
    EXPECT_GE(value, 0);
    EXPECT_LE(value, 1);
  }
}

TEST(Augment, IsWrittenAndReadAsText) {
  EXPECT_EQ(augment_text({}), "");
  EXPECT_EQ(parse_augment(""), AugmentOptions{});
  EXPECT_EQ(augment_text({.shift = 0.1, .rotation = 10, .flip_x = true}),
            "shift=0.1,rotation=10,flip_x");
  EXPECT_EQ(parse_augment(augment_text(kAll)), kAll);
  for (const char* wrong :
       {"shift", "shift=", "shift=0,1", "shift=x", "turn=3", "flip_x=1", "flip_x,flip_x",
        "shift=0.1,shift=0.1", "shift=2", "shift=0.1,,noise=0"}) {
    EXPECT_EQ(expect_error("AUGMENT_OPTION", [&] { parse_augment(wrong); }).kind(),
              ErrorKind::kUsage)
        << wrong;
  }
}

TEST(Augment, ChecksItsOptions) {
  check_augment(kAll);
  check_augment({});
  for (const AugmentOptions& wrong :
       {AugmentOptions{.shift = 1.5}, AugmentOptions{.rotation = -1}, AugmentOptions{.scale = 1},
        AugmentOptions{.shear = 90}, AugmentOptions{.blur = 17}, AugmentOptions{.brightness = NAN},
        AugmentOptions{.noise = INFINITY}}) {
    EXPECT_EQ(expect_error("AUGMENT_OPTION", [&] { check_augment(wrong); }).kind(),
              ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace convscope::engine

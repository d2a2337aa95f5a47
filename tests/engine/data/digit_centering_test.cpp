#include "engine/data/digit_centering.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "engine/data/idx.h"

namespace convscope::engine {
namespace {

struct Box {
  Index top = 99, left = 99, bottom = -1, right = -1;
};

Box ink_box(const Tensor& image) {
  Box box;
  const int rank = image.shape().rank();
  const Index height = image.shape()[rank - 2], width = image.shape()[rank - 1];
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      if (!(image[y * width + x] > kInkThreshold)) continue;
      box = {std::min(box.top, y), std::min(box.left, x), std::max(box.bottom, y),
             std::max(box.right, x)};
    }
  }
  return box;
}

std::array<double, 2> center_of_mass(const Tensor& image) {
  double mass = 0, y_sum = 0, x_sum = 0;
  for (Index y = 0; y < 28; ++y) {
    for (Index x = 0; x < 28; ++x) {
      const double value = static_cast<double>(image[y * 28 + x]);
      mass += value;
      y_sum += value * (static_cast<double>(y) + 0.5);
      x_sum += value * (static_cast<double>(x) + 0.5);
    }
  }
  return {y_sum / mass, x_sum / mass};
}

Tensor bar(Index height, Index width, Index top, Index left, Index bar_height, Index bar_width) {
  Tensor image(Shape{height, width});
  for (Index y = 0; y < bar_height; ++y) {
    for (Index x = 0; x < bar_width; ++x) image[(top + y) * width + left + x] = 1;
  }
  return image;
}

TEST(CenterDigit, NoInkGivesNoInk) {
  const Tensor empty(Shape{140, 90});
  const Tensor result = center_digit(empty.view());
  EXPECT_EQ(result.shape(), (Shape{1, 28, 28}));
  EXPECT_TRUE(std::all_of(result.values().begin(), result.values().end(),
                          [](Scalar value) { return value == 0; }));
}

TEST(CenterDigit, FitsTheBoxInto20PixelsWithItsAspect) {
  // 100 high, 30 wide, in a corner of the page: 20 x 6 in the field, in its middle.
  const Tensor page = bar(300, 200, 3, 150, 100, 30);
  const Box box = ink_box(center_digit(page.view()));
  EXPECT_EQ(box.bottom - box.top + 1, 20);
  EXPECT_EQ(box.right - box.left + 1, 6);
  EXPECT_EQ(box.top, 4);
  EXPECT_EQ(box.left, 11);
}

TEST(CenterDigit, EnlargesWhatIsSmall) {
  const Tensor page = bar(28, 28, 1, 2, 5, 10);
  const Box box = ink_box(center_digit(page.view()));
  EXPECT_EQ(box.bottom - box.top + 1, 10);
  EXPECT_EQ(box.right - box.left + 1, 20);
}

TEST(CenterDigit, PutsTheCenterOfMassInTheMiddle) {
  // An L: the box's centre and the centre of mass differ.
  Tensor page = bar(200, 200, 20, 40, 100, 12);
  for (Index y = 108; y < 120; ++y) {
    for (Index x = 40; x < 100; ++x) page[y * 200 + x] = 1;
  }
  const auto center = center_of_mass(center_digit(page.view()));
  EXPECT_NEAR(center[0], 14, 0.51);
  EXPECT_NEAR(center[1], 14, 0.51);
}

TEST(CenterDigit, OneDotIsALargeSquare) {
  Tensor page(Shape{9, 9});
  page[0] = 0.5F;
  const Box box = ink_box(center_digit(page.view()));
  EXPECT_EQ(box.top, 4);
  EXPECT_EQ(box.bottom, 23);
}

TEST(CenterDigit, DoesNotMoveTheDigitsOfMnist) {
  const auto path = std::filesystem::path(CONVSCOPE_SOURCE_DIR) /
                    "assets/datasets/mnist/t10k-images-idx3-ubyte.gz";
  const auto images = read_idx(path, IdxKind::kImages);
  ASSERT_TRUE(images);
  for (Index i = 0; i < 200; ++i) {
    Tensor digit(Shape{28, 28});
    for (Index k = 0; k < 784; ++k) {
      digit[k] = static_cast<Scalar>(images->values[static_cast<std::size_t>(i * 784 + k)]) / 255;
    }
    const Box before = ink_box(digit);
    const Tensor centred = center_digit(digit.view());
    const Box after = ink_box(centred);
    EXPECT_LE(std::abs(before.top - after.top), 1) << i;
    EXPECT_LE(std::abs(before.left - after.left), 1) << i;
    EXPECT_LE(std::abs(before.bottom - after.bottom), 1) << i;
    EXPECT_LE(std::abs(before.right - after.right), 1) << i;
    if (before.bottom - before.top == 19 && before.right - before.left <= 19) {
      const auto center = center_of_mass(centred), old = center_of_mass(digit);
      EXPECT_NEAR(center[0], old[0], 1) << i;
      EXPECT_NEAR(center[1], old[1], 1) << i;
    }
  }
}

TEST(ResampleArea, KeepsTheMeanAndIsTheIdentityAtTheSameSize) {
  Tensor picture(Shape{3, 4});
  for (Index i = 0; i < 12; ++i) picture[i] = static_cast<Scalar>(i * i % 7);
  EXPECT_EQ(resample_area(picture.view(), 3, 4), picture);
  const Tensor smaller = resample_area(picture.view(), 2, 3);
  double before = 0, after = 0;
  for (const Scalar value : picture.values()) before += static_cast<double>(value) / 12;
  for (const Scalar value : smaller.values()) after += static_cast<double>(value) / 6;
  EXPECT_NEAR(before, after, 1e-6);
}

}  // namespace
}  // namespace convscope::engine

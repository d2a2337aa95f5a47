#include "engine/data/picture_input.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// A stroke of `ink` on `paper`, `height` x `width`, from (y, x) on, thick enough to keep.
Tensor stroke(const Shape& size, Scalar paper, Scalar ink) {
  Tensor picture(size);
  std::ranges::fill(picture.values(), paper);
  for (Index y = size[0] / 4; y < size[0] / 2; ++y) {
    for (Index x = size[1] / 8; x < size[1] / 4; ++x) picture.at({y, x}) = ink;
  }
  return picture;
}

TEST(PictureInput, DarkOnLightAndLightOnDarkAreTheSame) {
  const Tensor light = picture_input(stroke({60, 90}, 0.1F, 0.9F).view(), {1, 28, 28});
  const Tensor dark = picture_input(stroke({60, 90}, 0.95F, 0.2F).view(), {1, 28, 28});
  ASSERT_EQ(light.shape(), (Shape{1, 28, 28}));
  for (Index i = 0; i < light.size(); ++i) EXPECT_NEAR(light[i], dark[i], 1e-5);
  EXPECT_FLOAT_EQ(std::ranges::max(light.values()), 1);
  EXPECT_EQ(light[0], 0);
}

TEST(PictureInput, APictureOfTheNetworksSizeStaysInItsPlace) {
  const Tensor picture = stroke({28, 28}, 0, 1);
  const Tensor input = picture_input(picture.view(), {1, 28, 28});
  EXPECT_TRUE(std::ranges::equal(input.values(), picture.values()));
}

TEST(PictureInput, NoiseOfThePaperIsNoInk) {
  Tensor picture = stroke({50, 50}, 0.9F, 0.1F);
  for (Index i = 0; i < picture.size(); i += 3) picture[i] -= 0.02F;
  EXPECT_EQ(ink_of(picture.view())[1], 0);
  EXPECT_EQ(ink_of(picture.view())[3], 0);
}

TEST(PictureInput, APictureOfOneGreyHasNoInk) {
  const Tensor input = picture_input(stroke({40, 40}, 0.5F, 0.5F).view(), {784});
  EXPECT_EQ(input.shape(), (Shape{784}));
  EXPECT_EQ(std::ranges::max(input.values()), 0);
}

TEST(PictureInput, OtherSizesAreScaledAndOtherChannelsRefused) {
  const Tensor input = picture_input(stroke({40, 40}, 0, 1).view(), {1, 8, 8});
  EXPECT_FLOAT_EQ(input.at({0, 2, 1}), 1);
  EXPECT_THROW(picture_input(stroke({40, 40}, 0, 1).view(), {3, 8, 8}), Error);
}

}  // namespace
}  // namespace convscope::engine

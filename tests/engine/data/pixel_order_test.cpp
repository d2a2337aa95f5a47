#include "engine/data/pixel_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/support/expect_error.h"

namespace convscope::engine {
namespace {

Index moved(const std::vector<Index>& order) {
  Index count = 0;
  for (std::size_t i = 0; i < order.size(); ++i) count += order[i] != static_cast<Index>(i);
  return count;
}

TEST(PixelOrder, IsABijectionForEveryBlockShareAndSeed) {
  std::vector<Index> all(28 * 28);
  std::iota(all.begin(), all.end(), Index{0});
  for (const Index block : {1, 2, 4, 7, 14, 28}) {
    for (const double share : {0.0, 0.1, 0.5, 1.0}) {
      for (const std::uint64_t seed : {1, 2, 999}) {
        auto order = pixel_order({.block = block, .share = share, .seed = seed});
        std::ranges::sort(order);
        EXPECT_EQ(order, all) << block << " " << share << " " << seed;
      }
    }
  }
}

TEST(PixelOrder, ASeedIsOneOrderAndAnotherSeedAnother) {
  EXPECT_EQ(pixel_order({.seed = 3}), pixel_order({.seed = 3}));
  EXPECT_NE(pixel_order({.seed = 3}), pixel_order({.seed = 4}));
}

TEST(PixelOrder, TheShareSaysHowManyMove) {
  EXPECT_EQ(moved(pixel_order({.share = 0})), 0);
  const Index half = moved(pixel_order({.share = 0.5}));
  EXPECT_LE(half, 392);
  EXPECT_GE(half, 380);  // a few of those that are chosen come to their own place again
  EXPECT_GE(moved(pixel_order({.share = 1})), 770);
}

TEST(PixelOrder, BlocksMoveAsAWhole) {
  const Index b = 7;
  const auto order = pixel_order({.block = b});
  for (Index y = 0; y < 28; ++y) {
    for (Index x = 0; x < 28; ++x) {
      const Index corner = order[static_cast<std::size_t>((y - y % b) * 28 + x - x % b)];
      EXPECT_EQ(corner % 28 % b, 0);
      EXPECT_EQ(order[static_cast<std::size_t>(y * 28 + x)], corner + y % b * 28 + x % b);
    }
  }
}

TEST(PixelOrder, MovesTheSamePixelsInEveryImageAndChannel) {
  Split split{.shape = {2, 2, 2}, .images = {}, .labels = {4, 5}};
  for (int i = 0; i < 16; ++i) split.images.push_back(static_cast<std::uint8_t>(i));
  const std::vector<Index> order{2, 0, 3, 1};
  const Split moved = with_pixel_order(split, 2, order);
  const Bytes expected{2, 0, 3, 1, 6, 4, 7, 5, 10, 8, 11, 9, 14, 12, 15, 13};
  EXPECT_EQ(moved.images, expected);
  EXPECT_EQ(moved.labels, split.labels);
  EXPECT_EQ(with_pixel_order(split, 1, order).count(), 1);
}

TEST(PixelOrder, RefusesWhatDoesNotFit) {
  EXPECT_THROW(pixel_order({.block = 3}), Error);
  EXPECT_THROW(pixel_order({.share = 1.5}), Error);
  const Split split{.shape = {1, 2, 2}, .images = {1, 2, 3, 4}, .labels = {0}};
  EXPECT_THROW(with_pixel_order(split, 1, std::vector<Index>{0, 1}), Error);
}

}  // namespace
}  // namespace convscope::engine

#include "engine/data/npy_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/expect_error.h"
#include "tests/support/npy_bytes.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using test::npy_of;
using test::put;
using test::TemporaryDirectory;
using testing::EndsWith;
using testing::HasSubstr;

/// Bytes 0, 1, 2, ... in this shape.
NpyArray counting(const Shape& shape) {
  Bytes bytes(static_cast<std::size_t>(shape.count()));
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return {shape, NpyType::kUint8, bytes};
}

Split split(const Shape& images, const Shape& labels) {
  return split_of(counting(images), counting(labels), "X", "y");
}

TEST(NpyPair, KnowsTheLayoutsOfImages) {
  EXPECT_EQ(split({2, 9}, {2}).shape, (Shape{1, 3, 3}));
  EXPECT_EQ(split({2, 3, 4}, {2, 1}).shape, (Shape{1, 3, 4}));
  EXPECT_EQ(split({2, 3, 4, 1}, {2}).shape, (Shape{1, 3, 4}));
  const Split planes = split({2, 3, 2, 2}, {2});
  EXPECT_EQ(planes.shape, (Shape{3, 2, 2}));
  EXPECT_EQ(Bytes(planes.image(1).begin(), planes.image(1).end()),
            (Bytes{12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}));
  const Split pixels = split({2, 2, 2, 3}, {2});
  EXPECT_EQ(pixels.shape, (Shape{3, 2, 2}));
  EXPECT_EQ(Bytes(pixels.image(1).begin(), pixels.image(1).end()),
            (Bytes{12, 15, 18, 21, 13, 16, 19, 22, 14, 17, 20, 23}));
  EXPECT_EQ(pixels.labels, (Bytes{0, 1}));
}

TEST(NpyPair, RefusesOtherShapes) {
  for (const Shape& shape :
       {Shape{}, Shape{2}, Shape{2, 5, 5, 5}, Shape{0, 3, 3}, Shape{2, 0}, Shape{1, 1, 1, 1, 1}}) {
    EXPECT_EQ(expect_error("NPY_IMAGES", [&] { split(shape, {2}); }).detail().file, "X");
  }
  expect_error("NPY_LABELS", [] { split({2, 9}, {2, 2}); });
  EXPECT_THAT(expect_error("NPY_COUNT",
                           [] {
                             split({2, 9}, {3});
                           })
                  .what(),
              HasSubstr("y: found 3 labels, expected 2 (the images in X)"));
}

TEST(NpyPair, NamesTheIndexOfAWrongNumber) {
  NpyArray images = parse_npy(npy_of<float>("<f4", "(1, 2, 2)", {0.5f, 1, 2, 0}), "X");
  const NpyArray labels = counting({1});
  EXPECT_THAT(expect_error("NPY_PIXEL", [&] { split_of(images, labels, "X", "y"); }).what(),
              HasSubstr("X: index [0,1,0]: found 2, expected a number from 0 to 1, as before"));
  images = counting({1, 2, 2});
  const NpyArray half = parse_npy(npy_of<double>("<f8", "(1,)", {0.5}), "y");
  EXPECT_THAT(expect_error("NPY_LABEL", [&] { split_of(images, half, "X", "y"); }).what(),
              HasSubstr("y: index 0: found the label 0.5"));
}

TEST(NpyPair, LoadsADirectoryOrAPair) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(has_npy_pair(directory.path()));
  put(directory / "x_train.npy", npy_of<std::uint8_t>("|u1", "(3, 2)", {9, 8, 7, 6, 5, 4}));
  ASSERT_TRUE(has_npy_pair(directory.path()));
  const Error missing = expect_error("NO_FILE", [&] { load_npy(directory.path()); });
  EXPECT_EQ(missing.kind(), ErrorKind::kIo);
  EXPECT_THAT(missing.detail().file, EndsWith("y_train.npy"));
  put(directory / "y_train.npy", npy_of<std::int64_t>("<i8", "(3,)", {0, 4, 2}));
  auto data = load_npy(directory.path());
  EXPECT_EQ(data->train.labels, (Bytes{0, 4, 2}));
  EXPECT_EQ(data->classes.size(), 5u);
  EXPECT_EQ(data->test.count(), 0);
  put(directory / "x_test.npy", npy_of<std::int32_t>("<i4", "(1, 2)", {200, 100}));
  put(directory / "y_test.npy", npy_of<double>("<f8", "(1, 1)", {1}));
  data = load_npy(directory.path());
  EXPECT_EQ(data->test.images, (Bytes{200, 100}));
  EXPECT_EQ(load_npy(directory / "x_test.npy")->train.images, (Bytes{200, 100}));
  put(directory / "mine.npy", npy_of<std::uint8_t>("|u1", "(1,)", {1}));
  expect_error("NPY_NAME", [&] { load_npy(directory / "mine.npy"); });
}

}  // namespace
}  // namespace convscope::engine

#include "engine/data/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/idx_directory.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;
using test::expect_error;
using test::put_idx_directory;
using test::TemporaryDirectory;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;

const std::vector<std::string> kTen(10, "class");

std::string message(const std::string& code, const TemporaryDirectory& directory) {
  const Error error = expect_error(code, [&] { load_idx_directory(directory.path(), kTen); });
  EXPECT_EQ(error.kind(), code == "NO_FILE" ? ErrorKind::kIo : ErrorKind::kBadFile);
  return error.what();
}

TEST(Dataset, LoadsADirectoryWithPlainAndGzippedFiles) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  const auto data = load_idx_directory(directory.path(), kTen);
  ASSERT_TRUE(data);
  EXPECT_EQ(data->path, directory.path());
  EXPECT_EQ(data->train.count(), 20);
  EXPECT_EQ(data->test.count(), 10);
  EXPECT_EQ(data->train.shape, (Shape{1, 4, 3}));
  EXPECT_THAT(data->train.per_class(10), Each(2));
  EXPECT_THAT(data->test.per_class(10), Each(1));
  EXPECT_EQ(data->train.image(2)[0], 24);
  EXPECT_EQ(data->train.label(13), 3);
}

TEST(Dataset, FillsABatchWithPixelsFromZeroToOne) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  const auto data = load_idx_directory(directory.path(), kTen);
  Tensor batch(Shape{2, 1, 4, 3});
  const std::vector<Index> rows = {17, 0};
  fill_batch(data->train, rows, batch.view());
  EXPECT_EQ(batch.at({0, 0, 0, 1}), 205.0f / 255.0f);
  EXPECT_EQ(batch.at({1, 0, 3, 2}), 11.0f / 255.0f);
  EXPECT_EQ(image_tensor(data->train, 17)[1], batch[1]);
  expect_error("DATA_BATCH",
               [&] { fill_batch(data->train, std::span(rows).first(1), batch.view()); });
}

TEST(Dataset, NamesAMissingFile) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  fs::remove(directory / "t10k-labels-idx1-ubyte.gz");
  EXPECT_THAT(message("NO_FILE", directory),
              EndsWith("t10k-labels-idx1-ubyte: found no such file, expected "
                       "t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz"));
}

TEST(Dataset, WantsAsManyLabelsAsImages) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  Bytes labels = idx_header({19});
  labels.resize(8 + 19);
  test::put(directory / "train-labels-idx1-ubyte", labels);
  EXPECT_THAT(message("IDX_COUNT", directory),
              EndsWith("train-labels-idx1-ubyte: offset 4: found 19 labels, expected 20 (the "
                       "images in train-images-idx3-ubyte)"));
}

TEST(Dataset, WantsLabelsOfItsClasses) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  Bytes labels = idx_header({20});
  labels.resize(8 + 20);
  labels[8 + 5] = 10;
  test::put(directory / "train-labels-idx1-ubyte", labels);
  EXPECT_THAT(message("IDX_LABEL", directory),
              EndsWith("offset 13: found label 10, expected 0 to 9"));
}

TEST(Dataset, WantsImagesOfOneSize) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  fs::remove(directory / "t10k-images-idx3-ubyte.gz");
  Bytes images = idx_header({10, 3, 4});
  images.resize(16 + 10 * 12);
  test::put(directory / "t10k-images-idx3-ubyte", images);
  EXPECT_THAT(message("IDX_SHAPE", directory), HasSubstr("found images of [1,3,4]"));
}

TEST(Dataset, NamesSwappedFiles) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  fs::rename(directory / "train-images-idx3-ubyte", directory / "x");
  fs::rename(directory / "train-labels-idx1-ubyte", directory / "train-images-idx3-ubyte");
  fs::rename(directory / "x", directory / "train-labels-idx1-ubyte");
  EXPECT_THAT(message("IDX_SWAPPED", directory), HasSubstr("seem to be swapped"));
}

TEST(Dataset, ReportsProgressAndStops) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  std::vector<double> seen;
  LoadControl control{.progress = [&](double done) { seen.push_back(done); }, .stop = {}};
  ASSERT_TRUE(load_idx_directory(directory.path(), kTen, control));
  ASSERT_FALSE(seen.empty());
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_DOUBLE_EQ(seen.back(), 1);
  std::stop_source stop;
  stop.request_stop();
  control.stop = stop.get_token();
  EXPECT_FALSE(load_idx_directory(directory.path(), kTen, control));
}

}  // namespace
}  // namespace convscope::engine

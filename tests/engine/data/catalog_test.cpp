#include "engine/data/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/io/assets.h"
#include "tests/support/environment.h"
#include "tests/support/expect_error.h"
#include "tests/support/idx_directory.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;
using test::Environment;
using test::expect_error;
using test::put;
using test::put_idx_directory;
using test::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Catalog, HasAllOfMnist) {
  const auto data = load_dataset("mnist");
  EXPECT_EQ(data->name, "mnist");
  EXPECT_THAT(data->classes, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  EXPECT_EQ(data->train.shape, (Shape{1, 28, 28}));
  EXPECT_THAT(data->train.per_class(10),
              ElementsAre(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949));
  EXPECT_THAT(data->test.per_class(10),
              ElementsAre(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009));
  EXPECT_FALSE(check_published(*data));
}

TEST(Catalog, NoticesContentThatWasNotPublished) {
  const TemporaryDirectory directory;
  fs::create_directories(directory / "datasets");
  fs::copy(find_asset("datasets/mnist"), directory / "datasets/mnist");
  const auto labels = directory / "datasets/mnist/t10k-labels-idx1-ubyte.gz";
  auto array = read_idx(labels, IdxKind::kLabels);
  array->values[0] = 0;  // is a 7
  Bytes file = idx_header(array->shape);
  file.insert(file.end(), array->values.begin(), array->values.end());
  test::put(labels, gzip_compress(file));
  const Environment assets("CONVSCOPE_ASSETS", directory.path().string());
  const auto error = check_published(*load_dataset("mnist"));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind(), ErrorKind::kCheckFailed);
  EXPECT_THAT(error->what(), HasSubstr("test labels: found CRC-32"));
}

TEST(Catalog, FindsFashionMnistAmongTheSystemsData) {
  const TemporaryDirectory directory;
  const Environment system("XDG_DATA_DIRS", "/nonexistent:" + directory.path().string());
  const Error error = expect_error("NO_DATA", [] { load_dataset("fashion-mnist"); });
  EXPECT_EQ(error.kind(), ErrorKind::kIo);
  EXPECT_THAT(error.what(), HasSubstr("expected Debian's package dataset-fashion-mnist"));
  const TemporaryDirectory files;
  put_idx_directory(files);
  fs::create_directories(directory / "datasets");
  fs::copy(files.path(), directory / "datasets/fashion-mnist");
  const auto data = load_dataset("fashion-mnist");
  EXPECT_EQ(data->path, directory / "datasets/fashion-mnist");
  EXPECT_EQ(data->classes[9], "Ankle boot");
  EXPECT_TRUE(check_published(*data));
}

TEST(Catalog, TakesADirectoryByPath) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  const auto data = load_dataset(directory.path().string());
  EXPECT_EQ(data->train.count(), 20);
  EXPECT_EQ(data->classes.size(), 10u);
  EXPECT_FALSE(check_published(*data));
}

TEST(Catalog, TellsAnUnknownNameFromAMissingPath) {
  const Error unknown = expect_error("UNKNOWN_DATA", [] { load_dataset("minst"); });
  EXPECT_EQ(unknown.kind(), ErrorKind::kUsage);
  EXPECT_THAT(unknown.what(), HasSubstr("expected mnist, fashion-mnist, or the path of"));
  EXPECT_EQ(expect_error("NO_FILE", [] { load_dataset("/none/at/all"); }).kind(), ErrorKind::kIo);
  EXPECT_EQ(expect_error("NO_DIRECTORY", [] { load_dataset("/etc/passwd"); }).kind(),
            ErrorKind::kBadFile);
}

TEST(Catalog, NamesAFileOfAnotherKind) {
  const TemporaryDirectory directory;
  const auto found = [&](const std::string& content) {
    put(directory / "data", content);
    const std::string path = (directory / "data").string();
    return expect_error("NO_DIRECTORY", [&] { load_dataset(path); }).detail().found;
  };
  EXPECT_EQ(found("<html>"), "an HTML page");
  EXPECT_EQ(found("\x80\x04\x95."), "a Python pickle");
  EXPECT_EQ(found("version https://git-lfs.github.com/spec/v1\n"),
            "a git-LFS pointer, not the file it stands for");
  EXPECT_EQ(found(""), "an empty file");
  EXPECT_THAT(
      expect_error("NO_FILE", [&] { load_dataset(TemporaryDirectory().path().string()); }).what(),
      HasSubstr("one folder of pictures per class"));
}

TEST(Catalog, TellsTheKindOfADirectoryByItsNames) {
  const TemporaryDirectory directory;
  const auto load = [&] { load_dataset(directory.path().string()); };
  fs::create_directories(directory / "a");
  expect_error("FOLDER_EMPTY", load);
  put(directory / "train.csv", std::string("x"));
  expect_error("CSV_COLUMNS", load);
  put(directory / "X.npy", std::string("x"));
  put(directory / "y.npy", std::string("x"));
  expect_error("NPY_MAGIC", load);
  put(directory / "data_batch_1.bin", std::string("x"));
  put(directory / "test_batch.bin", std::string("x"));
  expect_error("CIFAR_SIZE", load);
  put(directory / "train-labels-idx1-ubyte.gz", std::string("x"));
  EXPECT_THAT(expect_error("NO_FILE", load).what(), HasSubstr("idx3-ubyte"));
}

TEST(Assets, AreSoughtInTheFolderOfTheEnvironmentFirst) {
  const TemporaryDirectory directory;
  EXPECT_EQ(find_asset("fonts/LICENSES.md"),
            fs::path(CONVSCOPE_SOURCE_DIR) / "assets/fonts/LICENSES.md");
  const Environment assets("CONVSCOPE_ASSETS", directory.path().string());
  EXPECT_EQ(asset_folders().front(), directory.path());
  EXPECT_EQ(find_asset("no/such/file"), fs::path());
  fs::create_directories(directory / "fonts");
  test::put(directory / "fonts/LICENSES.md", std::string("x"));
  EXPECT_EQ(find_asset("fonts/LICENSES.md"), directory / "fonts/LICENSES.md");
}

}  // namespace
}  // namespace convscope::engine

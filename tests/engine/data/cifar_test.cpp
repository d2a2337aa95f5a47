#include "engine/data/cifar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using test::put;
using test::TemporaryDirectory;
using testing::EndsWith;
using testing::HasSubstr;

/// Records with the labels given; pixel i of record n is n + i, as a byte.
Bytes batch(const std::vector<std::uint8_t>& labels) {
  Bytes bytes;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    bytes.push_back(labels[n]);
    for (std::size_t i = 0; i < 3072; ++i) bytes.push_back(static_cast<std::uint8_t>(n + i));
  }
  return bytes;
}

std::string message(const std::string& code, ByteView bytes) {
  const Error error = expect_error(code, [&] { parse_cifar(bytes, "a"); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
  return error.what();
}

TEST(Cifar, ReadsRecords) {
  const Split split = parse_cifar(batch({3, 9, 0}), "a");
  EXPECT_EQ(split.shape, (Shape{3, 32, 32}));
  EXPECT_EQ(split.labels, (Bytes{3, 9, 0}));
  EXPECT_EQ(split.image(2)[0], 2);
  EXPECT_EQ(split.image(2)[3071], (2 + 3071) % 256);
}

TEST(Cifar, WantsWholeRecordsAndLabelsToNine) {
  Bytes bytes = batch({3, 9});
  bytes.pop_back();
  EXPECT_THAT(message("CIFAR_SIZE", bytes), HasSubstr("found 6145 bytes, expected a multiple of"));
  EXPECT_THAT(message("CIFAR_LABEL", batch({3, 10})),
              HasSubstr("a: offset 3073: found label 10, expected 0 to 9"));
}

TEST(Cifar, NamesForeignFiles) {
  EXPECT_THAT(message("CIFAR_100", Bytes(2 * 3074)), HasSubstr("found CIFAR-100 (records of 3074"));
  EXPECT_THAT(message("CIFAR_KIND", {}), HasSubstr("found an empty file"));
  EXPECT_THAT(message("CIFAR_KIND", bytes_of("<html>")), HasSubstr("an HTML page"));
  EXPECT_THAT(message("CIFAR_KIND", bytes_of("version https://git-lfs.github.com/spec/v1\n")),
              HasSubstr("git-LFS pointer"));
  EXPECT_THAT(message("CIFAR_KIND", Bytes{0x80, 2, 0x7d, 0x71}), HasSubstr("a Python pickle"));
}

TEST(Cifar, RefusesEveryPrefixThatIsNoWholeRecord) {
  const Bytes bytes = batch({1});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(parse_cifar(ByteView(bytes).first(length), "a"), Error) << length;
  }
}

TEST(Cifar, LoadsTheBatchesOfADirectory) {
  const TemporaryDirectory directory;
  put(directory / "data_batch_1.bin", batch({1, 2}));
  put(directory / "data_batch_2.bin", batch({3}));
  EXPECT_EQ(expect_error("NO_FILE", [&] { load_cifar_directory(directory.path()); }).kind(),
            ErrorKind::kIo);
  put(directory / "test_batch.bin", batch({4}));
  ASSERT_TRUE(has_cifar_files(directory.path()));
  const auto data = load_cifar_directory(directory.path());
  EXPECT_EQ(data->train.labels, (Bytes{1, 2, 3}));
  EXPECT_EQ(data->test.labels, (Bytes{4}));
  EXPECT_EQ(data->classes[6], "frog");
  EXPECT_EQ(data->train.image(1)[0], 1);
  EXPECT_EQ(data->train.image(2)[0], 0);
}

TEST(Cifar, NamesTheFileAtFaultAndStops) {
  const TemporaryDirectory directory;
  put(directory / "data_batch_1.bin", batch({1}));
  put(directory / "test_batch.bin", batch({11}));
  const Error error = expect_error("CIFAR_LABEL", [&] { load_cifar_directory(directory.path()); });
  EXPECT_THAT(error.detail().file, EndsWith("test_batch.bin"));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(load_cifar_directory(directory.path(), {.progress = {}, .stop = stop.get_token()}));
  std::filesystem::remove(directory / "test_batch.bin");
  std::filesystem::create_directory(directory / "test_batch.bin");
  EXPECT_THAT(expect_error("NOT_A_FILE", [&] { load_cifar_directory(directory.path()); }).what(),
              HasSubstr("found a directory"));
}

TEST(Cifar, NamesTheOtherVersions) {
  const TemporaryDirectory hundred, python, none;
  put(hundred / "train.bin", Bytes(3074));
  put(hundred / "test.bin", Bytes(3074));
  ASSERT_TRUE(has_cifar_files(hundred.path()));
  EXPECT_THAT(expect_error("CIFAR_100", [&] { load_cifar_directory(hundred.path()); }).what(),
              HasSubstr("found the files of CIFAR-100"));
  put(python / "data_batch_1", Bytes{0x80, 2});
  put(python / "test_batch", Bytes{0x80, 2});
  ASSERT_TRUE(has_cifar_files(python.path()));
  EXPECT_THAT(expect_error("CIFAR_PICKLE", [&] { load_cifar_directory(python.path()); }).what(),
              HasSubstr("the Python version of CIFAR-10"));
  EXPECT_FALSE(has_cifar_files(none.path()));
}

}  // namespace
}  // namespace convscope::engine

#include "engine/io/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/expect_error.h"
#include "tests/support/failing_files.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using test::FailingFiles;
using test::put;
using test::TemporaryDirectory;
using testing::HasSubstr;

TEST(ReadFile, ReturnsEveryByte) {
  const TemporaryDirectory directory;
  for (const std::size_t size : {0u, 1u, 4096u, (1u << 20) - 1, 1u << 20, (1u << 20) + 1}) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 255);
    put(directory / "x", bytes);
    EXPECT_EQ(read_file(directory / "x", size), bytes);
  }
}

TEST(ReadFile, RefusesMoreThanTheCap) {
  const TemporaryDirectory directory;
  put(directory / "x", std::string("12345"));
  const Error error = expect_error("TOO_LARGE", [&] { read_file(directory / "x", 4); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
  EXPECT_THAT(error.what(), HasSubstr("more than 4 bytes"));
  EXPECT_EQ(read_text_file(directory / "x", 5), "12345");
}

TEST(ReadFile, NamesWhatIsNoRegularFile) {
  const TemporaryDirectory directory;
  const auto fifo = directory / "pipe";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const auto message = [](const std::filesystem::path& path) {
    return std::string(expect_error("NOT_A_FILE", [&] { read_file(path, 100); }).what());
  };
  EXPECT_THAT(message(directory.path()), HasSubstr("found a directory, expected a regular file"));
  EXPECT_THAT(message(fifo), HasSubstr("found a FIFO"));
  EXPECT_THAT(message("/dev/zero"), HasSubstr("found a device"));
}

TEST(ReadFile, SaysWhyAFileCannotBeOpened) {
  const TemporaryDirectory directory;
  const Error error = expect_error("NO_FILE", [&] { read_file(directory / "none", 100); });
  EXPECT_EQ(error.kind(), ErrorKind::kIo);
  EXPECT_THAT(error.what(), HasSubstr("none: found no such file or directory"));
}

TEST(ReadFile, ReportsEveryFailingCall) {
  const TemporaryDirectory directory;
  put(directory / "x", std::string("12345"));
  const FailingFiles counting;
  read_file(directory / "x", 100, counting);
  ASSERT_GE(counting.calls(), 4);
  for (int i = 0; i < counting.calls(); ++i) {
    const FailingFiles failing(i);
    try {
      read_file(directory / "x", 100, failing);
      EXPECT_EQ(failing.failed(), "close");  // of a file that was only read
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kIo);
      EXPECT_THAT(error.what(), HasSubstr("Input/output error"));
    }
  }
  const FailingFiles interrupted(2, EINTR);
  EXPECT_EQ(read_text_file(directory / "x", 100, interrupted), "12345");
}

TEST(DescribeContent, NamesWhatPeopleMistakeForABinaryFile) {
  const auto describe = [](std::string_view text) { return describe_content(bytes_of(text)); };
  EXPECT_EQ(describe(""), "an empty file");
  EXPECT_EQ(describe("\n <!DOCTYPE html><html>"), "an HTML page");
  EXPECT_EQ(describe("<HTML>"), "an HTML page");
  EXPECT_EQ(describe(std::string_view("\x80\x02}q\x00", 5)), "a Python pickle");
  EXPECT_THAT(describe("version https://git-lfs.github.com/spec/v1\noid"),
              HasSubstr("a git-LFS pointer"));
  EXPECT_EQ(describe("\x89PNG\r\n\x1a\n...."), "a PNG image");
  EXPECT_EQ(describe("\x89HDF\r\n\x1a\n"), "an HDF5 file");
  EXPECT_THAT(describe("PK\x03\x04"), HasSubstr("a ZIP archive"));
  EXPECT_EQ(describe("\x1f\x8b"), "a gzip file");
  EXPECT_EQ(describe(std::string_view("\0\xff", 2)), "the bytes 00 ff");
}

}  // namespace
}  // namespace convscope::engine

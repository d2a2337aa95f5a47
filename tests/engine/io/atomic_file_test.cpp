#include "engine/io/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/support/expect_error.h"
#include "tests/support/failing_files.h"
#include "tests/support/temporary_directory.h"

namespace convscope::engine {
namespace {

namespace fs = std::filesystem;
using test::expect_error;
using test::FailingFiles;
using test::get;
using test::put;
using test::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(WriteFile, MakesAndReplacesAFile) {
  const TemporaryDirectory directory;
  const std::string large(3'000'000, 'x');
  for (const std::string& text : {std::string("first"), std::string(), large}) {
    write_file(directory / "a.txt", text);
    EXPECT_EQ(get(directory / "a.txt"), text);
    EXPECT_THAT(directory.names(), ElementsAre("a.txt"));
  }
}

TEST(WriteFile, KeepsTheOldFilesPermissions) {
  const TemporaryDirectory directory;
  put(directory / "a", std::string("old"));
  fs::permissions(directory / "a", fs::perms(0640));
  write_file(directory / "a", "new");
  EXPECT_EQ(fs::status(directory / "a").permissions(), fs::perms(0640));
}

TEST(WriteFile, WritesThroughLinksAndLeavesThem) {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "real");
  fs::create_directory(directory / "links");
  put(directory / "real/a", std::string("old"));
  fs::create_symlink("../real/a", directory / "links/a");
  fs::create_symlink("../real/fresh", directory / "links/dangling");
  write_file(directory / "links/a", "new");
  write_file(directory / "links/dangling", "made");
  EXPECT_TRUE(fs::is_symlink(directory / "links/a"));
  EXPECT_EQ(get(directory / "real/a"), "new");
  EXPECT_EQ(get(directory / "real/fresh"), "made");
  fs::create_symlink("loop", directory / "loop");
  expect_error("WRITE", [&] { write_file(directory / "loop", "x"); });
}

TEST(WriteFile, RefusesWhatItMustNotReplace) {
  const TemporaryDirectory directory;
  ASSERT_EQ(mkfifo((directory / "pipe").c_str(), 0600), 0);
  const auto refused = [](const fs::path& path) {
    const Error error = expect_error("WRITE", [&] { write_file(path, "x"); });
    EXPECT_EQ(error.kind(), ErrorKind::kIo);
    return std::string(error.what());
  };
  EXPECT_THAT(refused(directory.path()), HasSubstr("Is a directory"));
  EXPECT_THAT(refused(directory.path().string() + "/"), HasSubstr("Is a directory"));
  EXPECT_THAT(refused(directory / "missing/a"), HasSubstr("no such file or directory"));
  EXPECT_THAT(refused(directory / "pipe"), HasSubstr("found a device, FIFO or socket"));
  EXPECT_THAT(refused("/dev/full"), HasSubstr("a device"));
  EXPECT_TRUE(fs::exists("/dev/full"));
  EXPECT_THAT(directory.names(), ElementsAre("pipe"));
}

// Whatever call fails, and for whatever reason: the old file is there or, after the rename, the
// whole new one; no temporary file stays; the caller hears of it.
TEST(WriteFile, SurvivesTheFailureOfEveryCall) {
  const std::string text(1'200'000, 'n');
  for (const bool replaces : {false, true}) {
    const TemporaryDirectory measured;
    if (replaces) put(measured / "a", std::string("old"));
    const FailingFiles counting;
    write_file(measured / "a", text, counting);
    ASSERT_GE(counting.calls(), 10);
    for (int i = 0; i < counting.calls(); ++i) {
      for (const int error : {EIO, ENOSPC, EACCES, EROFS}) {
        const TemporaryDirectory directory;
        if (replaces) put(directory / "a", std::string("old"));
        const FailingFiles failing(i, error);
        const Error caught =
            expect_error("WRITE", [&] { write_file(directory / "a", text, failing); });
        EXPECT_EQ(caught.kind(), ErrorKind::kIo);
        const bool renamed = i > counting.calls() - 3;
        if (renamed || replaces) {
          EXPECT_THAT(directory.names(), ElementsAre("a")) << failing.failed();
          EXPECT_EQ(get(directory / "a"), renamed ? text : "old") << failing.failed();
        } else {
          EXPECT_TRUE(directory.names().empty()) << failing.failed();
        }
      }
    }
  }
}

TEST(WriteFile, TriesAgainAfterAnInterruption) {
  const TemporaryDirectory directory;
  const FailingFiles counting;
  write_file(directory / "a", "text", counting);
  for (int i = 0; i < counting.calls(); ++i) {
    const FailingFiles interrupted(i, EINTR);
    try {
      write_file(directory / "a", "text", interrupted);
      EXPECT_EQ(interrupted.failed(), "write");
    } catch (const Error&) {
      EXPECT_NE(interrupted.failed(), "write");
    }
    EXPECT_EQ(get(directory / "a"), "text");
  }
}

// A child writes two contents in turn until it is killed at a random moment.
TEST(WriteFile, LeavesAWholeFileWhenKilled) {
  const TemporaryDirectory directory;
  const std::string even(300'000, 'e');
  const std::string odd(200'000, 'o');
  const fs::path path = directory / "a";
  write_file(path, even);
  for (int round = 0; round < 200; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (;;) {
        write_file(path, odd);
        write_file(path, even);
      }
    }
    usleep(static_cast<useconds_t>(500 + 70 * round));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    const std::string found = get(path);
    EXPECT_TRUE(found == even || found == odd) << found.size();
  }
  write_file(path, odd);
  EXPECT_EQ(get(path), odd);
}

TEST(CheckWritable, RefusesWhatWriteFileWouldAndLeavesNothing) {
  const TemporaryDirectory directory;
  check_writable(directory / "new");
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  expect_error("WRITE", [&] { check_writable(directory.path()); });
  expect_error("WRITE", [&] { check_writable(directory / "missing/a"); });
  expect_error("WRITE", [] { check_writable("/dev/full"); });
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

}  // namespace
}  // namespace convscope::engine

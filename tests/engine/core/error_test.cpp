#include "engine/core/error.h"

#include <gtest/gtest.h>

namespace convscope::engine {
namespace {

TEST(Error, IsOneLineWithAllItsParts) {
  const Error error(ErrorKind::kBadFile, "IDX_COUNT",
                    {"train-labels.gz", "offset 4", "59999 labels", "60000"});
  EXPECT_STREQ(error.what(),
               "error[IDX_COUNT]: train-labels.gz: offset 4: found 59999 labels, expected 60000");
}

TEST(Error, LeavesOutWhatIsEmptyAndBreaksNoLine) {
  EXPECT_STREQ(Error(ErrorKind::kUsage, "X", {.found = "a\nb"}).what(), "error[X]: found a b");
  EXPECT_STREQ(Error(ErrorKind::kUsage, "X", {.expected = "b"}).what(), "error[X]: expected b");
}

TEST(Error, SendsNothingToTheTerminalThatItWouldObey) {
  EXPECT_STREQ(Error(ErrorKind::kUsage, "X", {.found = "a\x1b[31m\xc2\x9b\x7fé"}).what(),
               "error[X]: found a\\x1b[31m\\u009b\\u007fé");
}

TEST(Error, TakesAFileAndAPlaceOnTheWayUp) {
  const Error error(ErrorKind::kBadFile, "X", {.place = "/kernel", .found = "0"});
  EXPECT_STREQ(error.at("/layers/2").in_file("net.json").what(),
               "error[X]: net.json: /layers/2/kernel: found 0");
  EXPECT_STREQ(error.in_file("a").in_file("b").what(), "error[X]: a: /kernel: found 0");
}

}  // namespace
}  // namespace convscope::engine

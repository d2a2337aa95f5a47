#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/idx_directory.h"
#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

TEST(DataCommand, PrintsMnistAsJson) {
  const ProgramRun run = run_program({"data", "mnist", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  const json data = json::parse(run.out);
  EXPECT_EQ(data.size(), 4u);
  EXPECT_EQ(data.at("name"), "mnist");
  EXPECT_THAT(data.at("path").get<std::string>(), testing::EndsWith("datasets/mnist"));
  EXPECT_EQ(data.at("classes"), json({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}));
  EXPECT_EQ(data.at("splits").at("train"),
            json({{"count", 60000},
                  {"shape", {1, 28, 28}},
                  {"per_class", {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}}}));
  EXPECT_EQ(data.at("splits").at("test").at("count"), 10000);
}

TEST(DataCommand, PrintsATableOfADirectory) {
  const TemporaryDirectory directory;
  put_idx_directory(directory);
  const ProgramRun run = run_program({"data", directory.path().string()});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("images of 1x4x3\n"));
  EXPECT_THAT(run.out, HasSubstr("label  class     train      test\n"
                                 "    0  0             2         1\n"));
  EXPECT_THAT(run.out, HasSubstr("       all          20        10\n"));
}

TEST(DataCommand, ExitsWithTheCodeOfTheFault) {
  const TemporaryDirectory directory;
  const auto fails = [](int code, const std::string& name, const std::string& line,
                        const std::string& environment = {}) {
    const ProgramRun run = run_program({"data", name}, environment);
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, StartsWith("error[" + line));
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1);
  };
  fails(2, "minst", "UNKNOWN_DATA]: found the data name \"minst\", expected mnist, fashion-mnist");
  fails(6, "./minst", "NO_FILE]");
  fails(6, directory.path().string(), "NO_FILE]");
  fails(6, "fashion-mnist", "NO_DATA]: fashion-mnist", "XDG_DATA_DIRS=/nonexistent");
  put_idx_directory(directory);
  put(directory / "train-images-idx3-ubyte", std::string("<!DOCTYPE html><html>"));
  fails(5, directory.path().string(), "IDX_MAGIC]");
}

}  // namespace
}  // namespace convscope::test

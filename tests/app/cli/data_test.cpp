#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/io/image.h"
#include "tests/support/idx_directory.h"
#include "tests/support/npy_bytes.h"
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

TEST(DataCommand, KnowsADirectoryByItsFiles) {
  const auto describe = [](const TemporaryDirectory& directory) {
    const ProgramRun run = run_program({"data", directory.path().string(), "--json"});
    EXPECT_EQ(run.code, 0) << run.err;
    return json::parse(run.out);
  };
  const TemporaryDirectory cifar, csv, numpy, pictures;
  std::string record(3073, '\7');
  put(cifar / "data_batch_1.bin", record + record);
  put(cifar / "test_batch.bin", record);
  EXPECT_EQ(describe(cifar).at("classes").at(7), "horse");
  EXPECT_EQ(describe(cifar).at("splits").at("train").at("shape"), json({3, 32, 32}));
  put(csv / "train.csv", std::string("label,a,b,c,d\n1,2,3,4,5\n"));
  EXPECT_EQ(describe(csv).at("splits").at("train").at("per_class"), json({0, 1}));
  EXPECT_EQ(describe(csv).at("splits").at("test").at("count"), 0);
  put(numpy / "X.npy", npy_of<std::uint8_t>("|u1", "(2, 5, 6)", std::vector<std::uint8_t>(60)));
  put(numpy / "y.npy", npy_of<std::uint8_t>("|u1", "(2,)", {0, 2}));
  EXPECT_EQ(describe(numpy).at("splits").at("train").at("shape"), json({1, 5, 6}));
  for (const char* name : {"cat", "dog"}) {
    std::filesystem::create_directories(pictures / name);
    put(pictures / name / "1.png", engine::encode_png({2, 2, 1, {1, 2, 3, 4}}));
  }
  EXPECT_EQ(describe(pictures).at("classes"), json({"cat", "dog"}));
}

TEST(DataCommand, NamesTheFaultOfEveryKind) {
  const TemporaryDirectory directory;
  const auto fails = [&](int code, const std::string& name, const std::string& line) {
    const ProgramRun run = run_program({"data", (directory / name).string()});
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, testing::AllOf(StartsWith("error["), HasSubstr(line)));
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1);
  };
  put(directory / "page.csv", std::string("<!DOCTYPE html><html>"));
  fails(5, "page.csv", "found an HTML page");
  put(directory / "comma.csv", std::string("1;0,5\n"));
  fails(5, "comma.csv", "row 1, column 2: found \"0,5\", expected a decimal point (0.5)");
  put(directory / "X.npy", std::string("\x80\x04\x95 pickle"));
  fails(6, "X.npy", "y.npy: found no such file");
  put(directory / "y.npy", npy_of<std::uint8_t>("|u1", "(1,)", {0}));
  fails(5, "X.npy", "found a Python pickle");
  put(directory / "set.zip", std::string("PK\x03\x04"));
  fails(5, "set.zip", "found a ZIP archive");
  std::filesystem::create_directories(directory / "cifar");
  put(directory / "cifar/data_batch_1.bin", std::string(3074, '\1'));
  put(directory / "cifar/test_batch.bin", std::string(3073, '\1'));
  fails(5, "cifar", "found CIFAR-100");
  std::filesystem::create_directories(directory / "none");
  fails(6, "none", "found none of the files of a data set");
}

}  // namespace
}  // namespace convscope::test

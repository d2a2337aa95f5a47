#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<json> measure(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "bench");
  for (const char* option : {"--json", "--seconds", "0", "--repeats", "3"}) {
    arguments.emplace_back(option);
  }
  const ProgramRun run = run_program(arguments);
  EXPECT_EQ(run.code, 0) << run.err;
  std::istringstream text(run.out);
  std::vector<json> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line));
  return lines;
}

TEST(BenchCommand, PrintsOneLineAMeasurement) {
  const auto lines = measure({"lenet-train", "--batch", "16", "--threads", "1"});
  ASSERT_EQ(lines.size(), 1u);
  const json& line = lines[0];
  std::vector<std::string> names;
  for (const auto& item : line.items()) names.push_back(item.key());
  EXPECT_THAT(
      names, ::testing::UnorderedElementsAre("workload", "mode", "batch", "threads", "simd", "unit",
                                             "median", "min", "max", "repeats", "gflops"));
  EXPECT_EQ(line.at("workload"), "lenet-train");
  EXPECT_EQ(line.at("mode"), "train");
  EXPECT_EQ(line.at("batch"), 16);
  EXPECT_EQ(line.at("threads"), 1);
  EXPECT_EQ(line.at("unit"), "samples/s");
  EXPECT_EQ(line.at("repeats"), 3);
  EXPECT_GT(line.at("gflops").get<double>(), 0);
  EXPECT_LE(line.at("min").get<double>(), line.at("median").get<double>());
  EXPECT_LE(line.at("median").get<double>(), line.at("max").get<double>());
}

TEST(BenchCommand, OneImageIsToldInMicroseconds) {
  const auto lines = measure({"lenet-infer", "--batch", "1", "--threads", "1"});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].at("unit"), "us");
  EXPECT_EQ(lines[0].at("mode"), "infer");
}

TEST(BenchCommand, ThreadsAreOneAndAllUnlessOneNumberIsGiven) {
  EXPECT_EQ(measure({"lenet-infer", "--batch", "16", "--threads", "2"}).size(), 1u);
  const auto lines = measure({"lenet-infer", "--batch", "16"});
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front().at("threads"), 1);
}

TEST(BenchCommand, LayersAreMeasuredForwardAndBackward) {
  const auto lines = measure({"conv-layers", "--batch", "1", "--threads", "1"});
  std::vector<std::string> modes;
  for (const json& line : lines) {
    EXPECT_THAT(line.at("workload").get<std::string>(), ::testing::StartsWith("conv-layers/"));
    EXPECT_EQ(line.at("unit"), "GFLOP/s");
    modes.push_back(line.at("mode"));
  }
  ASSERT_EQ(lines.size() % 3, 0u);
  modes.resize(3);
  EXPECT_THAT(modes, ElementsAre("forward", "backward_data", "backward_weights"));
}

TEST(BenchCommand, TableHasAHeadAndARow) {
  const ProgramRun run = run_program({"bench", "lenet-infer", "--batch", "1", "--threads", "1",
                                      "--seconds", "0", "--repeats", "2"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("workload"));
  EXPECT_THAT(run.out, HasSubstr("lenet-infer"));
  EXPECT_EQ(std::ranges::count(run.out, '\n'), 2);
}

TEST(BenchCommand, NamesTheWorkloadsThatThereAre) {
  const ProgramRun run = run_program({"bench", "nothing"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("lenet-train"));
  EXPECT_EQ(run_program({"bench", "--repeats", "0"}).code, 2);
}

}  // namespace
}  // namespace convscope::test

// What the default recipe promises of LeNet on MNIST.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

// The test accuracy that the last line of `train --json` gives.
double final_accuracy(const std::string& lines) {
  std::istringstream stream(lines);
  std::string line, last;
  while (std::getline(stream, line)) {
    if (!line.empty()) last = line;
  }
  return nlohmann::json::parse(last).at("test_accuracy").get<double>();
}

TEST(DefaultRecipe, TrainsLeNetInFourEpochs) {
  constexpr int kSeeds = 3;
  double sum = 0;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const TemporaryDirectory directory;
    const ProgramRun run =
        run_program({"train", "--model", "lenet", "--data", "mnist", "--epochs", "4", "--seed",
                     std::to_string(seed), "--json", "--out", (directory / "w").string()});
    ASSERT_EQ(run.code, 0) << run.err;
    const double accuracy = final_accuracy(run.out);
    EXPECT_GE(accuracy, 0.986) << "seed " << seed;
    sum += accuracy;
  }
  EXPECT_GE(sum / kSeeds, 0.988);
}

}  // namespace
}  // namespace convscope::test

// Character models on the command line: train, resume, eval, sample.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::vector<json> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<json> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

class TextCommand : public ::testing::Test {
 protected:
  TextCommand() {
    std::string text;
    for (int i = 0; i < 150; ++i) text += "olá, mundo\n";
    put(directory_ / "t.txt", text);
    put(directory_ / "spec.json", std::string(R"({"format":1,"name":"small",
        "input":{"sequence":12},"layers":[{"type":"lstm","units":16,"sequences":true},
        {"type":"dense","units":12},{"type":"softmax"}]})"));
  }

  std::string path(const std::string& name) const { return (directory_ / name).string(); }
  ProgramRun train(const std::string& out, std::vector<std::string> more) const {
    std::vector<std::string> all{"train", "--data", path("t.txt"), "--json", "--out", path(out)};
    all.insert(all.end(), more.begin(), more.end());
    return run_program(all);
  }

  TemporaryDirectory directory_;
};

TEST_F(TextCommand, TrainsResumesJudgesAndWrites) {
  const std::vector<std::string> recipe{
      "--model", path("spec.json"), "--epochs", "12",   "--sequence",
      "11",      "--batch",         "10",       "--lr", "0.02"};
  const ProgramRun whole = train("whole", recipe);
  ASSERT_EQ(whole.code, 0) << whole.err;
  const auto lines = lines_of(whole.out);
  ASSERT_EQ(lines.size(), 14U);
  EXPECT_EQ(lines[0].at("train"), 135);  // of 149 windows the last tenth validates
  EXPECT_EQ(lines[0].at("val"), 14);
  EXPECT_EQ(lines[0].at("recipe").at("sequence"), 11);
  EXPECT_FALSE(lines[0].at("recipe").contains("pixels"));
  const json& last = lines[12];
  EXPECT_LT(last.at("val_loss").get<double>(), 0.2);
  EXPECT_NEAR(last.at("val_bits_per_char").get<double>(),
              last.at("val_loss").get<double>() / std::log(2.0), 1e-6);
  EXPECT_TRUE(lines[13].at("test_loss").is_null());

  auto threads = recipe;
  threads.insert(threads.end(), {"--threads", "1"});
  ASSERT_EQ(train("one", threads).code, 0);
  EXPECT_EQ(get(path("one")), get(path("whole")));

  const ProgramRun judged =
      run_program({"eval", "--model", path("whole"), "--data", path("t.txt"), "--json"});
  ASSERT_EQ(judged.code, 0) << judged.err;
  const json result = json::parse(judged.out);
  EXPECT_EQ(result.at("count"), 149 * 11);
  EXPECT_LT(result.at("bits_per_char").get<double>(), 0.5);

  const ProgramRun written = run_program({"sample", "--model", path("whole"), "--prompt", "olá",
                                          "--length", "18", "--temperature", "0"});
  ASSERT_EQ(written.code, 0) << written.err;
  EXPECT_EQ(written.out, "olá, mundo\nolá, mundo\n");
  const auto drawn = [&](const char* seed) {
    return run_program({"sample", "--model", path("whole"), "--temperature", "2", "--seed", seed,
                        "--length", "100", "--json"})
        .out;
  };
  EXPECT_EQ(drawn("3"), drawn("3"));
  EXPECT_NE(drawn("3"), drawn("4"));
}

TEST_F(TextCommand, APresetIsMadeForTheText) {
  const ProgramRun run = train("preset", {"--model", "char-gru", "--epochs", "1", "--limit", "4"});
  ASSERT_EQ(run.code, 0) << run.err;
  // 3 gates of 128 units, ten characters, two biases; then the dense layer.
  EXPECT_EQ(lines_of(run.out)[0].at("parameters"), 3 * 128 * (10 + 128 + 2) + 10 * 129);
  EXPECT_EQ(lines_of(run.out)[0].at("recipe").at("batch"), 32);
}

TEST_F(TextCommand, SaysWhatDoesNotFit) {
  const auto expect_refused = [&](std::vector<std::string> arguments, int code, const char* what) {
    const ProgramRun run = run_program(arguments);
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(what));
  };
  const std::string text = path("t.txt"), spec = path("spec.json");
  expect_refused({"train", "--model", spec, "--data", path("none.txt")}, 6, "error[NO_FILE]");
  expect_refused({"train", "--model", spec, "--data", text, "--augment", "flip_x"}, 2, "--augment");
  expect_refused({"train", "--model", "lenet", "--data", text, "--sequence", "8"}, 2, "--sequence");
  put(directory_ / "many.txt", std::string("abcdefghijklmnopqrstuvwxyz"));
  expect_refused({"train", "--model", spec, "--data", path("many.txt")}, 5, "TEXT_VOCABULARY");
  ASSERT_EQ(train("w", {"--model", spec, "--epochs", "1", "--limit", "2"}).code, 0);
  expect_refused({"sample", "--model", path("w"), "--prompt", "Z"}, 5, "TEXT_CHARACTER");
  expect_refused({"sample", "--model", path("w"), "--temperature", "-1"}, 2, "--temperature");
  expect_refused({"eval", "--model", path("w"), "--data", path("many.txt")}, 5, "TEXT_CHARACTER");
}

}  // namespace
}  // namespace convscope::test

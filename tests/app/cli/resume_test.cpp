#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/background_program.h"
#include "tests/support/bar_directory.h"
#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

json last_line(const std::string& text) {
  const auto end = text.find_last_not_of('\n');
  const auto start = text.rfind('\n', end);
  return json::parse(text.substr(start == std::string::npos ? 0 : start + 1));
}

class ResumeCommand : public ::testing::Test {
 protected:
  ResumeCommand() { put_bar_directory(directory_); }

  // Long enough to be interrupted anywhere, short enough to finish.
  std::vector<std::string> arguments(const char* epochs, const std::string& out) const {
    return {"train",    "--model", path("spec.json"), "--data", directory_.path().string(),
            "--epochs", epochs,    "--batch",         "20",     "--val",
            "20",       "--json",  "--out",           path(out)};
  }
  std::vector<std::string> resumed(const std::string& from, const std::string& out) const {
    return {"train", "--resume", path(from), "--data", directory_.path().string(),
            "--out", path(out),  "--json"};
  }
  std::string path(const std::string& name) const { return (directory_ / name).string(); }

  // Waits until the training told of its first epoch.
  void wait_for_epoch(const std::string& output) const {
    for (int i = 0; i < 3000; ++i) {
      if (get(path(output)).find("\"epoch\":1,") != std::string::npos) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << "no epoch was told of";
  }

  TemporaryDirectory directory_;
};

TEST_F(ResumeCommand, AKilledTrainingGoesOnToTheSameFile) {
  ASSERT_EQ(run_program(arguments("120", "whole")).code, 0);
  {
    BackgroundProgram program(arguments("120", "killed"), directory_ / "told");
    wait_for_epoch("told");
    EXPECT_EQ(program.end(SIGKILL), 128 + SIGKILL);
  }
  ASSERT_TRUE(std::filesystem::exists(path("killed.part")));
  const auto run = run_program(resumed("killed.part", "killed"));
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(last_line(run.out).at("event"), "done");
  EXPECT_EQ(last_line(run.out).at("epochs"), 120);
  EXPECT_EQ(get(path("killed")), get(path("whole")));
}

// Masks, running statistics, moments, what early stopping remembers and the order of the images
// all go on from where they were, whenever the end came.
TEST_F(ResumeCommand, AKilledTrainingOfARestlessNetworkGoesOnToTheSameFile) {
  put(directory_ / "restless.json",
      std::string(R"({"format":1,"name":"restless","input":[1,8,8],"layers":[
        {"type":"conv2d","filters":4,"kernel":3,"padding":"same"},{"type":"batchnorm"},
        {"type":"activation","function":"relu"},{"type":"dropout","rate":0.2},
        {"type":"maxpool2d","kernel":2},{"type":"flatten"},{"type":"dense","units":12},
        {"type":"batchnorm"},{"type":"activation","function":"relu"},
        {"type":"dropout","rate":0.5},{"type":"dense","units":10},{"type":"softmax"}]})"));
  const auto restless = [&](const std::string& out, const char* threads) {
    auto all = arguments("80", out);
    all[2] = path("restless.json");
    all.insert(all.end(), {"--threads", threads, "--patience", "80", "--augment", "shift=0.1",
                           "--class-weights", "balanced", "--label-noise", "0.1"});
    return all;
  };
  ASSERT_EQ(run_program(restless("whole", "1")).code, 0);
  for (const int wait : {0, 11}) {
    const std::string out = "killed" + std::to_string(wait), told = out + ".told";
    {
      BackgroundProgram program(restless(out, wait == 0 ? "3" : "2"), directory_ / told);
      wait_for_epoch(told);
      std::this_thread::sleep_for(std::chrono::milliseconds(wait));
      EXPECT_EQ(program.end(SIGKILL), 128 + SIGKILL);
    }
    const auto run = run_program(resumed(out + ".part", out));
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(get(path(out)), get(path("whole")));
  }
}

TEST_F(ResumeCommand, AnInterruptedTrainingSavesAndGoesOn) {
  ASSERT_EQ(run_program(arguments("120", "whole")).code, 0);
  BackgroundProgram program(arguments("120", "stopped"), directory_ / "told");
  wait_for_epoch("told");
  EXPECT_EQ(program.end(SIGINT), 130);
  const json end = last_line(get(path("told")));
  EXPECT_EQ(end.at("event"), "interrupted");
  EXPECT_EQ(end.at("out"), path("stopped"));
  EXPECT_TRUE(end.at("test_loss").is_null());
  EXPECT_EQ(get(path("stopped")), get(path("stopped.part")));
  const auto run = run_program(resumed("stopped", "again"));
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(get(path("again")), get(path("whole")));
}

TEST_F(ResumeCommand, ATerminatedTrainingSavesToo) {
  BackgroundProgram program(arguments("1000000", "stopped"), directory_ / "told");
  wait_for_epoch("told");
  EXPECT_EQ(program.end(SIGTERM), 143);
  EXPECT_EQ(last_line(get(path("told"))).at("event"), "interrupted");
  EXPECT_TRUE(std::filesystem::exists(path("stopped")));
}

TEST_F(ResumeCommand, TheSameOptionsMayBeGivenAgainButNoOthers) {
  ASSERT_EQ(run_program(arguments("2", "w")).code, 0);
  auto same = arguments("2", "again");
  same.insert(same.end(), {"--resume", path("w")});
  EXPECT_EQ(run_program(same).code, 0);
  same[6] = "3";
  const auto other = run_program(same);
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.err, HasSubstr("--epochs: found 3, expected 2"));
}

TEST_F(ResumeCommand, ADamagedFileIsRefused) {
  ASSERT_EQ(run_program(arguments("1", "w")).code, 0);
  std::string bytes = get(path("w"));
  bytes[bytes.size() - 5] = static_cast<char>(bytes[bytes.size() - 5] ^ 1);
  put(directory_ / "w", bytes);
  const auto run = run_program(resumed("w", "again"));
  EXPECT_EQ(run.code, 5);
  EXPECT_THAT(run.err, HasSubstr("CHECKSUM"));
}

TEST_F(ResumeCommand, AnIndependentReaderUnderstandsTheFile) {
  ASSERT_EQ(run_program(arguments("1", "w")).code, 0);
  const std::string command = "python3 '" CONVSCOPE_SOURCE_DIR
                              "/tests/engine/io/read_safetensors.py' '" +
                              path("w") + "' > '" + path("read") + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const std::string read = get(path("read"));
  EXPECT_THAT(read, HasSubstr("conv1.weight F32 [3, 1, 3, 3] ["));
  EXPECT_THAT(read, HasSubstr("training.cursor I64 [4] [9, 9, "));
  EXPECT_THAT(read, HasSubstr("\"name\":\"bars\""));
}

}  // namespace
}  // namespace convscope::test

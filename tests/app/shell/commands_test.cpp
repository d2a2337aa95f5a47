// The commands that need the shell: render, doctor, and the window without a display.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"
#include "tests/support/temporary_directory.h"

namespace convscope {
namespace {

using test::run_program;
using test::TemporaryDirectory;

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Render, SameStateGivesTheSameBytes) {
  const TemporaryDirectory directory;
  const auto first = (directory / "a.png").string(), second = (directory / "b.png").string();
  for (const auto& path : {first, second}) {
    const auto run = run_program({"render", "convolution", "-o", path, "--size", "640x400"});
    ASSERT_EQ(run.code, 0) << run.err;
  }
  EXPECT_EQ(bytes_of(first), bytes_of(second));
  EXPECT_EQ(bytes_of(first).substr(1, 3), "PNG");
}

TEST(Render, RefusesInOneLineWithItsExitCode) {
  const TemporaryDirectory directory;
  const auto out = (directory / "x.png").string();
  const auto wrong = directory / "wrong.json";
  std::ofstream(wrong) << R"({"format": 1, "lab": "kitchen"})";
  struct Case {
    std::vector<std::string> arguments;
    int code;
    const char* part;
  };
  for (const Case& c : std::vector<Case>{
           {{"render", "convolution", "-o", "x.svg"}, 2, "PNG"},
           {{"render", "convolution", "-o", "x.gif"}, 2, "PNG"},
           {{"render", "convolution"}, 2, "--output"},
           {{"render", "convolution", "-o", out, "--size", "0x5"}, 2, "--size"},
           {{"render", "convolution", "-o", out, "--theme", "pink"}, 2, "--theme"},
           {{"render", "convolution", "-o", out, "--lang", "fr"}, 2, "--lang"},
           {{"render", "convolution", "-o", out, "--scale", "9"}, 2, "--scale"},
           {{"render", "nowhere", "-o", out}, 6, "NO_SCENE"},
           {{"render", wrong.string(), "-o", out}, 5, "/lab"},
           {{"render", "convolution", "-o", "/nowhere/x.png"}, 6, "/nowhere"},
           {{"frobnicate"}, 6, "frobnicate"},
       }) {
    const auto run = run_program(c.arguments, "DISPLAY= WAYLAND_DISPLAY=");
    EXPECT_EQ(run.code, c.code) << run.err;
    EXPECT_NE(run.err.find(c.part), std::string::npos) << run.err;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_EQ(run.err.substr(0, 6), "error[") << run.err;
  }
}

TEST(Window, WithoutADisplaySaysSoAndPointsToRender) {
  const auto run = run_program({}, "DISPLAY= WAYLAND_DISPLAY=");
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find("convscope render"), std::string::npos) << run.err;
}

TEST(Doctor, OutputThatCannotBeWrittenIsAnError) {
  test::expect_output_refused("doctor");
  test::expect_output_refused("doctor --json");
}

TEST(Doctor, NamesWhatABugReportNeeds) {
  const auto run = run_program({"doctor", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto facts = nlohmann::json::parse(run.out);
  for (const char* key :
       {"version", "compiler", "imgui", "opengl", "threads", "simd", "fonts", "datasets"}) {
    EXPECT_TRUE(facts.contains(key)) << key;
  }
  EXPECT_NE(run_program({"doctor"}).out.find("simd"), std::string::npos);
}

}  // namespace
}  // namespace convscope

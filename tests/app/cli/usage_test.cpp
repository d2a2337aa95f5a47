// What every command owes whoever calls it: errors in one form, and none lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using ::testing::HasSubstr;

TEST(Output, ThatCannotBeWrittenIsAnError) {
  for (const std::string command :
       {"summary lenet", "summary lenet --json", "summary --list", "data mnist",
        "data mnist --json", "--help", "--version", "train --help"}) {
    expect_output_refused(command);
  }
}

TEST(Usage, IsRefusedInTheFormOfEveryError) {
  struct Case {
    std::vector<std::string> arguments;
    const char* line;
  };
  for (const Case& c : std::vector<Case>{
           {{"compute"},
            "error[USAGE]: found no CASE, expected CASE, see convscope compute --help"},
           {{"summary", "lenet", "--frob"},
            "error[USAGE]: found --frob, expected what is known, see convscope summary --help"},
           {{"train", "--epochs", "x"}, "error[USAGE]: --epochs: found x, expected a number"},
           {{"train", "--lr", "0,5"},
            "error[USAGE]: --lr: found 0,5, expected a number with a decimal point: 0.5"},
           {{"train", "--lr"}, "error[USAGE]: --lr: found no value, expected one value"},
           {{"explain", "-", "--format", "xml"},
            "error[USAGE]: --format: found xml, expected one of text,latex,csv,json"},
           {{"explain", "-", "--of", "a", "--grad", "b"}, "expected one of the two"},
       }) {
    const ProgramRun run = run_program(c.arguments);
    EXPECT_EQ(run.code, 2);
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    EXPECT_THAT(run.err, HasSubstr(c.line));
  }
}

TEST(Files, ThatAreMissingSayWhatIsExpected) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"compute", "/none.json"}, {"summary", "./none.json"}}) {
    const ProgramRun run = run_program(command);
    EXPECT_EQ(run.code, 6);
    EXPECT_THAT(run.err,
                HasSubstr(": found no such file or directory, expected a file that exists"));
  }
  const ProgramRun run = run_program({"nofile.png"});
  EXPECT_EQ(run.code, 6);
  EXPECT_THAT(run.err, HasSubstr("expected a file that exists, or one of the scenes convolution"));
}

TEST(Check, AnIdWithALineFeedBreaksNoLine) {
  const ProgramRun run = run_program({"compute", "-", "--check"}, "", R"({"id": "a\nb\u001b[2J",
      "op": "activation", "attrs": {"name": "relu"}, "inputs": {"x": [1]},
      "expected": {"out": [2]}})");
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  EXPECT_THAT(run.err, HasSubstr("a b\\x1b[2J"));
}

}  // namespace
}  // namespace convscope::test

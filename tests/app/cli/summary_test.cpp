#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(SummaryCommand, PrintsLeNetAsJson) {
  const ProgramRun run = run_program({"summary", "lenet", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const json summary = json::parse(run.out);
  EXPECT_EQ(summary.at("name"), "lenet");
  EXPECT_EQ(summary.at("input"), json({1, 28, 28}));
  EXPECT_EQ(summary.at("layers").at(0), json({{"name", "conv1"},
                                              {"type", "conv2d"},
                                              {"output", {6, 28, 28}},
                                              {"parameters", 156},
                                              {"parameters_formula", "(5*5*1+1)*6"},
                                              {"trainable", 156},
                                              {"macs", 117600},
                                              {"activation_bytes", 18816},
                                              {"receptive_field", {5, 5}}}));
  EXPECT_EQ(summary.at("total").at("parameters"), 61706);
  EXPECT_EQ(summary.at("total").at("non_trainable"), 0);
}

TEST(SummaryCommand, ListsPresetsAndPrintsTables) {
  const ProgramRun list = run_program({"summary", "--list"});
  EXPECT_EQ(list.code, 0);
  EXPECT_THAT(list.out, HasSubstr("lenet5"));
  const ProgramRun table = run_program({"summary", "lenet5"});
  EXPECT_EQ(table.code, 0);
  EXPECT_THAT(table.out, HasSubstr("(5*5*16+1)*120 =  48120"));
}

TEST(SummaryCommand, ReadsASpecFromStandardInputAndSumsWithoutAllocating) {
  const std::string spec = R"({"format":1,"name":"wide","input":[100000],
                               "layers":[{"type":"dense","units":100000}]})";
  const ProgramRun run = run_program({"summary", "-", "--json"}, {}, spec);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out).at("total").at("parameters"), 10000100000);
}

TEST(SummaryCommand, ExitsWithTheCodeOfTheFault) {
  EXPECT_EQ(run_program({"summary", "lenet6"}).code, 2);
  EXPECT_EQ(run_program({"summary"}).code, 2);
  EXPECT_EQ(run_program({"summary", "./none.json"}).code, 6);
  const std::string none = R"({"format":1,"name":"t","input":[1,3,3],
                               "layers":[{"type":"conv2d","filters":1,"kernel":5}]})";
  const ProgramRun no_output = run_program({"summary", "-"}, {}, none);
  EXPECT_EQ(no_output.code, 5);
  EXPECT_THAT(no_output.err, HasSubstr("conv1"));
  EXPECT_THAT(no_output.err, HasSubstr("floor((3"));
  const ProgramRun unknown = run_program({"summary", "-"}, {}, R"({"format":1,"nam":"t"})");
  EXPECT_EQ(unknown.code, 5);
  EXPECT_THAT(unknown.err, HasSubstr("/nam"));
}

TEST(SummaryCommand, ErrorsOfASpecNameFileAndPointer) {
  const auto error = [](const char* layer) {
    return run_program(
               {"summary", "-"}, {},
               std::string(R"({"format":1,"name":"t","input":[1,3,3],"layers":[)") + layer + "]}")
        .err;
  };
  EXPECT_THAT(error(R"({"type":"conv2d","filters":1,"kernel":5})"),
              HasSubstr("error[NO_OUTPUT]: standard input: /layers/0 (layer conv1): found "));
  EXPECT_THAT(error(R"({"type":"flatten"},{"type":"dense","units":1,"inputs":["x"]})"),
              HasSubstr("error[LAYER_INPUT]: standard input: /layers/1 (layer dense1): found "));
}

TEST(SummaryCommand, NamesDoNotReachTheTerminalAsCommands) {
  const std::string spec = R"({"format":1,"name":"a\u001b[31m","input":[2],
                               "layers":[{"type":"dense","units":1,"name":"b\n\u001bc"}]})";
  const ProgramRun run = run_program({"summary", "-"}, {}, spec);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out.find('\x1b'), std::string::npos);
  EXPECT_THAT(run.out, HasSubstr("a\\x1b[31m: input 2"));
  EXPECT_THAT(run.out, HasSubstr("b\\x0a\\x1bc"));
}

TEST(SummaryCommand, ASumThatIsTooLargeSaysSo) {
  const std::string spec = R"({"format":1,"name":"huge","input":[2000000000],"layers":[
      {"type":"dense","units":2000000000},{"type":"dense","units":2000000000},
      {"type":"dense","units":2000000000}]})";
  const ProgramRun run = run_program({"summary", "-"}, {}, spec);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("parameters ≥ 9223372036854775807"));
}

}  // namespace
}  // namespace convscope::test

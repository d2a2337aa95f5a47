// compute and explain of recurrent operations, batch normalisation and losses, as a user types
// them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;

const std::string kReference = CONVSCOPE_SOURCE_DIR "/tests/data/reference_cases.json";

// Two steps, two samples, one unit: gate rows i, f, g, o.
constexpr const char* kLstm =
    R"({"op": "lstm", "attrs": {"T": 2, "H": 1}, "inputs": {"x": [[[1], [5]], [[2], [6]]],
        "w_ih": [[0.5], [0.25], [1], [-1]], "w_hh": [[1], [1], [1], [1]], "b_ih": [0, 1, 0, 0],
        "b_hh": [0, 0.5, 0, 0], "grad_output": [[[1], [0]], [[1], [2]]]}})";

json explain(const std::string& input, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"explain", "-"});
  arguments.insert(arguments.end(), {"--format", "json", "--check"});
  const ProgramRun run = run_program(arguments, "", input);
  EXPECT_EQ(run.code, 0) << run.err;
  return run.code == 0 ? json::parse(run.out) : json();
}

ProgramRun compute(const std::string& input) {
  return run_program({"compute", "-"}, "", input);
}

TEST(RecurrentCommand, AGateIsItsSumBehindItsFunction) {
  const json forget = explain(kLstm, {"--of", "f", "--cell", "0,0"});
  EXPECT_EQ(forget.at("what"), "f[t=0,n=0,h=0]");
  EXPECT_EQ(forget.at("activation"), "sigmoid");
  EXPECT_EQ(forget.at("sum"), 1.75);  // 0.25*1 + 1*0 + (1 + 0.5)
  EXPECT_NEAR(forget.at("result").get<double>(), 0.8519528, 1e-6);
  EXPECT_EQ(forget.at("bias").at("value"), 1.5);
  EXPECT_EQ(forget.at("terms").size(), 2u);
  EXPECT_EQ(forget.at("terms")[0].at("input"), (json{{"name", "x"}, {"index", {0, 0, 0}}}));
  EXPECT_EQ(forget.at("terms")[1].at("input"), (json{{"name", "h0"}, {"index", {0, 0}}}));
  EXPECT_EQ(forget.at("terms")[1].at("weight"), (json{{"name", "w_hh"}, {"index", {1, 0}}}));
}

TEST(RecurrentCommand, TimeComesFirstAndTheSampleMayBeLeftOut) {
  const json second = explain(kLstm, {"--of", "i", "--cell", "1,1,0"});
  EXPECT_EQ(second.at("what"), "i[t=1,n=1,h=0]");
  EXPECT_EQ(second.at("terms")[0].at("x"), 6);
  EXPECT_EQ(second.at("terms")[1].at("input"), (json{{"name", "out"}, {"index", {0, 1, 0}}}));
  EXPECT_EQ(explain(kLstm, {"--cell", "1,0"}).at("what"), "out[t=1,n=0,h=0]");
  EXPECT_EQ(explain(kLstm, {"--of", "c_n", "--cell", "1,0"}).at("what"), "c_n[n=1,h=0]");
  EXPECT_EQ(explain(kLstm, {"--grad", "w_hh", "--cell", "3,0"}).at("terms").size(), 4u);
  EXPECT_EQ(explain(kLstm, {"--grad", "input", "--cell", "0,0"}).at("what"), "grad_x[t=0,n=0,i=0]");
}

TEST(RecurrentCommand, TheStateIsMadeOfItsGates) {
  const json state = explain(kLstm, {"--of", "c", "--cell", "1,0"});
  EXPECT_EQ(state.at("terms").size(), 2u);
  EXPECT_EQ(state.at("terms")[0].at("weight"), (json{{"name", "c"}, {"index", {0, 0, 0}}}));
  EXPECT_EQ(state.at("activation"), nullptr);
  EXPECT_EQ(state.at("sum"), state.at("result"));
}

// Every gate, state and gradient of the reference's own cases, in every format.
TEST(RecurrentCommand, EverythingOfTheReferenceIsExplained) {
  const std::vector<std::vector<std::string>> asked{
      {"gru-all-steps", "--of", "r"},
      {"gru-all-steps", "--of", "z"},
      {"gru-all-steps", "--of", "n"},
      {"gru-all-steps", "--grad", "h0"},
      {"gru-all-steps", "--grad", "w_hh"},
      {"gru-all-steps", "--of", "h_n"},
      {"rnn_tanh-all-steps", "--of", "out"},
      {"rnn_relu-all-steps", "--grad", "b_hh"},
      {"lstm-zero-state-last-step-loss", "--grad", "c0"},
      {"batchnorm-train-4d", "--of", "running_var"},
      {"batchnorm-train-4d", "--grad", "gamma"},
      {"huber-mean-delta1", "--grad", "input"}};
  for (const auto& words : asked) {
    for (const char* format : {"text", "latex", "csv", "json"}) {
      std::vector<std::string> arguments{"explain", kReference, "--case",   words[0], words[1],
                                         words[2],  "--check",  "--format", format,   "--cell"};
      const bool one = words[2] == "b_hh" || words[2] == "running_var" || words[2] == "gamma";
      const bool steps = words[2].size() == 1 || words[2] == "out";
      arguments.push_back(one ? "1" : steps ? "2,1,3" : "1,2");
      const ProgramRun run = run_program(arguments);
      EXPECT_EQ(run.code, 0) << words[0] << " " << words[2] << " " << run.err;
    }
  }
}

TEST(RecurrentCommand, SaysWhatIsWrong) {
  const std::string start = R"({"op": "gru", "inputs": {"x": [[[1]]], "w_hh": )";
  const std::pair<std::string, const char*> wrongs[]{
      {start + R"([[1], [1]], "w_ih": [[1], [1], [1]]}})", "[3H,H], 3 gates of H rows"},
      {start + R"([[1], [1], [1]]}})", "/inputs"},
      {start + R"([[1], [1], [1]], "w_ih": [[1], [1], [1]], "c0": [[0]]}})", "/inputs/c0"},
      {start + R"([[1], [1], [1]], "w_ih": [[1], [1], [1]]}, "attrs": {"T": 2}})",
       "/attrs/T: found the number 2, expected 1"},
      {R"({"op": "batchnorm", "attrs": {"training": true}, "inputs": {"x": [[1, 2]]}})",
       "/inputs/x: found one value per channel"},
      {R"({"op": "batchnorm", "inputs": {"x": [[1, 2]]}})", "running_mean"},
      {R"({"op": "batchnorm", "attrs": {"training": true, "eps": -1},
           "inputs": {"x": [[1], [2]]}})",
       "/attrs/eps"},
      {R"({"op": "huber", "attrs": {"delta": 0}, "inputs": {"pred": [[1]], "target": [[1]]}})",
       "/attrs/delta: found 0, expected above 0"},
      {R"({"op": "mse", "inputs": {"pred": [[1]], "target": [[1, 2]]}})", "/inputs/target"},
      {R"({"op": "sigmoid_bce", "inputs": {"pred": [[1]], "target": [[1]]}})", "/inputs/pred"}};
  for (const auto& [input, message] : wrongs) {
    const ProgramRun run = compute(input);
    EXPECT_EQ(run.code, 5) << input;
    EXPECT_THAT(run.err, HasSubstr(message)) << input;
  }
}

TEST(LossCommand, HugeLogitsAreNoTrouble) {
  const ProgramRun run = compute(
      R"({"op": "sigmoid_bce", "inputs": {"logits": [[1e30, -1e30]], "target": [[1, 1]]}})");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr(R"("loss": 5e+29)"));
  EXPECT_THAT(run.out, HasSubstr(R"("grad_logits": [[0,-0.5]])"));
}

}  // namespace
}  // namespace convscope::test

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;

const std::string kReference = CONVSCOPE_SOURCE_DIR "/tests/data/reference_cases.json";

constexpr const char* kConv =
    R"({"op": "conv2d", "attrs": {"padding": 1}, "inputs": {"x": [[[[1, 2], [3, 4]]]],
        "weight": [[[[1, 0, -1], [2, 0, -2], [1, 0, -1]]]], "bias": [0.5],
        "grad_output": [[[[1, 0], [0, 1]]]]}})";

ProgramRun explain(const std::string& input, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"explain", "-"});
  return run_program(arguments, "", input);
}

json explain_json(const std::string& input, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const ProgramRun run = explain(input, arguments);
  EXPECT_EQ(run.code, 0) << run.err;
  return run.code == 0 ? json::parse(run.out) : json();
}

TEST(ExplainCommand, JsonHasEveryFieldOfAConvolution) {
  const json result = explain_json(kConv, {"--cell", "0,0,1"});
  EXPECT_EQ(result.at("id"), "case");
  EXPECT_EQ(result.at("op"), "conv2d");
  EXPECT_EQ(result.at("what"), "out[n=0,f=0,y=0,x=1]");
  ASSERT_EQ(result.at("terms").size(), 9u);
  EXPECT_EQ(result.at("terms")[0],
            json::parse(R"({"input": null, "weight": {"name": "weight", "index": [0, 0, 0, 0]},
                            "x": 0, "w": 1, "product": 0, "running_sum": 0, "padding": true,
                            "chosen": false})"));
  EXPECT_EQ(result.at("terms")[6], json::parse(R"({"input": {"name": "x", "index": [0, 0, 1, 0]},
                            "weight": {"name": "weight", "index": [0, 0, 2, 0]}, "x": 3, "w": 1,
                            "product": 3, "running_sum": 5, "padding": false, "chosen": false})"));
  EXPECT_EQ(result.at("bias"), json::parse(R"({"name": "bias", "index": [0], "value": 0.5})"));
  EXPECT_EQ(result.at("sum"), 5.5);
  EXPECT_EQ(result.at("activation"), nullptr);
  EXPECT_EQ(result.at("result"), 5.5);
  EXPECT_FALSE(result.contains("check"));
  EXPECT_EQ(result.size(), 11u);
}

TEST(ExplainCommand, PaddingThatShowsACellNamesIt) {
  const std::string circular =
      R"({"op": "conv1d", "attrs": {"padding": 1, "padding_mode": "circular"},
          "inputs": {"x": [[[1, 2, 3]]], "weight": [[[5, 6]]], "grad_output": [[[1, 2, 3, 4]]]}})";
  const json terms = explain_json(circular, {"--cell", "0,0"}).at("terms");
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(terms[0].at("input"), json::parse(R"({"name": "x", "index": [0, 0, 2]})"));
  EXPECT_EQ(terms[0].at("weight"), json::parse(R"({"name": "weight", "index": [0, 0, 0]})"));
  EXPECT_EQ(terms[0].at("padding"), true);
  EXPECT_EQ(terms[1].at("padding"), false);
  EXPECT_THAT(explain(circular, {"--cell", "0,0"}).out, HasSubstr("padding x[0,0,2]"));
  // Read once in its place and once from the padding before the first cell.
  const json gradient = explain_json(circular, {"--grad", "x", "--cell", "0,2", "--check"});
  EXPECT_EQ(gradient.at("what"), "grad_x[n=0,c=0,l=2]");
  EXPECT_EQ(gradient.at("result"), 1 * 5 + 4 * 5 + 3 * 6);
  EXPECT_EQ(gradient.at("terms").size(), 3u);
}

TEST(ExplainCommand, TheBatchIndexMayBeLeftOut) {
  EXPECT_EQ(explain_json(kConv, {"--cell", "0,0,1"}), explain_json(kConv, {"--cell", "0,0,0,1"}));
}

TEST(ExplainCommand, TextIsTheDefaultAndEndsWithTheResult) {
  const ProgramRun run = explain(kConv, {"--cell", "0,0,1"});
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, EndsWith("\n= 5.5\n"));
  EXPECT_EQ(explain(kConv, {"--cell", "0,0,1", "--format", "text"}).out, run.out);
  EXPECT_THAT(explain(kConv, {"--cell", "0,0,1", "--format", "latex"}).out,
              HasSubstr("&= 5.5\n\\end{align*}\n"));
  const std::string csv = explain(kConv, {"--cell", "0,0,1", "--format", "csv"}).out;
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 10);
}

TEST(ExplainCommand, GradientsByNameOrRole) {
  const json weight = explain_json(kConv, {"--grad", "weight", "--cell", "0,0,1,1", "--check"});
  EXPECT_EQ(weight.at("what"), "grad_weight[f=0,c=0,ky=1,kx=1]");
  EXPECT_EQ(weight.at("result"), 5);
  EXPECT_NEAR(weight.at("check").at("numeric").get<double>(), 5, 1e-4);
  EXPECT_EQ(explain_json(kConv, {"--grad", "bias", "--cell", "0"}).at("result"), 2);
  EXPECT_EQ(explain_json(kConv, {"--grad", "input", "--cell", "0,0,0"}),
            explain_json(kConv, {"--grad", "x", "--cell", "0,0,0"}));
}

// Forward, dW, dX and db of two channels with a stride and padding, against the sums written out.
TEST(ExplainCommand, EachPassOfAConvolution) {
  const json sample = json::parse(
      R"({"op": "conv2d", "attrs": {"stride": 2, "padding": 1},
          "inputs": {"x": [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[0, 1, 0], [2, 0, 1], [1, 1, 3]]]],
                     "weight": [[[[1, 0], [2, -1]], [[0.5, 1], [-2, 3]]]], "bias": [0.25],
                     "grad_output": [[[[1, -2], [3, 4]]]]}})");
  const json& in = sample.at("inputs");
  const auto x = [&](int c, int y, int k) {
    return y < 0 || k < 0 || y > 2 || k > 2 ? 0 : in.at("x")[0][c][y][k].get<double>();
  };
  const auto w = [&](int c, int i, int j) { return in.at("weight")[0][c][i][j].get<double>(); };
  const auto g = [&](int y, int k) { return in.at("grad_output")[0][0][y][k].get<double>(); };
  double forward = 0.25, d_weight = 0, d_input = 0, d_bias = 0;
  for (int c = 0; c < 2; ++c) {
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j < 2; ++j) forward += w(c, i, j) * x(c, 2 + i - 1, j - 1);
    }
  }
  for (int y = 0; y < 2; ++y) {
    for (int k = 0; k < 2; ++k) {
      d_bias += g(y, k);
      d_weight += g(y, k) * x(1, 2 * y + 1 - 1, 2 * k - 1);
      // Input (0, 1, 2) is read by output (y, k) with tap (2 - 2y, 3 - 2k), where there is one.
      const int i = 2 - 2 * y, j = 3 - 2 * k;
      if (i >= 0 && i < 2 && j >= 0 && j < 2) d_input += g(y, k) * w(0, i, j);
    }
  }
  const auto result = [&](std::vector<std::string> arguments) {
    const json explained = explain_json(sample.dump(), std::move(arguments));
    double sum = explained.at("bias").is_null() ? 0.0 : 0.25;
    for (const json& term : explained.at("terms")) sum += term.at("product").get<double>();
    EXPECT_EQ(sum, explained.at("result").get<double>());
    EXPECT_NEAR(explained.at("check").at("numeric").get<double>(), sum, 1e-3);
    return sum;
  };
  EXPECT_EQ(explain_json(sample.dump(), {"--cell", "0,1,0"}).at("result"), forward);
  EXPECT_EQ(result({"--grad", "weight", "--cell", "0,1,1,0", "--check"}), d_weight);
  EXPECT_EQ(result({"--grad", "x", "--cell", "0,1,2", "--check"}), d_input);
  EXPECT_EQ(result({"--grad", "bias", "--cell", "0", "--check"}), d_bias);
}

// Windows of 2x2 with a stride of 1: one input is read by up to four outputs.
TEST(ExplainCommand, EachPassOfAPooling) {
  const auto pooled = [](const char* op) {
    return json{{"op", op},
                {"attrs", {{"kernel", 2}, {"stride", 1}}},
                {"inputs",
                 {{"x", json::parse("[[[[1, 2, 2], [4, 8, -4], [0, 1, 4]]]]")},
                  {"grad_output", json::parse("[[[[1, -2], [3, 0.5]]]]")}}}};
  };
  const auto result = [&](const char* op, std::vector<std::string> arguments) {
    const json explained = explain_json(pooled(op).dump(), std::move(arguments));
    const double value = explained.at("result").get<double>();
    if (explained.contains("check") && !explained.at("check").is_null()) {
      EXPECT_NEAR(explained.at("check").at("numeric").get<double>(), value, 1e-4) << op;
    }
    return value;
  };
  const std::vector<std::string> output{"--cell", "0,1,1"};
  const std::vector<std::string> middle{"--grad", "x", "--cell", "0,1,1", "--check"};
  EXPECT_EQ(result("maxpool2d", output), 8);
  EXPECT_EQ(result("maxpool2d", middle), 1 - 2 + 3 + 0.5);
  EXPECT_EQ(result("avgpool2d", output), (8 - 4 + 1 + 4) / 4.0);
  EXPECT_EQ(result("avgpool2d", middle), (1 - 2 + 3 + 0.5) / 4);
  EXPECT_NEAR(result("l2pool2d", output), std::sqrt(64 + 16 + 1 + 16), 1e-6);
  // x / sqrt(sum of squares) of each window, times what arrives there.
  const double share = 1 / std::sqrt(1 + 4 + 16 + 64) - 2 / std::sqrt(4 + 4 + 64 + 16) +
                       3 / std::sqrt(16 + 64 + 0 + 1) + 0.5 / std::sqrt(64 + 16 + 1 + 16);
  EXPECT_NEAR(result("l2pool2d", middle), 8 * share, 1e-6);
}

TEST(ExplainCommand, UsageErrorsExitWithTwo) {
  const std::vector<std::pair<std::vector<std::string>, const char*>> wrongs{
      {{"--cell", "0,0,2"}, "[1,1,2,2]"},
      {{"--cell", "0,0,-1"}, "[1,1,2,2]"},
      {{"--cell", "0"}, "[1,1,2,2]"},
      {{"--cell", "0,0,0,0,0"}, "[1,1,2,2]"},
      {{"--cell", "0,0,x"}, "[1,1,2,2]"},
      {{"--cell", "0,0,"}, "[1,1,2,2]"},
      {{}, "[1,1,2,2]"},
      {{"--grad", "weight", "--cell", "0,0,3,0"}, "grad_weight [1,1,3,3]"},
      {{"--grad", "weight", "--cell", "0,0,0"}, "grad_weight [1,1,3,3]"},
      {{"--grad", "gamma", "--cell", "0"}, "one of x, weight, bias"},
      {{"--of", "loss", "--cell", "0"}, "one of out"},
      {{"--case", "other", "--cell", "0,0,0"}, "one of case"},
      {{"--cell", "0,0,0", "--format", "xml"}, "xml"},
      {{"--cell", "0,0,0", "--of", "out", "--grad", "weight"}, "found --of with --grad"},
  };
  for (const auto& [arguments, message] : wrongs) {
    const ProgramRun run = explain(kConv, arguments);
    EXPECT_EQ(run.code, 2) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr(message));
  }
  const std::string without = R"({"op": "linear", "inputs": {"x": [[1]], "weight": [[2]]}})";
  const ProgramRun run = explain(without, {"--grad", "x", "--cell", "0"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("a case with grad_output"));
}

TEST(ExplainCommand, ChoosesInAFileOfSeveral) {
  const ProgramRun none = run_program({"explain", kReference, "--cell", "0,0,0"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("--case with one of conv2d-valid"));
  EXPECT_EQ(run_program({"explain", kReference, "--case", "linear-batch", "--cell", "0,0"}).code,
            0);
  EXPECT_EQ(run_program({"explain", "/nowhere.json", "--cell", "0"}).code, 6);
  EXPECT_EQ(explain("[1, 2", {"--cell", "0"}).code, 5);
  EXPECT_EQ(explain(R"({"op": "conv9d", "inputs": {}})", {"--cell", "0"}).code, 5);
}

TEST(ExplainCommand, ALossHasNoAxes) {
  const std::string loss =
      R"({"op": "softmax_cross_entropy",
          "inputs": {"logits": [[1, 2], [3, 1]], "target": [1, 0]}})";
  const ProgramRun run = explain(loss, {"--check"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, EndsWith("\n= 0.22009484\n"));
  EXPECT_EQ(explain(loss, {"--cell", "0"}).code, 0);
  EXPECT_EQ(explain(loss, {"--cell", "1"}).code, 2);
  EXPECT_EQ(explain(loss, {"--grad", "input", "--cell", "1,0", "--check"}).code, 0);
  EXPECT_EQ(explain(loss, {"--grad", "logits", "--cell", "0", "--check"}).code, 0);
  EXPECT_EQ(explain(loss, {"--of", "probs", "--cell", "1", "--check"}).code, 0);
}

TEST(ExplainCommand, TheVerdictStandsBesideTheExplanation) {
  const ProgramRun text = explain(kConv, {"--cell", "0,0,0", "--check"});
  EXPECT_LT(text.out.find("bias bias[0] = 0.5"), text.out.find("check: ")) << text.out;
  EXPECT_THAT(text.out, HasSubstr(": agrees\n= "));
  const ProgramRun latex = explain(kConv, {"--cell", "0,0,0", "--check", "--format", "latex"});
  EXPECT_THAT(latex.out, HasSubstr("\n% check: analytic "));
  EXPECT_THAT(latex.out, EndsWith(": agrees\n"));
  const ProgramRun csv = explain(kConv, {"--cell", "0,0,0", "--check", "--format", "csv"});
  EXPECT_EQ(csv.out.find("check"), std::string::npos);
  EXPECT_THAT(csv.err, HasSubstr("check: analytic "));
  EXPECT_EQ(std::count(csv.err.begin(), csv.err.end(), '\n'), 1);
}

TEST(ExplainCommand, OverflowsAsTheComputationDoes) {
  const auto linear = [](const char* x, const char* weight) {
    return std::string(R"({"op": "linear", "inputs": {"x": [)") + x + R"(], "weight": [)" + weight +
           "]}}";
  };
  const auto result = [](const std::string& sample) {
    const json computed = json::parse(run_program({"compute", "-"}, "", sample).out);
    const json explained = explain_json(sample, {"--cell", "0", "--check"});
    EXPECT_EQ(explained.at("result"), computed.at("outputs").at("out")[0][0]);
    return explained;
  };
  const json nan = result(linear("[3e38, 3e38]", "[10, -10]"));
  EXPECT_EQ(nan.at("terms")[0].at("product"), "inf");
  EXPECT_EQ(nan.at("terms")[1].at("product"), "-inf");
  EXPECT_EQ(nan.at("sum"), "nan");
  EXPECT_EQ(result(linear("[3e38, 3e38, -3e38]", "[1, 1, 1]")).at("result"), "inf");
  EXPECT_EQ(result(linear("[3e38, -3e38]", "[1, 1]")).at("result"), 0);
}

TEST(ExplainCommand, ErrorsNameTheFile) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--cell", "9,9,9"},
                                                {"--of", "none", "--cell", "0"},
                                                {"--grad", "none", "--cell", "0"},
                                                {"--case", "none", "--cell", "0"}}) {
    const ProgramRun run = explain(kConv, wrong);
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr("]: standard input: found "));
  }
}

// The number of an array of arrays at an index; none where there is no such cell.
const json* cell_at(const json& array, const json& index) {
  const json* at = &array;
  for (const json& i : index) {
    if (!at->is_array() || i.get<std::size_t>() >= at->size()) return nullptr;
    at = &(*at)[i.get<std::size_t>()];
  }
  return at->is_number() ? at : nullptr;
}

// A term that names an input has that input's number; what is computed from it has another name.
void expect_named(const json& sample, const json& ref, const json& value) {
  if (ref.is_null()) return;
  const auto input = sample.at("inputs").find(ref.at("name").get<std::string>());
  if (input == sample.at("inputs").end()) return;
  const json* number = cell_at(*input, ref.at("index"));
  ASSERT_NE(number, nullptr) << ref;
  const double wanted = number->get<double>();
  EXPECT_NEAR(value.get<double>(), wanted, 1e-6 * std::abs(wanted) + 1e-9) << ref;
}

// Every output and gradient of the reference cases of layers: the same number as `compute`'s
// expected one, terms that add up, a check that passes, text that fits the terminal.
TEST(ExplainCommand, EveryKindOfReferenceCase) {
  std::ifstream file(kReference);
  const json root = json::parse(file);
  for (const char* id : {"conv2d-asymmetric",
                         "conv2d-groups2",
                         "linear-batch",
                         "maxpool2d-ties-3x3-s2-pad1",
                         "avgpool2d-3x3-s2-pad1-exclude",
                         "softmax-random",
                         "softmax-cross-entropy-soft-targets",
                         "softmax-cross-entropy-basic-sum",
                         "batchnorm-eval-2d",
                         "batchnorm-train-4d",
                         "batchnorm-train-4d-keras-eps",
                         "sigmoid-binary-cross-entropy",
                         "mae-mean",
                         "huber-mean-delta1",
                         "mse-sum",
                         "huber-sum-delta0.5",
                         "act-gelu-tanh",
                         "act-selu",
                         "opt-adam",
                         "opt-valley-sgd-momentum",
                         "opt-valley-rmsprop"}) {
    const json& cases = root.at("cases");
    const json sample =
        *std::find_if(cases.begin(), cases.end(), [&](const json& c) { return c.at("id") == id; });
    for (const auto& [name, expected] : sample.at("expected").items()) {
      const json* number = &expected;
      std::string cell;
      for (; number->is_array(); number = &number->back()) {
        cell += (cell.empty() ? "" : ",") + std::to_string(number->size() - 1);
      }
      const bool gradient = name.starts_with("grad_");
      std::vector<std::string> arguments{gradient ? "--grad" : "--of",
                                         gradient ? name.substr(5) : name, "--check"};
      if (!cell.empty()) arguments.insert(arguments.end(), {"--cell", cell});
      SCOPED_TRACE(std::string(id) + " " + name);
      const json result = explain_json(sample.dump(), arguments);
      const double wanted = number->get<double>();
      EXPECT_NEAR(result.at("result").get<double>(), wanted, 1e-5 * std::abs(wanted) + 1e-6);
      double sum = result.at("bias").is_null() ? 0 : result.at("bias").at("value").get<double>();
      for (const json& term : result.at("terms")) {
        sum += term.at("product").get<double>();
        expect_named(sample, term.at("input"), term.at("x"));
        expect_named(sample, term.at("weight"), term.at("w"));
      }
      EXPECT_NEAR(sum, result.at("sum").get<double>(), 1e-4);
      const ProgramRun text = explain(sample.dump(), arguments);
      std::istringstream lines(text.out);
      for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
    }
  }
}

}  // namespace
}  // namespace convscope::test

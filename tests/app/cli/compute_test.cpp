#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

ProgramRun compute(const std::string& input) {
  return run_program({"compute", "-"}, "", input);
}

// The outputs of one case that must compute.
json outputs_of(const std::string& input) {
  const ProgramRun run = compute(input);
  EXPECT_EQ(run.code, 0) << run.err;
  return run.code == 0 ? json::parse(run.out).at("outputs") : json();
}

// A conv2d case on a 4x4 image of 1..16 with a 2x2 filter of ones.
std::string conv(const std::string& attrs) {
  return R"({"op": "conv2d", "attrs": {)" + attrs +
         R"(}, "inputs": {"x": [[[[1,2,3,4],[5,6,7,8],[9,10,11,12],[13,14,15,16]]]],
            "weight": [[[[1,1],[1,1]]]]}})";
}

TEST(Compute, PrintsOneExactLine) {
  const ProgramRun run =
      compute(R"({"op": "linear", "inputs": {"x": [[0.1, 2]], "weight": [[1, 0], [0, -0.5]]}})");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out,
            "{\"id\": \"case\", \"op\": \"linear\", \"outputs\": {\"out\": [[0.1,-1]]}}\n");
  EXPECT_EQ(run.err, "");
}

TEST(Compute, TakesOneCaseAnArrayOrAFileWithMeta) {
  const std::string one = R"({"id": "a", "op": "activation", "layout": "x", "note": "n",
      "attrs": {"name": "relu"}, "inputs": {"x": [-1, 2]}, "expected": {"nonsense": 1}})";
  for (const std::string& text :
       {one, "[" + one + "]", R"({"meta": {"any": [1]}, "cases": [)" + one + "]}"}) {
    EXPECT_EQ(outputs_of(text), json::parse(R"({"out": [0, 2], "derivative": [0, 1]})"));
  }
  EXPECT_EQ(compute("[]").out, "");
  EXPECT_EQ(compute("[]").code, 0);
}

TEST(Compute, EveryFormOfPadding) {
  const auto shape = [](const std::string& attrs) {
    const json out = outputs_of(conv(attrs)).at("out");
    return std::pair(out[0][0].size(), out[0][0][0].size());
  };
  EXPECT_EQ(shape(""), std::pair(3ul, 3ul));
  EXPECT_EQ(shape(R"("padding": 1)"), std::pair(5ul, 5ul));
  EXPECT_EQ(shape(R"("padding": [1, 0])"), std::pair(5ul, 3ul));
  EXPECT_EQ(shape(R"("padding": [[1, 0], [0, 3]])"), std::pair(4ul, 6ul));
  EXPECT_EQ(shape(R"("padding": "valid")"), std::pair(3ul, 3ul));
  EXPECT_EQ(shape(R"("padding": "same")"), std::pair(4ul, 4ul));
  EXPECT_EQ(shape(R"("padding": "same", "stride": [3, 2])"), std::pair(2ul, 2ul));
  EXPECT_EQ(shape(R"("stride": [1, 2], "dilation": [3, 1])"), std::pair(1ul, 2ul));
  // The odd cell of "same" comes after: the last row and column see zeros.
  EXPECT_EQ(outputs_of(conv(R"("padding": "same")")).at("out")[0][0][3],
            json::parse("[27, 29, 31, 16]"));
}

TEST(Compute, NoOutputNamesTheFormula) {
  const ProgramRun run = compute(conv(R"("dilation": 4, "stride": 2)"));
  EXPECT_EQ(run.code, 5);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, AllOf(HasSubstr("error[NO_OUTPUT]: standard input: /attrs"),
                             HasSubstr("floor((4+2*0-4*(2-1)-1)/2)+1 = 0 along y")));
}

TEST(Compute, GradientsOnlyOfWhatIsGiven) {
  const std::string start = R"({"op": "linear", "inputs": {"x": [[1, 2]], "weight": [[3, 4]])";
  EXPECT_EQ(outputs_of(start + "}}").size(), 1u);
  const json without = outputs_of(start + R"(, "grad_output": [[2]]}})");
  EXPECT_EQ(without,
            json::parse(R"({"out": [[11]], "grad_x": [[6, 8]], "grad_weight": [[2, 4]]})"));
  const json with = outputs_of(start + R"(, "bias": [1], "grad_output": [[2]]}})");
  EXPECT_EQ(with.at("grad_bias"), json({2}));
}

TEST(Compute, NonFiniteResultsAreStrings) {
  EXPECT_EQ(outputs_of(R"({"op": "linear", "inputs": {"x": [[3e38, 3e38], [-3e38, -3e38]],
                           "weight": [[3, 3], [3, -3]]}})")
                .at("out"),
            json::parse(R"([["inf", "nan"], ["-inf", "nan"]])"));
}

TEST(Compute, ActivationsKeepAnyShapeAndTheirKinks) {
  const auto derivative = [](const std::string& attrs, const std::string& x) {
    return outputs_of(R"({"op": "activation", "attrs": {)" + attrs + R"(}, "inputs": {"x": )" + x +
                      "}}")
        .at("derivative");
  };
  EXPECT_EQ(derivative(R"("name": "relu")", "0"), 0);
  EXPECT_EQ(derivative(R"("name": "relu6")", "[0, 3, 6]"), json({0, 1, 0}));
  EXPECT_EQ(derivative(R"("name": "leaky_relu", "slope": 0.25)", "[[0, 1]]"), json({{0.25, 1}}));
  EXPECT_EQ(derivative(R"("name": "elu", "alpha": 2)", "[[[[0]]]]"), json({{{{2}}}}));
  EXPECT_NEAR(derivative(R"("name": "selu")", "[0]")[0], 1.0507009873554805 * 1.6732632423543772,
              1e-6);
  EXPECT_EQ(derivative(R"("name": "hard_sigmoid_torch")", "[-3, 3]"), json({0, 0}));
  EXPECT_EQ(derivative(R"("name": "hard_sigmoid_keras2")", "[-2.5, 2.5]"), json({0, 0}));
  EXPECT_EQ(derivative(R"("name": "step")", "[-1, 0, 1]"), json({0, 0, 0}));
  EXPECT_EQ(derivative(R"("name": "relu")", "[[[[[[[[1]]]]]]]]"), json::parse("[[[[[[[[1]]]]]]]]"));
  EXPECT_EQ(
      outputs_of(R"({"op": "activation", "attrs": {"name": "step"}, "inputs": {"x": [-1, 0]}})")
          .at("out"),
      json({0, 1}));
}

TEST(Compute, PoolingFollowsPyTorch) {
  // ceil_mode drops the window that would start in the padding behind the input.
  const std::string x = R"("inputs": {"x": [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]]}})";
  EXPECT_EQ(outputs_of(R"({"op": "maxpool2d", "attrs": {"kernel": 2, "ceil_mode": true}, )" + x),
            json::parse(R"({"out": [[[[5, 6], [8, 9]]]], "indices": [[[[4, 5], [7, 8]]]]})"));
  EXPECT_EQ(outputs_of(R"({"op": "maxpool2d", "attrs": {"kernel": 2, "stride": 4, "padding": 1,
                          "ceil_mode": true}, )" +
                       x)
                .at("out")[0][0]
                .size(),
            1u);
  EXPECT_EQ(outputs_of(R"({"op": "avgpool2d", "attrs": {"kernel": 2, "ceil_mode": true}, )" + x),
            json::parse(R"({"out": [[[[3, 4.5], [7.5, 9]]]]})"));
  EXPECT_EQ(outputs_of(R"({"op": "avgpool2d", "attrs": {"kernel": 2, "padding": 1,
                          "count_include_pad": false}, )" +
                       x),
            json::parse(R"({"out": [[[[1, 2.5], [5.5, 7]]]]})"));
  EXPECT_EQ(outputs_of(R"({"op": "avgpool2d", "attrs": {"kernel": 2, "padding": 1}, )" + x),
            json::parse(R"({"out": [[[[0.25, 1.25], [2.75, 7]]]]})"));
}

// What is wrong, by operation, and what the message must say.
struct Wrong {
  const char* input;
  std::vector<const char*> message;
};

TEST(Compute, WrongCasesSayWhereAndWhat) {
  const Wrong wrongs[] = {
      {R"({"op": "conv3d", "inputs": {}})",
       {"/op: found the operation \"conv3d\"", "conv1d, conv2d, conv_transpose2d"}},
      {R"({"inputs": {}})", {"/op: found nothing"}},
      {R"({"op": "linear"})", {"/inputs: found nothing"}},
      {R"({"op": "linear", "inputs": {}, "attr": {}})", {"/attr: found an unknown key"}},
      {R"({"op": "linear", "inputs": {"x": [[1]]}})", {"/inputs/weight: found nothing"}},
      {R"({"op": "linear", "inputs": {"x": [[1]], "weight": [[1, 2]]}})",
       {"/inputs/weight: found the shape [1,2]", "[1,1]"}},
      {R"({"op": "linear", "inputs": {"x": [1], "weight": [[1, 2]]}})", {"/inputs/x", "rank 2"}},
      {R"({"op": "linear", "attrs": {"stride": 1}, "inputs": {"x": [[1]], "weight": [[1]]}})",
       {"/attrs/stride: found an unknown key"}},
      {R"({"op": "linear", "attrs": [], "inputs": {"x": [[1]], "weight": [[1]]}})", {"/attrs"}},
      {R"({"op": "linear", "inputs": {"x": [[1]], "weight": [[1]], "bias": [1, 2]}})",
       {"/inputs/bias: found the shape [2], expected [1]"}},
      {R"({"op": "linear", "inputs": {"x": [[1]], "weight": [[1]], "grad_output": [1]}})",
       {"/inputs/grad_output: found the shape [1], expected [1,1]"}},
      {R"({"op": "linear", "inputs": {"x": [[1e39]], "weight": [[1]]}})", {"/inputs/x/0/0"}},
      {R"({"op": "linear", "inputs": {"x": [[1], [1, 2]], "weight": [[1]]}})", {"/inputs/x/1"}},
      {R"({"op": "maxpool2d", "inputs": {"x": [[[[1]]]]}})", {"/attrs: found nothing"}},
      {R"({"op": "maxpool2d", "attrs": {}, "inputs": {"x": [[[[1]]]]}})", {"/attrs/kernel"}},
      {R"({"op": "maxpool2d", "attrs": {"kernel": 0}, "inputs": {"x": [[[[1]]]]}})",
       {"/attrs/kernel: found the number 0"}},
      {R"({"op": "maxpool2d", "attrs": {"kernel": [1, 2, 3]}, "inputs": {"x": [[[[1]]]]}})",
       {"/attrs/kernel"}},
      {R"({"op": "avgpool2d", "attrs": {"kernel": 1, "padding": -1}, "inputs": {"x": [[[[1]]]]}})",
       {"/attrs/padding: found the number -1"}},
      {R"({"op": "maxpool2d", "attrs": {"kernel": 3, "padding": 2}, "inputs": {"x": [[[[1]]]]}})",
       {"/attrs: found padding 2 along y, expected padding <= kernel / 2: 2 <= 3 / 2"}},
      {R"({"op": "avgpool2d", "attrs": {"kernel": 1.5}, "inputs": {"x": [[[[1]]]]}})",
       {"/attrs/kernel: found the number 1.5"}},
      {R"({"op": "avgpool2d", "attrs": {"kernel": 1, "ceil_mode": 1}, "inputs": {"x": [[[[1]]]]}})",
       {"/attrs/ceil_mode: found the number 1, expected true or false"}},
      {R"({"op": "activation", "attrs": {"name": "mish"}, "inputs": {"x": [1]}})",
       {"/attrs/name", "relu, relu6"}},
      {R"({"op": "activation", "attrs": {"name": "relu", "alpha": 1}, "inputs": {"x": [1]}})",
       {"/attrs/alpha"}},
      {R"({"op": "softmax_cross_entropy", "inputs": {"logits": [[1, 2]], "target": [2]}})",
       {"/inputs/target/0: found the number 2, expected a whole number from 0 to 1"}},
      {R"({"op": "softmax_cross_entropy", "inputs": {"logits": [[1, 2]], "target": [0, 1]}})",
       {"/inputs/target: found the shape [2]"}},
      {R"({"op": "softmax_cross_entropy", "attrs": {"reduction": "none"},
           "inputs": {"logits": [[1, 2]], "target": [0]}})",
       {"/attrs/reduction"}},
      {R"({"op": "optimizer", "attrs": {"name": "SGD"},
           "inputs": {"params": [1], "grads": [[1]]}})",
       {"/attrs/lr: found nothing"}},
      {R"({"op": "optimizer", "attrs": {"name": "SGD", "lr": 1, "nesterov": true},
           "inputs": {"params": [1], "grads": [[1]]}})",
       {"/attrs/momentum", "with nesterov"}},
      {R"({"op": "optimizer", "attrs": {"name": "Adam", "betas": [0.9, 1]},
           "inputs": {"params": [1], "grads": [[1]]}})",
       {"/attrs/betas"}},
      {R"({"op": "optimizer", "attrs": {"name": "Adam", "momentum": 1},
           "inputs": {"params": [1], "grads": [[1]]}})",
       {"/attrs/momentum"}},
      {R"({"meta": {}, "cases": {}})", {"/cases: found an object", "an array of cases"}},
      {R"({"cases": [], "case": []})", {"/case: found an unknown key"}},
      {R"({"op": "maxpool2d", "attrs": {"kernel": 1, "padding": [[0, 0], 0]},
           "inputs": {"x": [[[[1]]]]}})",
       {"/attrs/padding: found an array of 2"}},
      {R"("text")", {"found the string \"text\""}},
      {R"([{"op": "linear", "op": "conv2d"}])", {"/0/op: found the same key twice"}},
  };
  for (const Wrong& wrong : wrongs) {
    const ProgramRun run = compute(wrong.input);
    EXPECT_EQ(run.code, 5) << wrong.input;
    EXPECT_EQ(run.out, "") << wrong.input;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    for (const char* part : wrong.message) EXPECT_THAT(run.err, HasSubstr(part)) << wrong.input;
  }
}

TEST(Compute, PaddingModesShowTheCellsOfTheInput) {
  const auto row = [](const std::string& mode, const std::string& pad) {
    return R"({"op": "conv2d", "attrs": {"padding": [[0, 0], )" + pad + R"(], "padding_mode": ")" +
           mode + R"("}, "inputs": {"x": [[[[1, 2, 3]]]], "weight": [[[[1]]]]}})";
  };
  const auto out = [&](const std::string& mode) {
    return outputs_of(row(mode, "[2, 1]")).at("out")[0][0][0];
  };
  EXPECT_EQ(out("zeros"), json({0, 0, 1, 2, 3, 0}));
  EXPECT_EQ(out("reflect"), json({3, 2, 1, 2, 3, 2}));
  EXPECT_EQ(out("replicate"), json({1, 1, 1, 2, 3, 3}));
  EXPECT_EQ(out("circular"), json({2, 3, 1, 2, 3, 1}));
  EXPECT_EQ(compute(row("circular", "[3, 3]")).code, 0);
  EXPECT_EQ(compute(row("replicate", "[9, 9]")).code, 0);
  const ProgramRun reflect = compute(row("reflect", "[0, 3]"));
  EXPECT_EQ(reflect.code, 5);
  EXPECT_THAT(reflect.err, HasSubstr("padding < size: 3 < 3"));
  EXPECT_EQ(compute(row("circular", "[4, 0]")).code, 5);
  EXPECT_THAT(compute(row("mirror", "[0, 0]")).err, HasSubstr("zeros, reflect, replicate"));
}

TEST(Compute, OneDimensionHasItsOwnNames) {
  const auto row = [](const std::string& attrs) {
    return R"({"op": "conv1d", "attrs": {)" + attrs +
           R"(}, "inputs": {"x": [[[1, 2, 3]]], "weight": [[[1, 1]]]}})";
  };
  EXPECT_EQ(outputs_of(row("")).at("out"), json::parse("[[[3, 5]]]"));
  EXPECT_EQ(outputs_of(row(R"("padding": [2, 0])")).at("out"), json::parse("[[[0, 1, 3, 5]]]"));
  EXPECT_EQ(outputs_of(row(R"("padding": "same")")).at("out"), json::parse("[[[3, 5, 3]]]"));
  const ProgramRun none = compute(row(R"("dilation": 3)"));
  EXPECT_EQ(none.code, 5);
  EXPECT_THAT(none.err, HasSubstr("floor((3+2*0-3*(2-1)-1)/1)+1 = 0 along l"));
  EXPECT_EQ(compute(row(R"("padding": [[0, 0], [1, 1]])")).code, 5);
}

TEST(Compute, TransposedConvolutionSpreadsTheKernel) {
  const auto spread = [](const std::string& attrs) {
    return R"({"op": "conv_transpose2d", "attrs": {)" + attrs +
           R"(}, "inputs": {"x": [[[[1, 2]]]], "weight": [[[[1, 10, 100]]]]}})";
  };
  EXPECT_EQ(outputs_of(spread(R"("stride": 2)")).at("out"),
            json::parse("[[[[1, 10, 102, 20, 200]]]]"));
  EXPECT_EQ(outputs_of(spread(R"("stride": [1, 2], "padding": [0, 1], "output_padding": [0, 1])"))
                .at("out"),
            json::parse("[[[[10, 102, 20, 200]]]]"));
  EXPECT_THAT(compute(spread(R"("output_padding": 1)")).err, HasSubstr("output_padding 1 along y"));
  EXPECT_EQ(compute(spread(R"("output_padding": 1)")).code, 5);
  EXPECT_THAT(compute(spread(R"("padding": [0, 2])")).err,
              HasSubstr("(2-1)*1-2*2+1*(3-1)+0+1 = 0 along x"));
}

TEST(Compute, LinesBeforeTheFirstBadCaseStand) {
  const std::string good = conv("");
  const ProgramRun run = compute("[" + good + "," + good + ", " + conv(R"("groups": 2)") + "]");
  EXPECT_EQ(run.code, 5);
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 2);
  EXPECT_THAT(run.err, HasSubstr("/2/attrs/groups"));
}

TEST(Compute, AnOutputTooLargeIsRefusedBeforeItIsMade) {
  const ProgramRun run = compute(conv(R"("padding": 1000000)"));
  EXPECT_EQ(run.code, 7) << run.err;
  EXPECT_THAT(run.err, HasSubstr("[1,1,2000003,2000003]"));
}

TEST(Compute, FilesAreNamedInErrors) {
  const TemporaryDirectory directory;
  const std::string path = (directory / "cases 模型.json").string();
  put(path, std::string("[1, 2"));
  const ProgramRun broken = run_program({"compute", path}, "LC_ALL=pt_BR.UTF-8");
  EXPECT_EQ(broken.code, 5);
  EXPECT_THAT(broken.err, HasSubstr(path + ": 1:5: found unexpected end of input"));
  EXPECT_EQ(run_program({"compute", (directory / "absent.json").string()}).code, 6);
  const ProgramRun folder = run_program({"compute", directory.path().string()});
  EXPECT_EQ(folder.code, 5);
  EXPECT_THAT(folder.err, HasSubstr("found a directory"));
  put(path, R"({"op": "linear", "inputs": {"x": [[0.5]], "weight": [[0.5]]}})" + std::string());
  const ProgramRun run = run_program({"compute", path}, "LC_ALL=pt_BR.UTF-8");
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, HasSubstr("[[0.25]]"));
}

TEST(Compute, CheckNeedsExpectedNumbers) {
  const ProgramRun none = run_program({"compute", "-", "--check"}, "", conv(""));
  EXPECT_EQ(none.code, 5);
  EXPECT_THAT(none.err, HasSubstr("/expected: found nothing"));
  const auto check = [](const std::string& expected) {
    return run_program({"compute", "-", "--check"}, "",
                       R"({"op": "activation", "attrs": {"name": "relu"}, "inputs": {"x": [1, 2]},
                           "expected": {)" +
                           expected + "}}");
  };
  EXPECT_EQ(check(R"("out": [1, 2])").code, 0);
  EXPECT_EQ(check(R"("out": [1, 2.00001])").code, 0);
  EXPECT_EQ(check(R"("out": [1, 2.0001])").code, 1);
  EXPECT_EQ(check(R"("out": [1, 2, 3])").code, 1);
  EXPECT_EQ(check(R"("out": [1, "nan"])").code, 1);
  EXPECT_EQ(check(R"("outs": [1, 2])").code, 5);
}

}  // namespace
}  // namespace convscope::test

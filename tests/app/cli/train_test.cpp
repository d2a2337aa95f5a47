#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/bar_directory.h"
#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

// A network and a data set so small that an epoch takes a moment.
class TrainCommand : public ::testing::Test {
 protected:
  TrainCommand() { put_bar_directory(directory_); }

  std::vector<std::string> arguments(std::vector<std::string> more) const {
    std::vector<std::string> all{"train",
                                 "--model",
                                 (directory_ / "spec.json").string(),
                                 "--data",
                                 directory_.path().string(),
                                 "--epochs",
                                 "3",
                                 "--batch",
                                 "20",
                                 "--val",
                                 "30"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::string path(std::string_view name) const { return (directory_ / name).string(); }

  TemporaryDirectory directory_;
};

TEST_F(TrainCommand, TellsItsStartEveryEpochAndItsEnd) {
  const ProgramRun run = run_program(arguments({"--json", "--out", path("a.safetensors")}));
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  const auto lines = lines_of(run.out);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0].at("event"), "start");
  EXPECT_EQ(lines[0].at("model"), "bars");
  EXPECT_EQ(lines[0].at("train"), 170);
  EXPECT_EQ(lines[0].at("val"), 30);
  EXPECT_EQ(lines[0].at("test"), 50);
  EXPECT_EQ(lines[0].at("recipe").at("optimizer"), "adam");
  for (int epoch = 1; epoch <= 3; ++epoch) {
    const json& line = lines[static_cast<std::size_t>(epoch)];
    EXPECT_EQ(line.at("event"), "epoch");
    EXPECT_EQ(line.at("epoch"), epoch);
    EXPECT_EQ(line.at("epochs"), 3);
    EXPECT_GT(line.at("train_loss"), 0);
    EXPECT_LE(line.at("val_accuracy"), 1);
    EXPECT_GT(line.at("samples_per_s"), 0);
  }
  EXPECT_EQ(lines[4].at("event"), "done");
  EXPECT_EQ(lines[4].at("epochs"), 3);
  EXPECT_EQ(lines[4].at("out"), path("a.safetensors"));
  EXPECT_TRUE(std::filesystem::exists(path("a.safetensors")));
  EXPECT_FALSE(std::filesystem::exists(path("a.safetensors.part")));
}

TEST_F(TrainCommand, TheFileIsTheSameForAnyNumberOfThreads) {
  for (const char* threads : {"1", "2", "3"}) {
    const auto run = run_program(arguments({"--threads", threads, "--out", path(threads)}));
    ASSERT_EQ(run.code, 0) << run.err;
  }
  EXPECT_EQ(get(path("1")), get(path("2")));
  EXPECT_EQ(get(path("1")), get(path("3")));
  const auto other = run_program(arguments({"--seed", "2", "--out", path("other")}));
  EXPECT_EQ(other.code, 0);
  EXPECT_NE(get(path("1")), get(path("other")));
}

TEST_F(TrainCommand, WithoutValidationItsNumbersAreNull) {
  auto options = arguments({"--json"});
  options[10] = "0";  // --val
  const auto lines = lines_of(run_program(options).out);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_TRUE(lines[1].at("val_loss").is_null());
  EXPECT_TRUE(lines[4].at("out").is_null());
}

TEST_F(TrainCommand, ValidatesWithANumberAFractionOrAStratifiedSample) {
  const auto start_of = [&](const char* validation) {
    auto options = arguments({"--json", "--out", path("w")});
    options[10] = validation;
    const ProgramRun run = run_program(options);
    EXPECT_EQ(run.code, 0) << run.err;
    return lines_of(run.out).at(0);
  };
  EXPECT_EQ(start_of("0.25").at("val"), 50);
  EXPECT_EQ(start_of("0.25").at("train"), 150);
  EXPECT_EQ(start_of("stratified").at("val"), 20);
  EXPECT_EQ(start_of("stratified:0.25").at("recipe").at("validation"), "stratified");
  EXPECT_FALSE(start_of("50").at("recipe").contains("validation"));
  const std::string last = get(path("w"));
  EXPECT_EQ(start_of("stratified:50").at("val"), 50);
  EXPECT_NE(get(path("w")), last);
  for (const char* wrong : {"1.5", "200", "-1", "x", "stratified:", "stratified:1.0"}) {
    auto options = arguments({});
    options[10] = wrong;
    const ProgramRun run = run_program(options);
    EXPECT_EQ(run.code, 2) << wrong;
    EXPECT_THAT(run.err, testing::StartsWith("error[OPTION]: --val: ")) << wrong;
  }
}

TEST_F(TrainCommand, AugmentsAndResumesBitExactly) {
  const std::vector<std::string> with = {"--augment", "shift=0.1,rotation=5,flip_x"};
  auto whole = arguments({"--json", "--out", path("whole"), "--threads", "1"});
  whole.insert(whole.end(), with.begin(), with.end());
  whole[10] = "stratified:30";
  const ProgramRun run = run_program(whole);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(lines_of(run.out).at(0).at("recipe").at("augment"), with[1]);
  ASSERT_EQ(run_program(arguments({"--out", path("plain")})).code, 0);
  EXPECT_NE(get(path("whole")), get(path("plain")));
  // A finished file says what it was trained with: going on adds nothing.
  const std::vector<std::string> resume = {
      "train",     "--resume", path("whole"), "--data",     directory_.path().string(),
      "--threads", "2",        "--out",       path("again")};
  ASSERT_EQ(run_program(resume).code, 0);
  EXPECT_EQ(get(path("again")), get(path("whole")));
  auto other = resume;
  other.insert(other.end(), {"--augment", "shift=0.2"});
  EXPECT_THAT(run_program(other).err, testing::StartsWith("error[RESUME]: --augment"));
  EXPECT_EQ(run_program(arguments({"--augment", "turn=3"})).code, 2);
}

TEST_F(TrainCommand, WithoutTestImagesItsNumbersAreNull) {
  const TemporaryDirectory table;
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += std::to_string(i % 10);
    for (int pixel = 0; pixel < 64; ++pixel) text += "," + std::to_string((pixel * i) % 256);
    text += "\n";
  }
  put(table / "bars.csv", text);
  const std::string data = (table / "bars.csv").string();
  const ProgramRun run = run_program({"train", "--model", path("spec.json"), "--data", data,
                                      "--epochs", "1", "--json", "--out", path("w")});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(lines_of(run.out).at(0).at("test"), 0);
  EXPECT_TRUE(lines_of(run.out).back().at("test_loss").is_null());
  EXPECT_TRUE(lines_of(run.out).back().at("test_accuracy").is_null());
  const ProgramRun eval = run_program({"eval", "--model", path("w"), "--data", data});
  EXPECT_EQ(eval.code, 5);
  EXPECT_THAT(eval.err, testing::StartsWith("error[NO_TEST]"));
}

TEST_F(TrainCommand, EvaluatesWhatItTrained) {
  const auto trained = run_program(arguments({"--json", "--epochs=8", "--out", path("w")}));
  ASSERT_EQ(trained.code, 2);  // given twice
  auto options = arguments({"--json", "--out", path("w"), "--lr", "0.02"});
  options[6] = "10";  // --epochs
  const auto run = run_program(options);
  ASSERT_EQ(run.code, 0) << run.err;
  const json end = lines_of(run.out).back();
  EXPECT_GT(end.at("test_accuracy"), 0.9);
  const auto eval =
      run_program({"eval", "--model", path("w"), "--data", directory_.path().string(), "--json"});
  ASSERT_EQ(eval.code, 0) << eval.err;
  const json result = json::parse(eval.out);
  EXPECT_EQ(result.at("accuracy"), end.at("test_accuracy"));
  EXPECT_EQ(result.at("loss"), end.at("test_loss"));
  EXPECT_EQ(result.at("count"), 50);
  int total = 0;
  for (const json& row : result.at("confusion")) {
    for (const json& cell : row) total += cell.get<int>();
  }
  EXPECT_EQ(total, 50);
  EXPECT_EQ(result.at("classes").size(), 10u);
}

TEST_F(TrainCommand, ADivergenceEndsWith8AndKeepsTheLastFiniteWeights) {
  const auto run = run_program(arguments({"--json", "--lr", "1e30", "--optimizer", "sgd",
                                          "--schedule", "constant", "--out", path("w")}));
  EXPECT_EQ(run.code, 8) << run.err;
  const json end = lines_of(run.out).back();
  EXPECT_EQ(end.at("event"), "diverged");
  EXPECT_GE(end.at("step"), 1);
  EXPECT_FALSE(end.at("layer").get<std::string>().empty());
  EXPECT_FALSE(end.at("quantity").get<std::string>().empty());
  EXPECT_TRUE(end.at("test_loss").is_null());
  const auto eval =
      run_program({"eval", "--model", path("w"), "--data", directory_.path().string()});
  EXPECT_EQ(eval.code, 0) << eval.err;
  EXPECT_FALSE(std::filesystem::exists(path("w.part"))) << "nothing is left to go on with";
}

// One step of a rate so large that its weights, finite themselves, give no finite loss.
TEST_F(TrainCommand, AnEvaluationThatIsNotFiniteIsADivergenceToo) {
  for (const char* images : {"30", "0"}) {  // told by the validation or by the test set
    auto wild = arguments({"--json", "--lr", "1e25", "--optimizer", "sgd", "--schedule", "constant",
                           "--limit", "20", "--out", path("w")});
    wild[6] = "1";
    wild[10] = images;
    const auto run = run_program(wild);
    EXPECT_EQ(run.code, 8) << run.err;
    const json end = lines_of(run.out).back();
    EXPECT_EQ(end.at("event"), "diverged");
    EXPECT_EQ(end.at("quantity"), "loss");
    EXPECT_EQ(end.at("step"), 1);
    // What is kept are the weights before that step.
    const auto eval =
        run_program({"eval", "--json", "--model", path("w"), "--data", directory_.path().string()});
    ASSERT_EQ(eval.code, 0) << eval.err;
    EXPECT_TRUE(json::parse(eval.out).at("loss").is_number()) << eval.out;
  }
}

TEST_F(TrainCommand, AnOutputThatCannotBeWrittenIsRefusedBeforeTheFirstBatch) {
  std::filesystem::create_directory(directory_ / "folder");
  std::filesystem::create_directory(directory_ / "w.part");
  for (const std::string& out :
       {path("folder"), path("w"), std::string("/dev/full"), path("none/w")}) {
    const auto run = run_program(arguments({"--json", "--out", out}));
    EXPECT_EQ(run.code, 6) << out;
    EXPECT_EQ(run.out, "") << out;
    EXPECT_THAT(run.err, HasSubstr("error[WRITE]: " + out));
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  }
  EXPECT_FALSE(std::filesystem::exists(path("folder.part")));
  EXPECT_FALSE(std::filesystem::exists("/dev/full.part"));
}

TEST_F(TrainCommand, AResumedTrainingWithoutOutKeepsItsResult) {
  ASSERT_EQ(run_program(arguments({"--out", path("w")})).code, 0);
  std::filesystem::copy_file(path("w"), path("again.part"));
  const std::vector<std::string> resume{"train", "--data", directory_.path().string(), "--resume"};
  for (const char* from : {"again.part", "w"}) {
    auto command = resume;
    command.push_back(path(from));
    const auto run = run_program(command);
    ASSERT_EQ(run.code, 0) << run.err;
    const std::string out = path(from[0] == 'w' ? "w" : "again");
    EXPECT_EQ(run.err, "no --out: the result goes to " + out + "\n");
    EXPECT_EQ(get(out), get(path("w")));
  }
}

TEST_F(TrainCommand, UsageErrorsExitWith2AndSayWhatIsPossible) {
  const auto refused = [&](std::vector<std::string> more, const char* words) {
    const auto run = run_program(arguments(std::move(more)));
    EXPECT_EQ(run.code, 2) << run.err;
    EXPECT_THAT(run.err, HasSubstr(words));
    EXPECT_EQ(run.out, "");
  };
  refused({"--optimizer", "adamx"}, "nesterov");
  refused({"--schedule", "cosines"}, "one-cycle");
  refused({"--lr", "-1"}, "--lr");
  refused({"--lr", "nan"}, "--lr");
  refused({"--lr", "0,5"}, "--lr: found 0,5, expected a number with a decimal point: 0.5");
  refused({"--momentum", "0.5"}, "--momentum");
  refused({"--limit", "0"}, "--limit");
  refused({"--threads", "-1"}, "--threads");
  refused({"--frobnicate"}, "--frobnicate");
  EXPECT_EQ(run_program({"train", "--data", "mnist"}).code, 2);
  EXPECT_EQ(run_program({"train", "--model", "lenet", "--data", "minst"}).code, 2);
  EXPECT_EQ(run_program({"train", "--model", "lennet", "--data", "mnist"}).code, 2);
}

TEST_F(TrainCommand, OtherFaultsExitWithTheirCodes) {
  auto wrong_shape = arguments({});
  wrong_shape[2] = "lenet";  // 28x28, the bars are 8x8
  EXPECT_EQ(run_program(wrong_shape).code, 5);
  EXPECT_EQ(run_program(arguments({"--out", path("no/such/directory/w")})).code, 6);
  EXPECT_EQ(run_program(arguments({"--resume", path("none")})).code, 6);
  EXPECT_EQ(run_program(arguments({"--resume", path("spec.json")})).code, 5);
  put(directory_ / "huge.json",
      std::string(R"({"format":1,"name":"huge","input":[1,8,8],"layers":[{"type":"dense",
                      "units":1000000000},{"type":"dense","units":10}]})"));
  auto huge = arguments({});
  huge[2] = path("huge.json");
  const auto run = run_program(huge);
  EXPECT_EQ(run.code, 7);
  EXPECT_THAT(run.err, HasSubstr("MiB"));
}

}  // namespace
}  // namespace convscope::test

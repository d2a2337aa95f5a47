// Each option of `train` that makes the recipe: refused in one line when it is wrong, told and of
// effect when it is right.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/bar_directory.h"
#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;
using ::testing::StartsWith;

using Options = std::vector<std::string>;

class TrainOptions : public ::testing::Test {
 protected:
  TrainOptions() { put_bar_directory(directory_); }

  Options arguments(const Options& more) const {
    Options all{"train",
                "--model",
                (directory_ / "spec.json").string(),
                "--data",
                directory_.path().string(),
                "--val",
                "30",
                "--epochs",
                "3",
                "--batch",
                "20",
                "--threads",
                "1"};
    // What is given takes the place of what is there.
    for (std::size_t i = 0; i < more.size(); i += 2) {
      const auto found = std::find(all.begin(), all.end(), more[i]);
      if (found == all.end()) {
        all.insert(all.end(), {more[i], more[i + 1]});
      } else {
        *(found + 1) = more[i + 1];
      }
    }
    return all;
  }

  /// The training that trained() left, into "again".
  ProgramRun resumed(const Options& more) const {
    Options all{"train",
                "--resume",
                (directory_ / "w").string(),
                "--data",
                directory_.path().string(),
                "--out",
                (directory_ / "again").string()};
    all.insert(all.end(), more.begin(), more.end());
    return run_program(all);
  }

  struct Trained {
    json start, end;
    std::string file;
  };
  Trained trained(const Options& more) const {
    Options all = arguments(more);
    all.insert(all.end(), {"--json", "--out", (directory_ / "w").string()});
    const ProgramRun run = run_program(all);
    EXPECT_EQ(run.code, 0) << run.err;
    Trained result;
    const auto last = run.out.rfind('\n', run.out.size() - 2);
    result.start = json::parse(run.out.substr(0, run.out.find('\n')));
    result.end = json::parse(run.out.substr(last + 1));
    result.file = get(directory_ / "w");
    return result;
  }

  TemporaryDirectory directory_;
};

TEST_F(TrainOptions, WhatIsWrongIsRefusedInOneLineThatNamesIt) {
  const Options wrong[] = {{"--epochs", "0"},
                           {"--batch", "0"},
                           {"--optimizer", "adamx"},
                           {"--lr", "0"},
                           {"--lr", "inf"},
                           {"--schedule", "steps"},
                           {"--warm-up", "1"},
                           {"--warm-up", "-0.1"},
                           {"--decay", "0"},
                           {"--decay", "1.5"},
                           {"--decay-epochs", "0"},
                           {"--clip-norm", "-1"},
                           {"--clip-norm", "nan"},
                           {"--clip-value", "-1"},
                           {"--patience", "-1"},
                           {"--momentum", "0.9"},  // of adam
                           {"--weight-decay", "-1"},
                           {"--limit", "0"},
                           {"--l1", "-1"},
                           {"--l2", "nan"},
                           {"--loss", "cross"},
                           {"--class-weights", "1,2"},
                           {"--class-weights", "balance"},
                           {"--class-weights", "0,0,0,0,0,0,0,0,0,0"},
                           {"--class-weights", "1,1,1,1,1,1,1,1,1,-1"},
                           {"--label-noise", "1.5"},
                           {"--label-noise", "-0.1"},
                           {"--imbalance", "3"},
                           {"--imbalance", "10:0.5"},
                           {"--imbalance", "3:1.5"},
                           {"--imbalance", "x:0.5"}};
  for (const Options& option : wrong) {
    const ProgramRun run = run_program(arguments(option));
    const std::string what = option[0] + " " + option[1];
    EXPECT_EQ(run.code, 2) << what;
    EXPECT_EQ(run.out, "") << what;
    EXPECT_THAT(run.err, StartsWith("error[OPTION]: " + option[0] + ": found ")) << what;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  }
  for (const Options& option : {Options{"--decay", "0.5", "--schedule", "cosine"},
                                Options{"--decay", "0.5"},  // the usual schedule is one-cycle
                                Options{"--decay-epochs", "2", "--schedule", "warm-up"},
                                Options{"--warm-up", "0.1", "--schedule", "constant"}}) {
    const ProgramRun run = run_program(arguments(option));
    EXPECT_EQ(run.code, 2) << option[0];
    EXPECT_THAT(run.err, StartsWith("error[OPTION]: " + option[0] + ": found with ")) << run.err;
  }
  const ProgramRun alone = run_program(arguments({"--patience", "2", "--val", "0"}));
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.err, StartsWith("error[OPTION]: --patience: "));
  EXPECT_EQ(run_program(arguments({"--optimizer", "nesterov", "--momentum", "0"})).code, 2);
  for (const Options& option : {Options{"--epochs", "2.5"}, Options{"--seed", "-1"},
                                Options{"--augment", "turn=1"}, Options{"--batch", "many"}}) {
    const ProgramRun run = run_program(arguments(option));
    EXPECT_EQ(run.code, 2) << option[0];
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
  }
}

TEST_F(TrainOptions, EachHasItsEffectAndTheStartLineTellsOfIt) {
  const std::string usual = trained({}).file;
  EXPECT_EQ(trained({"--loss", "cross-entropy"}).file, usual);
  struct Case {
    Options options;
    json recipe;  // what the start line's has
  };
  const Case cases[] = {
      {{"--batch", "25"}, {{"batch", 25}}},
      {{"--optimizer", "adamw"}, {{"optimizer", "adamw"}, {"weight_decay", 0.01}}},
      {{"--optimizer", "adagrad"}, {{"optimizer", "adagrad"}}},
      {{"--optimizer", "adadelta-keras"}, {{"optimizer", "adadelta-keras"}}},
      {{"--optimizer", "rmsprop", "--momentum", "0.5"}, {{"momentum", 0.5}}},
      {{"--optimizer", "nesterov"}, {{"optimizer", "nesterov"}, {"momentum", 0.9}}},
      {{"--lr", "0.01"}, {{"learning_rate", 0.01}}},
      {{"--schedule", "constant"}, {{"schedule", "constant"}}},
      {{"--schedule", "cosine"}, {{"schedule", "cosine"}}},
      {{"--schedule", "step", "--decay", "0.5", "--decay-epochs", "2"},
       {{"decay", 0.5}, {"decay_epochs", 2}}},
      {{"--schedule", "warm-up", "--warm-up", "0.5"}, {{"warm_up", 0.5}}},
      {{"--warm-up", "0.4"}, {{"warm_up", 0.4}}},
      {{"--clip-norm", "0.1"}, {{"clip_norm", 0.1}}},
      {{"--clip-value", "0.01"}, {{"clip_value", 0.01}}},
      {{"--weight-decay", "0.1"}, {{"weight_decay", 0.1}}},
      {{"--l1", "0.01"}, {}},
      {{"--l2", "0.01"}, {}},
      {{"--loss", "bce"}, {{"loss", "bce"}}},
      {{"--loss", "mse"}, {{"loss", "mse"}}},
      {{"--loss", "mae"}, {{"loss", "mae"}}},
      {{"--loss", "huber"}, {{"loss", "huber"}}},
      {{"--class-weights", "1,2,3,4,0,0,0,0,0,0"},
       {{"class_weights", {1, 2, 3, 4, 0, 0, 0, 0, 0, 0}}}},
      {{"--label-noise", "0.3"}, {{"label_noise", 0.3}}},
      {{"--imbalance", "2:0.1"}, {{"imbalance", {{"class", 2}, {"keep", 0.1}}}}},
      {{"--augment", "noise=0.1"}, {{"augment", "noise=0.1"}}},
      {{"--seed", "7"}, {{"seed", 7}}}};
  std::vector<std::string> files{usual};
  for (const Case& c : cases) {
    const std::string what = c.options[0] + " " + c.options[1];
    const Trained result = trained(c.options);
    for (const auto& [key, value] : c.recipe.items()) {
      EXPECT_EQ(result.start.at("recipe").at(key), value) << what;
    }
    EXPECT_EQ(std::count(files.begin(), files.end(), result.file), 0) << what << " changes nothing";
    files.push_back(result.file);
  }
}

TEST_F(TrainOptions, TheFileIsTheSameForAnyNumberOfThreadsWithAllThatDraws) {
  put(directory_ / "spec.json",
      std::string(R"({"format":1,"name":"restless","input":[1,8,8],"layers":[
        {"type":"conv2d","filters":4,"kernel":3,"padding":"same","name":"trunk"},
        {"type":"batchnorm"},{"type":"activation","function":"relu"},{"type":"dropout","rate":0.2},
        {"type":"conv2d","filters":4,"kernel":3,"padding":"same"},{"type":"batchnorm","name":"n"},
        {"type":"add","inputs":["n","trunk"]},{"type":"activation","function":"gelu"},
        {"type":"globalavgpool2d"},{"type":"dense","units":10},{"type":"softmax"}]})"));
  const Options more{"--batch", "50", "--augment", "rotation=5", "--imbalance", "1:0.5"};
  const std::string one = trained(more).file;
  for (const char* threads : {"2", "3"}) {
    Options other = more;
    other.insert(other.end(), {"--threads", threads});
    EXPECT_EQ(trained(other).file, one) << threads;
  }
}

TEST_F(TrainOptions, PatienceStopsTheTrainingThatGetsNoBetter) {
  const Options still{"--lr", "1e-12", "--epochs", "20"};
  EXPECT_EQ(trained(still).end.at("epochs"), 20);
  Options patient = still;
  patient.insert(patient.end(), {"--patience", "2"});
  const Trained result = trained(patient);
  EXPECT_EQ(result.start.at("recipe").at("patience"), 2);
  EXPECT_LT(result.end.at("epochs"), 20);
  EXPECT_EQ(result.end.at("event"), "done");
}

TEST_F(TrainOptions, EvaluatesWithTheLossThatItTrainedWith) {
  for (const char* loss : {"bce", "mse", "mae", "huber"}) {
    const Trained result = trained({"--loss", loss, "--lr", "0.02", "--epochs", "15"});
    // The median of an entry is 0, so that the mean absolute error is content with none at all.
    if (std::string_view(loss) != "mae") {
      EXPECT_GT(result.end.at("test_accuracy"), 0.6) << loss;
    }
    EXPECT_GT(result.end.at("test_loss"), 0) << loss;
    const ProgramRun eval = run_program({"eval", "--model", (directory_ / "w").string(), "--data",
                                         directory_.path().string(), "--json"});
    ASSERT_EQ(eval.code, 0) << eval.err;
    EXPECT_EQ(json::parse(eval.out).at("loss"), result.end.at("test_loss")) << loss;
    EXPECT_EQ(json::parse(eval.out).at("accuracy"), result.end.at("test_accuracy")) << loss;
  }
}

TEST_F(TrainOptions, DemonstrationsChangeWhatIsLearntFromOnly) {
  const Trained all = trained({});
  EXPECT_EQ(all.start.at("train"), 170);
  const Trained few = trained({"--imbalance", "1:0", "--class-weights", "balanced"});
  EXPECT_LT(few.start.at("train"), 150);
  EXPECT_EQ(few.start.at("val"), 30);
  EXPECT_EQ(few.start.at("test"), 50);
  const json weights = few.start.at("recipe").at("class_weights");
  ASSERT_EQ(weights.size(), 10U);
  EXPECT_GT(weights[0], 0);
  EXPECT_EQ(weights[1], 0);  // there is none left
}

TEST_F(TrainOptions, AResumedTrainingKeepsThem) {
  const Options more{"--loss",          "huber",    "--label-noise", "0.2",
                     "--class-weights", "balanced", "--imbalance",   "3:0.5"};
  const std::string whole = trained(more).file;
  ASSERT_EQ(resumed({}).code, 0);
  EXPECT_EQ(get(directory_ / "again"), whole);
  for (const Options& other :
       {Options{"--loss", "mse"}, Options{"--label-noise", "0.1"}, Options{"--imbalance", "2:0.5"},
        Options{"--class-weights", "1,1,1,1,1,1,1,1,1,1"}}) {
    const ProgramRun run = resumed(other);
    EXPECT_EQ(run.code, 2) << run.err;
    EXPECT_THAT(run.err, StartsWith("error[RESUME]: " + other[0] + ": "));
  }
}

// Some numbers belong to one schedule or optimizer: those of the resumed training, if none is told.
TEST_F(TrainOptions, AResumedTrainingKnowsItsNumbersWithoutTheirSchedule) {
  trained({"--schedule", "step", "--decay", "0.5", "--optimizer", "nesterov"});
  EXPECT_EQ(resumed({"--decay", "0.5", "--momentum", "0.9"}).code, 0);
  EXPECT_THAT(resumed({"--decay", "0.4"}).err, StartsWith("error[RESUME]: --decay: "));
  EXPECT_THAT(resumed({"--momentum", "0.8"}).err, StartsWith("error[RESUME]: --momentum: "));
}

}  // namespace
}  // namespace convscope::test

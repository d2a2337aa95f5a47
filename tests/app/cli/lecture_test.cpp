// Every worked example of the lectures through the program: operations through `compute` (see
// reference_test.cpp), shapes and counts through `summary`, the rest where it shows the number.
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;

json read_data(const std::string& name) {
  std::ifstream file(std::string(CONVSCOPE_SOURCE_DIR "/tests/data/") + name);
  return json::parse(file);
}

std::vector<json> cases_of(const std::string& name) {
  return read_data(name).at("cases").get<std::vector<json>>();
}

const json& layer_of(const json& summary, const json& name) {
  for (const json& layer : summary.at("layers")) {
    if (layer.at("name") == name) return layer;
  }
  return summary.at("layers").at(name.get<std::string>());  // throws, naming it
}

void expect_table(const json& summary, const json& expected) {
  for (const char* key : {"shapes", "params"}) {
    if (!expected.contains(key)) continue;
    ASSERT_EQ(expected.at("names").size(), expected.at(key).size());
    for (std::size_t i = 0; i < expected.at(key).size(); ++i) {
      const json& layer = layer_of(summary, expected.at("names").at(i));
      const char* field = std::string_view(key) == "shapes" ? "output" : "parameters";
      EXPECT_EQ(layer.at(field), expected.at(key).at(i)) << expected.at("names").at(i);
    }
  }
}

TEST(LectureExamples, SummaryPrintsTheirShapesAndCounts) {
  for (const json& sample : cases_of("lecture_specs.json")) {
    SCOPED_TRACE(sample.at("id"));
    const ProgramRun run = run_program({"summary", "-", "--json"}, "", sample.at("spec").dump());
    ASSERT_EQ(run.code, 0) << run.err;
    const json summary = json::parse(run.out);
    const json& expected = sample.at("expected");
    expect_table(summary, expected);
    const json& total = summary.at("total");
    for (const char* key : {"total", "trainable", "non_trainable"}) {
      if (!expected.contains(key)) continue;
      const bool all = std::string_view(key) == "total";
      EXPECT_EQ(total.at(all ? "parameters" : key), expected.at(key)) << key;
    }
  }
}

TEST(LectureExamples, TrainSaysHowItSplitsTheImages) {
  for (const json& sample : cases_of("lecture_train.json")) {
    const ProgramRun run =
        run_program({"train", "--model", "mlp", "--data", "mnist", "--epochs", "1", "--json",
                     "--val", std::to_string(sample.at("val").get<int>())});
    ASSERT_EQ(run.code, 0) << run.err;
    const json start = json::parse(run.out.substr(0, run.out.find('\n')));
    EXPECT_EQ(start.at("train"), sample.at("train")) << sample.at("id");
    EXPECT_EQ(start.at("val"), sample.at("val")) << sample.at("id");
  }
}

TEST(LectureExamples, EveryOneIsCoveredBySomeCommand) {
  std::map<std::string, std::set<std::string>> by_command;
  for (const auto& [command, file] : {std::pair("compute", "lecture_cases.json"),
                                      {"summary", "lecture_specs.json"},
                                      {"train", "lecture_train.json"}}) {
    for (const json& sample : cases_of(file)) {
      const std::string id = sample.at("id");
      by_command[command].insert(id.substr(0, id.find('.')));
    }
  }
  std::size_t covered = 0;
  const json examples = read_data("lecture_examples.json");
  for (const json& example : examples) {
    bool found = false;
    for (const auto& [command, ids] : by_command) found = found || ids.contains(example.at("id"));
    EXPECT_TRUE(found) << example.at("id") << " is covered by no command";
    covered += found ? 1 : 0;
  }
  for (const auto& [command, ids] : by_command) {
    std::cout << "lecture examples through " << command << ": " << ids.size() << "\n";
  }
  std::cout << covered << " of " << examples.size() << " covered\n";
  EXPECT_EQ(examples.size(), 134u);
}

}  // namespace
}  // namespace convscope::test

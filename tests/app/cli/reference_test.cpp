// Every reference case and lecture example that `compute` covers, through the program itself.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"

namespace convscope::test {
namespace {

using nlohmann::json;

std::vector<json> cases_of(const std::string& name) {
  std::ifstream file(std::string(CONVSCOPE_SOURCE_DIR "/tests/data/") + name);
  std::vector<json> cases;
  const json root = json::parse(file);
  for (const json& sample : root.at("cases")) {
    cases.push_back(sample);
  }
  return cases;
}

struct ById {
  template <typename Info>
  std::string operator()(const Info& info) const {
    std::string name = info.param.at("id");
    for (char& c : name) {
      if (c == '-' || c == '.') c = '_';
    }
    return name;
  }
};

class Reference : public testing::TestWithParam<json> {};

TEST_P(Reference, ComputeAgrees) {
  const ProgramRun run = run_program({"compute", "-", "--check"}, "", GetParam().dump());
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  const json line = json::parse(run.out);
  EXPECT_EQ(line.at("id"), GetParam().at("id"));
  EXPECT_EQ(line.at("op"), GetParam().at("op"));
  for (const auto& [name, expected] : GetParam().at("expected").items()) {
    EXPECT_TRUE(line.at("outputs").contains(name)) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(PyTorch, Reference, testing::ValuesIn(cases_of("reference_cases.json")),
                         ById());
INSTANTIATE_TEST_SUITE_P(Lecture, Reference, testing::ValuesIn(cases_of("lecture_cases.json")),
                         ById());

TEST(ReferenceCoverage, AChangedNumberIsNoticed) {
  for (json sample : cases_of("reference_cases.json")) {
    for (auto& [name, expected] : sample.at("expected").items()) {
      json changed = sample;
      json* number = &changed["expected"][name];
      while (number->is_array()) number = &number->back();
      *number = number->get<double>() + 0.01;
      const ProgramRun run = run_program({"compute", "-", "--check"}, "", changed.dump());
      EXPECT_EQ(run.code, 1) << sample.at("id") << " " << name;
      EXPECT_NE(run.err.find("error[CHECK]: standard input: "), std::string::npos) << run.err;
      EXPECT_NE(run.err.find(name), std::string::npos) << run.err;
      break;
    }
  }
}

}  // namespace
}  // namespace convscope::test

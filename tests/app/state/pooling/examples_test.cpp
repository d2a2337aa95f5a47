#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/state/pooling/pooling_state.h"

namespace convscope::state {
namespace {

using engine::Index;

const std::map<std::string, std::string> kLectureIds{{"max-4x4", "000-maxpool"},
                                                     {"average-4x4", "000-avgpool"},
                                                     {"max-f2-s2", "003-maxpool"},
                                                     {"average-f2-s2", "003-avgpool"},
                                                     {"exercise", "003-maxpool-exercise"}};

void flatten(const nlohmann::json& value, std::vector<float>& into) {
  if (!value.is_array()) {
    into.push_back(value.get<float>());
    return;
  }
  for (const auto& item : value) flatten(item, into);
}

std::vector<float> flat(const nlohmann::json& value) {
  std::vector<float> result;
  flatten(value, result);
  return result;
}

std::vector<float> values(const engine::Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

TEST(PoolingExamples, GiveTheOutputsOfTheLectures) {
  std::ifstream file(CONVSCOPE_SOURCE_DIR "/tests/data/lecture_examples.json");
  std::map<std::string, nlohmann::json> lectures;
  for (auto& item : nlohmann::json::parse(file)) {
    if (item.at("kind") == "pool") lectures[item.at("id")] = item;
  }
  ASSERT_EQ(lectures.size(), kLectureIds.size()) << "each pooling of the lectures is an example";
  std::size_t found = 0;
  for (std::size_t i = 0; i < pooling_examples().size(); ++i) {
    const auto id = kLectureIds.find(std::string(pooling_examples()[i].key));
    if (id == kLectureIds.end()) continue;
    ++found;
    SCOPED_TRACE(id->first);
    const nlohmann::json& lecture = lectures.at(id->second);
    const PoolingSetup setup = pooling_example_setup(static_cast<int>(i));
    EXPECT_EQ(values(setup.input), flat(lecture.at("input")));
    EXPECT_EQ(setup[PoolingSize::kKernel], lecture.at("kernel").get<Index>());
    EXPECT_EQ(setup[PoolingSize::kStride], lecture.at("stride").get<Index>());
    EXPECT_EQ(setup[PoolingSize::kPadding], lecture.at("padding").get<Index>());
    EXPECT_EQ(setup.mode == PoolingMode::kMax, lecture.at("mode") == "max");
    const auto result = compute_pooling(setup);
    ASSERT_NE(result, nullptr);
    EXPECT_EQ(values(result->output), flat(lecture.at("expected")));
  }
  EXPECT_EQ(found, kLectureIds.size());
}

}  // namespace
}  // namespace convscope::state

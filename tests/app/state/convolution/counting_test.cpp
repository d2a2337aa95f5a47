#include "app/state/convolution/counting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace convscope::state {
namespace {

// The text of a shape as the rows write it, from (C, H, W): "28x28x6", without one channel "3x3".
std::vector<std::string> shape_texts(const nlohmann::json& shape) {
  const auto text = [&](int axis) { return std::to_string(shape.at(axis).get<int>()); };
  const std::string plane = text(1) + "\u00D7" + text(2);
  std::vector<std::string> texts{plane + "\u00D7" + text(0)};
  if (shape.at(0) == 1) texts.push_back(plane);
  return texts;
}

std::string digits_of(std::string_view value) {
  std::string text;
  std::ranges::copy_if(value, std::back_inserter(text),
                       [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

TEST(ConvolutionCounting, EachShapeAndParameterExampleOfTheLecturesIsARow) {
  std::ifstream file(CONVSCOPE_SOURCE_DIR "/tests/data/lecture_examples.json");
  const nlohmann::json examples = nlohmann::json::parse(file);
  std::set<std::string> wanted;
  for (const auto& example : examples) {
    const std::string kind = example.at("kind");
    if (kind != "shape" && kind != "params") continue;
    const std::string id = example.at("id");
    wanted.insert(id);
    const auto row = std::ranges::find(lecture_counts(), id, &LectureCount::id);
    ASSERT_NE(row, lecture_counts().end()) << id;
    const auto& expected = example.at("expected");
    if (kind == "params") {
      EXPECT_EQ(digits_of(row->value), std::to_string(expected.get<std::int64_t>())) << id;
    } else {
      const auto texts = shape_texts(expected.back());
      EXPECT_NE(std::ranges::find(texts, std::string(row->value)), texts.end()) << id;
    }
  }
  EXPECT_EQ(wanted.size(), 21U);
  EXPECT_EQ(lecture_counts().size(), wanted.size());
}

}  // namespace
}  // namespace convscope::state

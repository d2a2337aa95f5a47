#include "app/state/convolution/examples.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/state/convolution/convolution_state.h"

namespace convscope::state {
namespace {

using engine::Index;

const std::map<std::string, std::string> kLectureIds{
    {"cs231n", "000-conv-demo"}, {"7x7-padded", "001-conv7-zeropad"},
    {"7x7", "001-conv7-valid"},  {"rgb", "001-conv-rgb"},
    {"blur", "003-blur"},        {"edge", "003-edge-6x6"}};

std::map<std::string, nlohmann::json> lecture_examples() {
  std::ifstream file(CONVSCOPE_SOURCE_DIR "/tests/data/lecture_examples.json");
  std::map<std::string, nlohmann::json> by_id;
  for (auto& item : nlohmann::json::parse(file)) by_id[item.at("id")] = item;
  return by_id;
}

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

TEST(ConvolutionExamples, GiveTheOutputsOfTheLectures) {
  const auto lectures = lecture_examples();
  ASSERT_EQ(convolution_examples().size(), kLectureIds.size());
  for (std::size_t i = 0; i < convolution_examples().size(); ++i) {
    const std::string key(convolution_examples()[i].key);
    SCOPED_TRACE(key);
    const nlohmann::json& lecture = lectures.at(kLectureIds.at(key));
    const ConvolutionSetup setup = example_setup(static_cast<int>(i));
    EXPECT_EQ(values(setup.input), flat(lecture.at("input")));
    EXPECT_EQ(values(setup.weight), flat(lecture.at("weights")));
    EXPECT_EQ(values(setup.bias), flat(lecture.at("bias")));
    EXPECT_EQ(setup[ConvolutionSize::kStride], lecture.at("stride").get<Index>());
    EXPECT_EQ(setup[ConvolutionSize::kPadding], lecture.at("padding").get<Index>());
    const auto result = compute_convolution(setup);
    ASSERT_NE(result, nullptr);
    // Every number is a multiple of 1/16 and small: float32 has them exactly.
    EXPECT_EQ(values(result->output), flat(lecture.at("expected")));
  }
}

TEST(ConvolutionExamples, TheNotesAreThereInBothLanguagesAndDiffer) {
  for (const ConvolutionExample& example : convolution_examples()) {
    EXPECT_NE(example.name.in(Language::kEnglish), "");
    EXPECT_NE(example.note.in(Language::kEnglish), example.note.in(Language::kPortuguese));
  }
}

TEST(ConvolutionSetup, ResizingKeepsTheNumbersThatStayAndBringsTheExamplesBack) {
  ConvolutionSetup setup = example_setup(0);
  setup.weight.at({1, 2, 2, 2}) = 7;
  setup.weight.at({0, 0, 0, 0}) = 5;
  const ConvolutionSetup small = with_size(setup, ConvolutionSize::kKernel, 2);
  EXPECT_EQ(small.weight.shape(), (engine::Shape{2, 3, 2, 2}));
  EXPECT_EQ(small.weight.at({0, 0, 0, 0}), 5);
  const ConvolutionSetup again = with_size(small, ConvolutionSize::kKernel, 3);
  EXPECT_EQ(again.weight.at({0, 0, 0, 0}), 5);
  EXPECT_EQ(again.weight.at({1, 2, 2, 2}), example_setup(0).weight.at({1, 2, 2, 2}));
}

TEST(ConvolutionSetup, SizesAreClampedToWhatIsAllowed) {
  EXPECT_EQ(with_size(example_setup(0), ConvolutionSize::kHeight, 1000)[ConvolutionSize::kHeight],
            32);
  EXPECT_EQ(with_size(example_setup(0), ConvolutionSize::kStride, 0)[ConvolutionSize::kStride], 1);
}

}  // namespace
}  // namespace convscope::state

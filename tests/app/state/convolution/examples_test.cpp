#include "app/state/convolution/examples.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/state/convolution/convolution_state.h"

namespace convscope::state {
namespace {

using engine::Index;

// Every convolution of the lectures, by the example that it is.
const std::map<std::string, std::string> kLectureIds{
    {"cs231n", "000-conv-demo"},
    {"7x7-padded", "001-conv7-zeropad"},
    {"7x7", "001-conv7-valid"},
    {"rgb", "001-conv-rgb"},
    {"blur", "003-blur"},
    {"edge", "003-edge-6x6"},
    {"7x7-stride", "001-conv7-stride2"},
    {"blur-stride", "003-strided"},
    {"vertical", "003-edge-vertical-5x5"},
    {"horizontal", "003-edge-horizontal-5x5"},
    {"sobel", "003-edge-sobel-5x5"},
    {"scharr", "003-edge-scharr-5x5"},
    {"edge-horizontal", "003-edge-6x6-horizontal"},
    {"edge-sobel", "003-edge-6x6-sobel"},
    {"edge-scharr", "003-edge-6x6-scharr"},
    {"line-valid", "004-1d-valid-conv"},
    {"line-same", "004-1d-same-conv"},
    {"cs231n-printed", "000-conv-demo-as-printed"},
    {"rgb-printed", "001-conv-rgb-as-computed"},
    {"blur-printed", "003-blur-as-printed"},
};

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

TEST(ConvolutionExamples, EveryConvolutionOfTheLecturesIsOne) {
  std::size_t convolutions = 0;
  for (const auto& [id, item] : lecture_examples()) {
    const std::string kind = item.at("kind");
    if (kind == "conv1d" || kind == "conv2d") ++convolutions;
  }
  EXPECT_EQ(kLectureIds.size(), convolutions);
  for (const auto& [key, id] : kLectureIds) EXPECT_GE(find_example(key), 0) << key;
}

TEST(ConvolutionExamples, GiveTheOutputsOfTheLectures) {
  const auto lectures = lecture_examples();
  for (const auto& [key, id] : kLectureIds) {
    SCOPED_TRACE(key);
    const nlohmann::json& lecture = lectures.at(id);
    const ConvolutionSetup setup = example_setup(find_example(key));
    EXPECT_EQ(values(setup.input), flat(lecture.at("input")));
    EXPECT_EQ(values(setup.weight), flat(lecture.at("weights")));
    EXPECT_EQ(values(setup.bias), flat(lecture.at("bias")));
    EXPECT_EQ(setup[ConvolutionSize::kStrideX], lecture.at("stride").get<Index>());
    const nlohmann::json& padding = lecture.at("padding");
    const bool sides = padding.is_array();
    EXPECT_EQ(setup[ConvolutionSize::kPaddingLeft], (sides ? padding[0] : padding).get<Index>());
    EXPECT_EQ(setup[ConvolutionSize::kPaddingRight], (sides ? padding[1] : padding).get<Index>());
    const auto result = compute_convolution(setup);
    ASSERT_NE(result, nullptr);
    const std::vector<float> expected = flat(lecture.at("expected"));
    const std::vector<float> output = values(result->output);
    ASSERT_EQ(output.size(), expected.size());
    for (std::size_t i = 0; i < output.size(); ++i) {
      // Multiples of 1/16 are exact in float32; the misprinted 0.0125 is none.
      const float tolerance = key == "blur-printed" ? 1e-4F : 0;
      EXPECT_NEAR(output[i], expected[i], tolerance) << i;
    }
  }
}

TEST(ConvolutionExamples, AMisprintedSlideIsReachedFromTheRightNumbersAndBack) {
  int misprinted = 0;
  for (const ConvolutionExample& example : convolution_examples()) {
    if (example.printed_as.empty()) continue;
    const int printed = find_example(example.printed_as);
    ASSERT_GE(printed, 0);
    const auto& slide = convolution_examples()[static_cast<std::size_t>(printed)];
    EXPECT_EQ(slide.corrected_by, example.key);
    EXPECT_TRUE(slide.printed());
    ++misprinted;
  }
  EXPECT_EQ(misprinted, 3);
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

#include "engine/model/presets.h"

#include <gtest/gtest.h>

#include <map>

#include "engine/model/spec_json.h"
#include "engine/model/summary.h"

namespace convscope::engine {
namespace {

// Of the lectures' tables and, from resnet18 on, as torchvision and Keras publish them.
const std::map<std::string, std::pair<Index, Index>> kTotals{
    {"lenet", {61706, 61706}},
    {"lenet5", {61706, 61706}},
    {"mlp", {25450, 25450}},
    {"fashion-mlp", {266610, 266610}},
    {"fashion-cnn", {1413834, 1413834}},
    {"keras-lenet", {62226, 62226}},
    {"sequential16", {358210, 357770}},
    {"cnn39", {27301, 27301}},
    {"alexnet", {62378344, 62378344}},
    {"vgg11", {132863336, 132863336}},
    {"vgg13", {133047848, 133047848}},
    {"vgg16c", {133638952, 133638952}},
    {"vgg16", {138357544, 138357544}},
    {"vgg19", {143667240, 143667240}},
    {"resnet18", {11699112, 11689512}},
    {"googlenet", {6639464, 6624904}},
    {"squeezenet", {1248424, 1248424}},
    {"mobilenet", {4253864, 4231976}},
};

TEST(Presets, HaveTheirPublishedNumbersOfParameters) {
  ASSERT_EQ(preset_names().size(), kTotals.size());
  for (const std::string& name : preset_names()) {
    const NetworkSummary summary = summarise(*find_preset(name));
    EXPECT_EQ(summary.name, name);
    EXPECT_EQ(summary.parameters, kTotals.at(name).first) << name;
    EXPECT_EQ(summary.trainable, kTotals.at(name).second) << name;
    const Shape& output = summary.layers.back().output;
    const bool small = summary.input.count() == 784;
    EXPECT_EQ(output, Shape{small ? 10 : name == "cnn39" ? 1 : 1000}) << name;
  }
}

TEST(Presets, AreWrittenAndReadAgain) {
  for (const std::string& name : preset_names()) {
    const NetworkSpec spec = *find_preset(name);
    EXPECT_EQ(parse_spec(print_spec(spec), name), spec) << name;
  }
}

TEST(Presets, FeatureMapsShrinkAsInThePapers) {
  const auto output = [](const char* preset, const char* layer) {
    for (const LayerSummary& row : summarise(*find_preset(preset)).layers) {
      if (row.name == layer) return row.output;
    }
    return Shape{};
  };
  EXPECT_EQ(output("resnet18", "stage4b_relu2"), (Shape{512, 7, 7}));
  EXPECT_EQ(output("googlenet", "inception3a"), (Shape{256, 28, 28}));
  EXPECT_EQ(output("googlenet", "inception5b"), (Shape{1024, 7, 7}));
  EXPECT_EQ(output("squeezenet", "fire9"), (Shape{512, 13, 13}));
  EXPECT_EQ(output("mobilenet", "block13_pw_relu6"), (Shape{1024, 7, 7}));
  EXPECT_EQ(output("vgg16", "pool5"), (Shape{512, 7, 7}));
  EXPECT_EQ(output("alexnet", "s8"), (Shape{256, 6, 6}));
}

}  // namespace
}  // namespace convscope::engine

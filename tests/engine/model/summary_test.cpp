#include "engine/model/summary.h"

#include <gtest/gtest.h>

#include "engine/model/presets.h"
#include "engine/model/spec_json.h"

namespace convscope::engine {
namespace {

NetworkSummary summary_of(const std::string& input, const std::string& layers) {
  return summarise(parse_spec(
      R"({"format":1,"name":"t","input":)" + input + R"(,"layers":[)" + layers + "]}", "t.json"));
}

TEST(Summary, LeNetHasItsKnownNumbers) {
  const NetworkSummary summary = summarise(lenet());
  EXPECT_EQ(summary.parameters, 61706);
  EXPECT_EQ(summary.trainable, 61706);
  EXPECT_EQ(summary.macs, 117600 + 240000 + 48000 + 10080 + 840);
  const LayerSummary& conv1 = summary.layers[0];
  EXPECT_EQ(conv1.output, (Shape{6, 28, 28}));
  EXPECT_EQ(conv1.parameters, 156);
  EXPECT_EQ(conv1.parameters_formula, "(5*5*1+1)*6");
  EXPECT_EQ(conv1.macs, 117600);
  EXPECT_EQ(conv1.activation_bytes, 18816);
  EXPECT_EQ(conv1.receptive_field, (Shape{5, 5}));
  EXPECT_EQ(summary.layers[2].receptive_field, (Shape{6, 6}));
  EXPECT_EQ(summary.layers[3].receptive_field, (Shape{14, 14}));
  EXPECT_EQ(summary.layers[5].receptive_field, (Shape{16, 16}));
  EXPECT_EQ(summary.layers[7].parameters_formula, "(400+1)*120");
  EXPECT_EQ(summary.layers[7].receptive_field, (Shape{28, 28}));
}

TEST(Summary, TheTableOf1998) {
  const NetworkSummary summary = summarise(lenet5());
  const Shape outputs[] = {{6, 28, 28}, {6, 28, 28}, {6, 14, 14}, {16, 10, 10}, {16, 10, 10},
                           {16, 5, 5},  {120, 1, 1}, {120, 1, 1}, {120},        {84},
                           {84},        {10},        {10}};
  ASSERT_EQ(summary.layers.size(), std::size(outputs));
  for (std::size_t i = 0; i < std::size(outputs); ++i) {
    EXPECT_EQ(summary.layers[i].output, outputs[i]) << summary.layers[i].name;
  }
  EXPECT_EQ(summary.parameters, 61706);
  EXPECT_EQ(summary.layers[6].parameters, 48120);
}

TEST(Summary, ThreeConvolutionsOf3SeeAsMuchAsOneOf7) {
  const std::string conv = R"({"type":"conv2d","filters":2,"kernel":3,"padding":1})";
  const auto summary = summary_of("[1,32,32]", conv + "," + conv + "," + conv);
  EXPECT_EQ(summary.layers[2].receptive_field, (Shape{7, 7}));
}

TEST(Summary, StridesAndDilationsMultiply) {
  const auto summary =
      summary_of("[1,64,64]", R"({"type":"conv2d","filters":1,"kernel":3,"stride":[2,1]},
                                 {"type":"conv2d","filters":1,"kernel":3,"dilation":[1,4]})");
  EXPECT_EQ(summary.layers[1].receptive_field, (Shape{3 + 2 * 2, 3 + 4 * 2}));
}

TEST(Summary, FrozenLayersAndMissingBiasesAreCounted) {
  const auto summary =
      summary_of("[2,8,8]", R"({"type":"conv2d","filters":4,"kernel":3,"groups":2,"bias":false},
                               {"type":"dense","units":3,"frozen":true})");
  EXPECT_EQ(summary.layers[0].parameters_formula, "3*3*1*4");
  EXPECT_EQ(summary.layers[0].parameters, 36);
  EXPECT_EQ(summary.layers[1].parameters, (4 * 36 + 1) * 3);
  EXPECT_EQ(summary.trainable, 36);
}

TEST(Summary, TenBillionParametersAllocateNothing) {
  const auto summary = summary_of("[100000]", R"({"type":"dense","units":100000})");
  EXPECT_EQ(summary.parameters, 100001 * Index{100000});
  EXPECT_EQ(summary.layers[0].receptive_field, (Shape{100000}));
  const auto huge = summary_of("[1000000000]", R"({"type":"dense","units":1000000000000},
                                                  {"type":"dense","units":1000000000000})");
  EXPECT_EQ(huge.parameters, std::numeric_limits<Index>::max());
}

}  // namespace
}  // namespace convscope::engine

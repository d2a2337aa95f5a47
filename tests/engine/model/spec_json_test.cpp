#include "engine/model/spec_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/model/presets.h"

namespace convscope::engine {
namespace {

using ::testing::HasSubstr;

// A spec around the given layers.
std::string with_layers(const std::string& layers) {
  return R"({"format": 1, "name": "t", "input": [1, 28, 28], "layers": [)" + layers + "]}";
}

std::string error_of(const std::string& text) {
  try {
    parse_spec(text, "t.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadFile);
    return error.what();
  }
  return "accepted";
}

TEST(SpecJson, EveryAttributeSurvivesTheRoundTrip) {
  const std::string text = with_layers(
      R"({"type":"conv2d","name":"a","filters":4,"kernel":[3,5],"stride":[2,1],"padding":"same",
          "dilation":2,"groups":1,"bias":false,"frozen":true,"initializer":"glorot"},
         {"type":"maxpool2d","kernel":2,"padding":[[0,1],[1,0]],"ceil_mode":true,"dilation":[1,2]},
         {"type":"avgpool2d","kernel":2,"stride":1,"padding":[1,0],"count_include_pad":false},
         {"type":"activation","function":"leaky_relu","parameter":0.25,"inputs":["a"]},
         {"type":"flatten"},{"type":"dense","units":3,"bias":false},{"type":"softmax"})");
  const NetworkSpec spec = parse_spec(text, "t.json");
  EXPECT_EQ(parse_spec(print_spec(spec), "again"), spec) << print_spec(spec);
  EXPECT_TRUE(spec.layers[0].frozen);
  EXPECT_EQ(spec.layers[3].inputs, std::vector<std::string>{"a"});
  const auto& pool = std::get<MaxPool2dSpec>(spec.layers[1].layer);
  EXPECT_EQ(pool.window.stride, (std::array<Index, 2>{2, 2}));  // the kernel, by default
  EXPECT_EQ(std::get<1>(pool.window.padding)[0], (PadPair{0, 1}));
}

TEST(SpecJson, EveryTypeSurvivesTheRoundTrip) {
  const std::string text = with_layers(
      R"({"type":"conv1d","filters":4,"kernel":3,"stride":2,"padding":[1,2],"dilation":2,"groups":2,
          "bias":false,"padding_mode":"replicate"},
         {"type":"conv1d","filters":1,"kernel":1,"padding":"same"},
         {"type":"conv2d","filters":1,"kernel":1,"padding_mode":"circular"},
         {"type":"conv_transpose2d","filters":2,"kernel":2,"stride":2,"output_padding":[1,0]},
         {"type":"globalavgpool2d"},{"type":"globalmaxpool2d"},
         {"type":"padding","padding":[[0,1],[2,0]],"mode":"reflect"},
         {"type":"reshape","shape":[2,-1]},{"type":"lrn","size":3,"alpha":0.1,"k":2},
         {"type":"dropout","rate":0.25},{"type":"batchnorm","eps":0.001,"momentum":0.01},
         {"type":"add","inputs":["conv1","conv2"]},{"type":"concat","inputs":["conv1","conv2"]},
         {"type":"embedding","units":5},{"type":"l2pool2d","kernel":2},
         {"type":"rnn","units":2,"activation":"relu"},
         {"type":"lstm","units":3,"sequences":true},{"type":"gru","units":4})");
  const NetworkSpec spec = parse_spec(text, "t.json");
  EXPECT_EQ(spec.layers.size(), 18u);
  EXPECT_EQ(parse_spec(print_spec(spec), "again"), spec) << print_spec(spec);
  EXPECT_EQ(std::get<DropoutSpec>(spec.layers[9].layer).rate, 0.25);
  EXPECT_EQ(std::get<RecurrentSpec>(spec.layers[16].layer),
            (RecurrentSpec{RecurrentKind::kLstm, 3, true}));
  EXPECT_EQ(std::get<LrnSpec>(spec.layers[8].layer).beta, 0.75);
}

TEST(SpecJson, InitializersRegularizersAndSequencesSurviveTheRoundTrip) {
  const std::string text =
      R"({"format":1,"name":"t","input":{"sequence":65,"length":7},"layers":[
            {"type":"lstm","units":3,"sequences":true,"initializer":{"name":"orthogonal","gain":2}},
            {"type":"flatten"},
            {"type":"dense","units":3,"initializer":{"name":"normal","std":0.1},
             "regularizer":{"l2":0.5}},
            {"type":"dense","units":3,"initializer":"lecun_uniform","name":"d",
             "regularizer":{"kernel":{"l1":0.1},"bias":{"l2":0.2},
                            "activity":{"l1":0.3,"l2":0.4}}}]})";
  const NetworkSpec spec = parse_spec(text, "t.json");
  EXPECT_EQ(parse_spec(print_spec(spec), "again"), spec) << print_spec(spec);
  EXPECT_EQ(spec.vocabulary, 65);
  EXPECT_EQ(spec.input, (Shape{7, 65}));
  EXPECT_EQ(spec.layers[2].initializer, (InitializerSpec{Initializer::kNormal, 0, 0.1}));
  EXPECT_EQ(spec.layers[2].regularizer, (Regularizer{.kernel = {0, 0.5}}));
  EXPECT_EQ(spec.layers[3].regularizer, (Regularizer{{0.1, 0}, {0, 0.2}, {0.3, 0.4}}));
}

TEST(SpecJson, DefaultNamesAreTheTypeAndItsNumber) {
  const NetworkSpec spec = parse_spec(
      with_layers(R"({"type":"conv2d","filters":1,"kernel":1},{"type":"maxpool2d","kernel":2},
                     {"type":"conv2d","filters":1,"kernel":1,"name":"mine"},
                     {"type":"avgpool2d","kernel":2},{"type":"conv2d","filters":1,"kernel":1},
                     {"type":"activation","function":"relu"},{"type":"dense","units":1})"),
      "t.json");
  std::vector<std::string> names;
  for (const LayerEntry& entry : spec.layers) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{"conv1", "pool1", "mine", "pool2", "conv3",
                                             "activation1", "dense1"}));
  EXPECT_EQ(spec.layers[0].inputs, std::vector<std::string>{"input"});
  EXPECT_EQ(spec.layers[3].inputs, std::vector<std::string>{"mine"});
}

struct BrokenSpec {
  const char* text;
  const char* place;
};

TEST(SpecJson, EveryMistakeIsNamedWithItsPointer) {
  const BrokenSpec cases[] = {
      {R"([])", "t.json"},
      {R"({"name":"t","input":[1,4,4],"layers":[{"type":"flatten"}]})", "format"},
      {R"({"format":2,"name":"t","input":[4],"layers":[{"type":"flatten"}]})", ": /format: "},
      {R"({"format":1,"name":3,"input":[4],"layers":[{"type":"flatten"}]})", ": /name: "},
      {R"({"format":1,"name":"t","input":[4,4],"layers":[{"type":"flatten"}]})", ": /input: "},
      {R"({"format":1,"name":"t","input":[0],"layers":[{"type":"flatten"}]})", ": /input/0: "},
      {R"({"format":1,"name":"t","input":{"sequence":0},"layers":[{"type":"flatten"}]})",
       ": /input/sequence: "},
      {R"({"format":1,"name":"t","input":{"length":2},"layers":[{"type":"flatten"}]})", "/input"},
      {R"({"format":1,"name":"t","input":[4],"layers":[]})", ": /layers: "},
      {R"({"format":1,"name":"t","input":[4],"layers":[{"type":"flatten"}],"extra":1})", "/extra"},
  };
  for (const BrokenSpec& broken : cases) {
    EXPECT_THAT(error_of(broken.text), HasSubstr(broken.place)) << broken.text;
  }
}

TEST(SpecJson, EveryMistakeInALayerIsNamedWithItsPointer) {
  const BrokenSpec cases[] = {
      {R"({"kernel":3})", "type"},
      {R"({"type":"conv3d"})", ": /layers/0/type: "},
      {R"({"type":"conv2d","kernel":3})", "filters"},
      {R"({"type":"conv2d","filters":0,"kernel":3})", ": /layers/0/filters: "},
      {R"({"type":"conv2d","filters":1.5,"kernel":3})", ": /layers/0/filters: "},
      {R"({"type":"conv2d","filters":1,"kernel":[3,3,3]})", ": /layers/0/kernel: "},
      {R"({"type":"conv2d","filters":1,"kernel":3,"padding":"full"})", ": /layers/0/padding: "},
      {R"({"type":"conv2d","filters":1,"kernel":3,"padding":-1})", ": /layers/0/padding: "},
      {R"({"type":"conv2d","filters":1,"kernel":3,"padding":[[1,2,3],[1,1]]})",
       ": /layers/0/padding/0: "},
      {R"({"type":"conv2d","filters":1,"kernel":3,"strides":2})", "/layers/0/strides"},
      {R"({"type":"conv2d","filters":1,"kernel":3,"filters":2})", "/layers/0"},
      {R"({"type":"avgpool2d","kernel":3,"dilation":2})", "/layers/0/dilation"},
      {R"({"type":"dense","units":"ten"})", ": /layers/0/units: "},
      {R"({"type":"dense","units":1e300})", ": /layers/0/units: "},
      {R"({"type":"activation","function":"rleu"})", ": /layers/0/function: "},
      {R"({"type":"activation","function":"relu","parameter":1})", ": /layers/0/parameter: "},
      {R"({"type":"flatten","name":"input"})", ": /layers/0/name: "},
      {R"({"type":"flatten","name":""})", ": /layers/0/name: "},
      {R"({"type":"flatten","inputs":[]})", ": /layers/0/inputs: "},
      {R"({"type":"flatten","initializer":"zero"})", ": /layers/0/initializer: "},
      {R"({"type":"flatten","initializer":{"name":"he","gain":1}})", "/layers/0/initializer/gain"},
      {R"({"type":"flatten","regularizer":{"l2":-1}})", ": /layers/0/regularizer/l2: "},
      {R"({"type":"dropout","rate":1})", ": /layers/0/rate: "},
      {R"({"type":"reshape","shape":[-1,-1]})", ": /layers/0/shape: "},
      {R"({"type":"rnn","units":2,"activation":"relu6"})", ": /layers/0/activation: "},
      {R"({"type":"padding","padding":"same"})", ": /layers/0/padding: "},
      {R"({"type":"flatten","frozen":1})", ": /layers/0/frozen: "},
      {R"({"type":"flatten","regularizer":"l2"})", ": /layers/0/regularizer: "},
  };
  for (const BrokenSpec& broken : cases) {
    EXPECT_THAT(error_of(with_layers(broken.text)), HasSubstr(broken.place)) << broken.text;
  }
}

TEST(LoadSpec, NamesTheKnownPresetsAndMissingFiles) {
  try {
    load_spec("lenet6");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("lenet, lenet5"));
  }
  try {
    load_spec("no/such.json");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kIo);
  }
  EXPECT_EQ(load_spec("lenet"), lenet());
}

}  // namespace
}  // namespace convscope::engine

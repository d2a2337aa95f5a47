#include "engine/model/presets.h"

#include <array>
#include <utility>

#include "engine/model/spec_builder.h"

namespace convscope::engine {
namespace {

constexpr SpecBuilder::Window kHalf{.kernel = 2, .stride = 2};

struct Preset {
  const char* name;
  NetworkSpec (*make)();
};

constexpr std::array<Preset, 18> kPresets{{
    {"lenet", lenet},
    {"lenet5", lenet5},
    {"mlp", mlp},
    {"fashion-mlp", fashion_mlp},
    {"fashion-cnn", fashion_cnn},
    {"keras-lenet", keras_lenet},
    {"sequential16", sequential16},
    {"cnn39", cnn39},
    {"alexnet", alexnet},
    {"vgg11", [] { return vgg('A'); }},
    {"vgg13", [] { return vgg('B'); }},
    {"vgg16c", [] { return vgg('C'); }},
    {"vgg16", [] { return vgg('D'); }},
    {"vgg19", [] { return vgg('E'); }},
    {"resnet18", resnet18},
    {"googlenet", googlenet},
    {"squeezenet", squeezenet},
    {"mobilenet", mobilenet},
}};

Conv2dSpec same_conv(Index filters, Index kernel) {
  Conv2dSpec spec;
  spec.options.filters = filters;
  spec.options.window = {.kernel = {kernel, kernel}, .padding = PaddingRule::kSame};
  return spec;
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& preset : kPresets) names.emplace_back(preset.name);
  return names;
}

std::vector<std::string> preset_names_for(const Shape& input) {
  std::vector<std::string> names;
  for (const Preset& preset : kPresets) {
    const Shape own = preset.make().input;
    if (own == input || (own.rank() == 1 && own.count() == input.count())) {
      names.emplace_back(preset.name);
    }
  }
  return names;
}

std::optional<NetworkSpec> find_preset(std::string_view name) {
  for (const Preset& preset : kPresets) {
    if (preset.name == name) return preset.make();
  }
  return std::nullopt;
}

NetworkSpec lenet() {
  return SpecBuilder("lenet", {1, 28, 28})
      .conv(6, {.kernel = 5, .padding = 2}, "conv1")
      .relu("relu1")
      .max_pool(kHalf, "pool1")
      .conv(16, {.kernel = 5}, "conv2")
      .relu("relu2")
      .max_pool(kHalf, "pool2")
      .flatten()
      .dense(120, "dense1")
      .relu("relu3")
      .dense(84, "dense2")
      .relu("relu4")
      .dense(10, "dense3")
      .softmax()
      .build();
}

NetworkSpec lenet5() {
  constexpr auto kTanh = ActivationFunction::kTanh;
  return SpecBuilder("lenet5", {1, 28, 28})
      .conv(6, {.kernel = 5, .padding = 2}, "c1")
      .activation(kTanh, "tanh1")
      .average_pool(kHalf, "s2")
      .conv(16, {.kernel = 5}, "c3")
      .activation(kTanh, "tanh2")
      .average_pool(kHalf, "s4")
      .conv(120, {.kernel = 5}, "c5")
      .activation(kTanh, "tanh3")
      .flatten()
      .dense(84, "f6")
      .activation(kTanh, "tanh4")
      .dense(10, "output")
      .softmax()
      .build();
}

NetworkSpec mlp() {
  return SpecBuilder("mlp", {784}).dense(32).relu().dense(10).softmax().build();
}

NetworkSpec fashion_mlp() {
  return SpecBuilder("fashion-mlp", {1, 28, 28})
      .flatten()
      .dense(300)
      .relu()
      .dense(100)
      .relu()
      .dense(10)
      .softmax()
      .build();
}

NetworkSpec fashion_cnn() {
  SpecBuilder builder("fashion-cnn", {1, 28, 28});
  builder.add(same_conv(64, 7)).relu().max_pool(kHalf);
  for (const Index filters : {128, 256}) {
    builder.add(same_conv(filters, 3)).relu().add(same_conv(filters, 3)).relu().max_pool(kHalf);
  }
  builder.flatten();
  for (const Index units : {128, 64}) builder.dense(units).relu().dropout(0.5);
  return builder.dense(10).softmax().build();
}

NetworkSpec keras_lenet() {
  return SpecBuilder("keras-lenet", {1, 28, 28})
      .conv(4, {.kernel = 5})
      .relu()
      .max_pool(kHalf)
      .conv(12, {.kernel = 5})
      .relu()
      .max_pool(kHalf)
      .flatten()
      .dense(300)
      .relu()
      .dense(10)
      .softmax()
      .build();
}

NetworkSpec sequential16() {
  SpecBuilder builder("sequential16", {1, 28, 28});
  for (const Index filters : {32, 60, 128}) {
    builder.add(same_conv(filters, 5)).add(BatchNormSpec{.eps = 1e-3, .momentum = 0.01});
    builder.relu().dropout(0.2).max_pool(kHalf);
  }
  return builder.flatten().dense(100).relu().dropout(0.5).dense(10).softmax().build();
}

NetworkSpec cnn39() {
  return SpecBuilder("cnn39", {3, 39, 39})
      .conv(10, {.kernel = 3})
      .relu()
      .conv(20, {.kernel = 5, .stride = 2})
      .relu()
      .conv(40, {.kernel = 5, .stride = 2})
      .relu()
      .flatten()
      .dense(1)
      .activation(ActivationFunction::kSigmoid)
      .build();
}

}  // namespace convscope::engine

#include "engine/model/presets.h"

#include <utility>

namespace convscope::engine {
namespace {

// Appends layers, each reading the one before.
class SpecBuilder {
 public:
  SpecBuilder(std::string name, const Shape& input) {
    spec_.name = std::move(name);
    spec_.input = input;
  }

  SpecBuilder& add(std::string name, LayerSpec layer) {
    const std::string previous = spec_.layers.empty() ? "input" : spec_.layers.back().name;
    spec_.layers.push_back(
        {.name = std::move(name), .inputs = {previous}, .layer = std::move(layer)});
    return *this;
  }
  SpecBuilder& conv(std::string name, Index filters, Index padding) {
    Conv2dSpec spec;
    spec.options.filters = filters;
    spec.options.window = {
        .kernel = {5, 5},
        .padding = std::array<PadPair, 2>{PadPair{padding, padding}, PadPair{padding, padding}}};
    return add(std::move(name), spec);
  }
  SpecBuilder& activation(std::string name, ActivationFunction function) {
    return add(std::move(name), ActivationSpec{default_options(function)});
  }
  SpecBuilder& dense(std::string name, Index units) {
    return add(std::move(name), DenseSpec{.units = units});
  }
  NetworkSpec build() { return std::move(spec_); }

 private:
  NetworkSpec spec_;
};

WindowOptions halving() {
  return {.kernel = {2, 2}, .stride = {2, 2}, .padding = std::array<PadPair, 2>{}};
}

}  // namespace

std::vector<std::string> preset_names() {
  return {"lenet", "lenet5"};
}

std::optional<NetworkSpec> find_preset(std::string_view name) {
  if (name == "lenet") return lenet();
  if (name == "lenet5") return lenet5();
  return std::nullopt;
}

NetworkSpec lenet() {
  return SpecBuilder("lenet", {1, 28, 28})
      .conv("conv1", 6, 2)
      .activation("relu1", ActivationFunction::kRelu)
      .add("pool1", MaxPool2dSpec{halving()})
      .conv("conv2", 16, 0)
      .activation("relu2", ActivationFunction::kRelu)
      .add("pool2", MaxPool2dSpec{halving()})
      .add("flatten", FlattenSpec{})
      .dense("dense1", 120)
      .activation("relu3", ActivationFunction::kRelu)
      .dense("dense2", 84)
      .activation("relu4", ActivationFunction::kRelu)
      .dense("dense3", 10)
      .add("softmax", SoftmaxSpec{})
      .build();
}

NetworkSpec lenet5() {
  return SpecBuilder("lenet5", {1, 28, 28})
      .conv("c1", 6, 2)
      .activation("tanh1", ActivationFunction::kTanh)
      .add("s2", AveragePool2dSpec{halving()})
      .conv("c3", 16, 0)
      .activation("tanh2", ActivationFunction::kTanh)
      .add("s4", AveragePool2dSpec{halving()})
      .conv("c5", 120, 0)
      .activation("tanh3", ActivationFunction::kTanh)
      .add("flatten", FlattenSpec{})
      .dense("f6", 84)
      .activation("tanh4", ActivationFunction::kTanh)
      .dense("output", 10)
      .add("softmax", SoftmaxSpec{})
      .build();
}

}  // namespace convscope::engine

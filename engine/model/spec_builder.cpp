#include "engine/model/spec_builder.h"

#include <algorithm>

namespace convscope::engine {

WindowOptions square_window(const SpecBuilder::Window& window) {
  const PadPair side{window.padding, window.padding};
  return {.kernel = {window.kernel, window.kernel},
          .stride = {window.stride, window.stride},
          .padding = std::array<PadPair, 2>{side, side}};
}

SpecBuilder& SpecBuilder::add(LayerSpec layer, std::string name, std::vector<std::string> inputs) {
  if (inputs.empty()) inputs = {last()};
  if (name.empty()) {
    const std::string stem = name_stem(layer);
    const auto same = std::ranges::count_if(
        spec_.layers, [&](const LayerEntry& entry) { return name_stem(entry.layer) == stem; });
    name = stem + std::to_string(same + 1);
  }
  spec_.layers.push_back(
      {.name = std::move(name), .inputs = std::move(inputs), .layer = std::move(layer)});
  from_.clear();
  return *this;
}

std::string SpecBuilder::last() const {
  if (!from_.empty()) return from_;
  return spec_.layers.empty() ? "input" : spec_.layers.back().name;
}

SpecBuilder& SpecBuilder::from(std::string name) {
  from_ = std::move(name);
  return *this;
}

SpecBuilder& SpecBuilder::conv(Index filters, const Window& window, std::string name) {
  Conv2dSpec spec;
  spec.options.filters = filters;
  spec.options.window = square_window(window);
  return add(spec, std::move(name));
}

SpecBuilder& SpecBuilder::max_pool(const Window& window, std::string name, bool ceil_mode) {
  MaxPool2dSpec spec{square_window(window)};
  spec.window.ceil_mode = ceil_mode;
  return add(spec, std::move(name));
}

SpecBuilder& SpecBuilder::average_pool(const Window& window, std::string name) {
  return add(AveragePool2dSpec{square_window(window)}, std::move(name));
}

SpecBuilder& SpecBuilder::dense(Index units, std::string name) {
  return add(DenseSpec{.units = units}, std::move(name));
}

SpecBuilder& SpecBuilder::activation(ActivationFunction function, std::string name) {
  return add(ActivationSpec{default_options(function)}, std::move(name));
}

SpecBuilder& SpecBuilder::relu(std::string name) {
  if (name.empty()) {
    const auto same = std::ranges::count_if(spec_.layers, [](const LayerEntry& entry) {
      return std::holds_alternative<ActivationSpec>(entry.layer);
    });
    name = "relu" + std::to_string(same + 1);
  }
  return activation(ActivationFunction::kRelu, std::move(name));
}

}  // namespace convscope::engine

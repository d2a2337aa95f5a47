#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/layers/activation.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/dense.h"
#include "engine/layers/flatten.h"
#include "engine/layers/pool2d.h"
#include "engine/layers/softmax.h"

namespace convscope::engine::testing {

/// A layer with random numbers to compute on, batch axis included.
struct LayerCase {
  std::string name;
  std::unique_ptr<Layer> layer;
  Tensor x, out;
  std::vector<Tensor> parameters, slots;

  std::vector<ConstTensorView> inputs() const { return {x.view()}; }
  std::vector<ConstTensorView> parameter_views() const {
    std::vector<ConstTensorView> views;
    for (const Tensor& tensor : parameters) views.push_back(tensor.view());
    return views;
  }
  void forward() {
    const auto in = inputs(), parameters_in = parameter_views();
    std::vector<TensorView> slot_views;
    for (Tensor& slot : slots) slot_views.push_back(slot.view());
    layer->forward({in, parameters_in, out.view(), slot_views});
  }
  Explanation explain(const Cell& cell) const {
    const auto in = inputs(), parameters_in = parameter_views();
    return layer->explain(cell, {in, parameters_in, out.view()});
  }
};

inline void fill_random(Tensor& tensor, Rng& rng) {
  for (Scalar& value : tensor.values()) value = static_cast<Scalar>(rng.normal());
}

inline LayerCase make_case(std::string name, std::unique_ptr<Layer> layer, Rng& rng) {
  LayerCase result;
  const Index samples = 1 + static_cast<Index>(rng.below(3));
  result.name = std::move(name);
  result.x = Tensor(layer->input_shapes()[0].with_leading(samples));
  result.out = Tensor(layer->output_shape().with_leading(samples));
  fill_random(result.x, rng);
  for (const ParameterInfo& parameter : layer->parameters()) {
    fill_random(result.parameters.emplace_back(parameter.shape), rng);
  }
  for (const SlotInfo& slot : layer->slots()) {
    result.slots.emplace_back(slot.shape.with_leading(samples));
  }
  result.layer = std::move(layer);
  result.forward();
  return result;
}

struct Gradients {
  Tensor d_x;
  std::vector<Tensor> d_parameters;
};

inline Gradients backward(const LayerCase& sample, const Tensor& d_out) {
  Gradients result{Tensor(sample.x.shape()), {}};
  std::vector<TensorView> d_parameters;
  for (const Tensor& parameter : sample.parameters) {
    result.d_parameters.emplace_back(parameter.shape());
  }
  for (Tensor& gradient : result.d_parameters) d_parameters.push_back(gradient.view());
  const std::vector<TensorView> d_inputs{result.d_x.view()};
  const auto inputs = sample.inputs(), parameters = sample.parameter_views();
  std::vector<ConstTensorView> slots;
  for (const Tensor& slot : sample.slots) slots.push_back(slot.view());
  sample.layer->backward(
      {inputs, parameters, sample.out.view(), slots, d_out.view(), d_inputs, d_parameters});
  return result;
}

inline Index random_index(Rng& rng, Index min, Index max) {
  return min + static_cast<Index>(rng.below(static_cast<std::uint64_t>(max - min + 1)));
}

inline WindowOptions random_window(Rng& rng, bool dilated, bool ceil_mode) {
  WindowOptions options;
  for (std::size_t i = 0; i < 2; ++i) {
    options.kernel[i] = random_index(rng, 1, 4);
    options.stride[i] = random_index(rng, 1, 3);
    if (dilated) options.dilation[i] = random_index(rng, 1, 2);
  }
  const auto pad = [&] { return random_index(rng, 0, 2); };
  switch (rng.below(3)) {
    case 0:
      options.padding = PaddingRule::kValid;
      break;
    case 1:
      options.padding = PaddingRule::kSame;
      break;
    default:
      options.padding = std::array<PadPair, 2>{PadPair{pad(), pad()}, PadPair{pad(), pad()}};
  }
  options.ceil_mode = ceil_mode && rng.below(2) == 0;
  return options;
}

/// A random layer of kind `kind` in [0, kLayerKinds); redraws settings that give no output.
inline constexpr int kLayerKinds = 7;
inline LayerCase random_layer(int kind, Rng& rng) {
  const Shape image{2 * random_index(rng, 1, 2), random_index(rng, 3, 7), random_index(rng, 3, 7)};
  for (;;) {
    try {
      switch (kind) {
        case 0: {
          Conv2dOptions options;
          options.groups = random_index(rng, 1, 2);
          options.filters = options.groups * random_index(rng, 1, 2);
          options.bias = rng.below(2) == 0;
          options.window = random_window(rng, true, false);
          return make_case("conv2d", std::make_unique<Conv2d>(image, options), rng);
        }
        case 1:
          return make_case("maxpool2d",
                           std::make_unique<MaxPool2d>(image, random_window(rng, true, true)), rng);
        case 2:
          return make_case("avgpool2d",
                           std::make_unique<AveragePool2d>(image, random_window(rng, false, true),
                                                           rng.below(2) == 0),
                           rng);
        case 3:
          return make_case(
              "dense", std::make_unique<Dense>(image, random_index(rng, 1, 5), rng.below(2) == 0),
              rng);
        case 4:
          return make_case("flatten", std::make_unique<Flatten>(image), rng);
        case 5:
          return make_case("softmax", std::make_unique<Softmax>(Shape{random_index(rng, 1, 9)}),
                           rng);
        default: {
          const auto& row = activation_table()[rng.below(activation_table().size())];
          return make_case(std::string(row.name),
                           std::make_unique<Activation>(image, default_options(row.function)), rng);
        }
      }
    } catch (const Error& error) {
      if (error.code() != "NO_OUTPUT") throw;
    }
  }
}

}  // namespace convscope::engine::testing

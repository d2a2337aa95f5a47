#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/rng.h"
#include "engine/layers/layer.h"

namespace convscope::engine::testing {

inline void fill_random(Tensor& tensor, Rng& rng) {
  for (Scalar& value : tensor.values()) value = static_cast<Scalar>(rng.normal());
}

inline Index random_index(Rng& rng, Index min, Index max) {
  return min + static_cast<Index>(rng.below(static_cast<std::uint64_t>(max - min + 1)));
}

inline bool coin(Rng& rng) {
  return rng.below(2) == 0;
}

/// Read-only views of every tensor.
inline std::vector<ConstTensorView> views(const std::vector<Tensor>& tensors) {
  std::vector<ConstTensorView> result;
  for (const Tensor& tensor : tensors) result.push_back(tensor.view());
  return result;
}

/// Writable views of every tensor.
inline std::vector<TensorView> writable_views(std::vector<Tensor>& tensors) {
  std::vector<TensorView> result;
  for (Tensor& tensor : tensors) result.push_back(tensor.view());
  return result;
}

/// A layer with random numbers to compute on: any number of inputs, batch axis included,
/// parameters, slots and buffers, in one mode and with one draw of its generator.
struct LayerCase {
  std::string name;
  std::unique_ptr<Layer> layer;
  std::vector<Tensor> inputs;
  Tensor out;
  std::vector<Tensor> parameters, slots, buffers, new_buffers;
  Mode mode = Mode::kInference;
  Rng rng{1};                  ///< copied for every forward, so that each draws the same numbers
  bool differentiable = true;  ///< whether the inputs have a gradient (class numbers have none)

  void forward() {
    const auto in = views(inputs), weights = views(parameters), running = views(buffers);
    const auto kept = writable_views(slots), updated = writable_views(new_buffers);
    const Rng drawn = rng;
    layer->forward({.inputs = in,
                    .parameters = weights,
                    .output = out.view(),
                    .slots = kept,
                    .buffers = running,
                    .new_buffers = updated,
                    .mode = mode,
                    .rng = &drawn});
  }

  Explanation explain(const Cell& cell) const {
    const auto in = views(inputs), weights = views(parameters), kept = views(slots),
               running = views(buffers);
    return layer->explain(cell, {.inputs = in,
                                 .parameters = weights,
                                 .output = out.view(),
                                 .slots = kept,
                                 .buffers = running,
                                 .mode = mode});
  }

  Explanation explain_gradient(std::string_view of, const Cell& cell, const Tensor& d_out) const {
    const auto in = views(inputs), weights = views(parameters), kept = views(slots),
               running = views(buffers);
    return layer->explain_gradient(of, cell,
                                   {.inputs = in,
                                    .parameters = weights,
                                    .output = out.view(),
                                    .d_output = d_out.view(),
                                    .slots = kept,
                                    .buffers = running,
                                    .mode = mode});
  }

  /// Adds to the gradients; an empty view is one that is not wanted.
  void backward(const Tensor& d_out, std::span<const TensorView> d_inputs,
                std::span<const TensorView> d_parameters) const {
    const auto in = views(inputs), weights = views(parameters), kept = views(slots),
               running = views(buffers);
    layer->backward({.inputs = in,
                     .parameters = weights,
                     .output = out.view(),
                     .slots = kept,
                     .d_output = d_out.view(),
                     .d_inputs = d_inputs,
                     .d_parameters = d_parameters,
                     .buffers = running,
                     .mode = mode});
  }
};

/// What explain_gradient calls input `i`: "input", "input1", ...
inline std::string input_name(std::size_t i) {
  return i == 0 ? "input" : "input" + std::to_string(i);
}

/// The layer with normally distributed inputs, parameters and buffers and up to three samples, not
/// run yet: for layers whose inputs or buffers must be something else.
inline LayerCase prepare_case(std::string name, std::unique_ptr<Layer> layer, Rng& rng) {
  LayerCase result;
  const Index samples = random_index(rng, 1, 3);
  result.name = std::move(name);
  for (const Shape& shape : layer->input_shapes()) {
    fill_random(result.inputs.emplace_back(shape.with_leading(samples)), rng);
  }
  result.out = Tensor(layer->output_shape().with_leading(samples));
  for (const ParameterInfo& parameter : layer->parameters()) {
    fill_random(result.parameters.emplace_back(parameter.shape), rng);
  }
  for (const SlotInfo& slot : layer->slots()) {
    result.slots.emplace_back(slot.shape.with_leading(samples));
  }
  for (const BufferInfo& buffer : layer->buffers()) {
    fill_random(result.buffers.emplace_back(buffer.shape), rng);
    result.new_buffers.emplace_back(buffer.shape);
  }
  result.rng = rng.fork(1);
  result.layer = std::move(layer);
  return result;
}

/// As prepare_case, and run forward.
inline LayerCase make_case(std::string name, std::unique_ptr<Layer> layer, Rng& rng) {
  LayerCase result = prepare_case(std::move(name), std::move(layer), rng);
  result.forward();
  return result;
}

struct Gradients {
  std::vector<Tensor> d_inputs;
  std::vector<Tensor> d_parameters;
};

inline Gradients backward(const LayerCase& sample, const Tensor& d_out) {
  Gradients result;
  for (const Tensor& input : sample.inputs) result.d_inputs.emplace_back(input.shape());
  for (const Tensor& parameter : sample.parameters) {
    result.d_parameters.emplace_back(parameter.shape());
  }
  std::vector<TensorView> d_inputs = writable_views(result.d_inputs);
  if (!sample.differentiable) d_inputs.assign(d_inputs.size(), {});
  sample.backward(d_out, d_inputs, writable_views(result.d_parameters));
  return result;
}

}  // namespace convscope::engine::testing

#include "app/state/training/seen_picture.h"

#include <algorithm>
#include <cmath>

#include <numeric>
#include <optional>
#include <utility>

#include "engine/model/activations.h"

namespace convscope::state {
namespace {

using engine::Index;

std::optional<Index> first_convolution(const engine::Network& network) {
  const auto& layers = network.spec().layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (std::holds_alternative<engine::Conv2dSpec>(layers[i].layer)) return static_cast<Index>(i);
  }
  return std::nullopt;
}

// The activation that reads the convolution, or the convolution itself.
Index seen_node(const engine::Network& network, Index convolution) {
  const auto& layers = network.spec().layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const auto inputs = network.nodes()[i].inputs;
    if (std::holds_alternative<engine::ActivationSpec>(layers[i].layer) && inputs.size() == 1 &&
        inputs[0] == convolution) {
      return static_cast<Index>(i);
    }
  }
  return convolution;
}

std::span<const float> part(const std::vector<float>& all, Index i, int height, int width) {
  const auto size = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  return std::span(all).subspan(static_cast<std::size_t>(i) * size, size);
}

std::vector<double> probabilities_of(engine::ConstTensorView logits) {
  const auto values = logits.values();
  const float most = *std::ranges::max_element(values);
  std::vector<double> result;
  double sum = 0;
  for (const float logit : values) {
    result.push_back(std::exp(static_cast<double>(logit) - static_cast<double>(most)));
    sum += result.back();
  }
  for (double& value : result) value /= sum;
  return result;
}

}  // namespace

std::span<const float> SeenPicture::filter(Index f) const {
  return part(weights, f, kernel_height, kernel_width);
}

std::span<const float> SeenPicture::map(Index f) const {
  return part(maps, f, map_height, map_width);
}

std::vector<int> SeenPicture::ranking() const {
  std::vector<int> classes(probabilities.size());
  std::iota(classes.begin(), classes.end(), 0);
  std::ranges::stable_sort(classes, [&](int a, int b) {
    return probabilities[static_cast<std::size_t>(a)] > probabilities[static_cast<std::size_t>(b)];
  });
  return classes;
}

std::shared_ptr<const SeenPicture> look_at(const engine::Network& network,
                                           std::span<const engine::Scalar> parameters,
                                           std::span<const float> picture) {
  const auto convolution = first_convolution(network);
  const engine::Shape& input = network.input_shape();
  if (!convolution || input.count() != static_cast<Index>(picture.size())) return nullptr;

  engine::Activations activations(network, 1);
  const engine::ConstTensorView image(picture.data(), input.with_leading(1));
  engine::forward(network, parameters, image, activations);

  auto seen = std::make_shared<SeenPicture>();
  const engine::ConstTensorView weight = network.parameters_of(*convolution, parameters).front();
  const engine::Shape& shape = weight.shape();  // (F, C, kh, kw)
  seen->filters = shape[0];
  seen->kernel_height = static_cast<int>(shape[2]);
  seen->kernel_width = static_cast<int>(shape[3]);
  for (Index f = 0; f < shape[0]; ++f) {
    const auto slice = weight.entry(f).entry(0).values();
    seen->weights.insert(seen->weights.end(), slice.begin(), slice.end());
  }
  const engine::ConstTensorView map =
      std::as_const(activations).output(seen_node(network, *convolution));
  seen->map_height = static_cast<int>(map.shape()[2]);
  seen->map_width = static_cast<int>(map.shape()[3]);
  seen->maps.assign(map.values().begin(), map.values().end());
  seen->probabilities = probabilities_of(std::as_const(activations).output(network.logits_node()));
  return seen;
}

}  // namespace convscope::state

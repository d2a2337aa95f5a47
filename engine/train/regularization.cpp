#include "engine/train/regularization.h"

#include <algorithm>
#include <cmath>

namespace convscope::engine {
namespace {

const Penalty& penalty_of(const Network& network, const ParameterTensor& tensor) {
  const Regularizer& regularizer =
      network.spec().layers[static_cast<std::size_t>(tensor.node)].regularizer;
  return tensor.info.is_bias ? regularizer.bias : regularizer.kernel;
}

template <typename Value>
std::span<Value> numbers_of(const ParameterTensor& tensor, std::span<Value> block) {
  return block.subspan(static_cast<std::size_t>(tensor.offset),
                       static_cast<std::size_t>(tensor.info.shape.count()));
}

}  // namespace

double parameter_penalty(const Network& network, std::span<const Scalar> parameters) {
  double sum = 0;
  for (const ParameterTensor& tensor : network.parameter_tensors()) {
    const Penalty& penalty = penalty_of(network, tensor);
    if (penalty.none()) continue;
    for (const Scalar value : numbers_of(tensor, parameters)) {
      const auto w = static_cast<double>(value);
      sum += penalty.l1 * std::fabs(w) + penalty.l2 * w * w;
    }
  }
  return sum;
}

bool add_penalty_gradient(const Network& network, std::span<const Scalar> parameters,
                          std::span<Scalar> gradient) {
  bool added = false;
  for (const ParameterTensor& tensor : network.parameter_tensors()) {
    const Penalty& penalty = penalty_of(network, tensor);
    const bool frozen = network.nodes()[static_cast<std::size_t>(tensor.node)].frozen;
    if (penalty.none() || frozen) continue;
    added = true;
    const auto values = numbers_of(tensor, parameters);
    const auto gradients = numbers_of(tensor, gradient);
    const auto l1 = static_cast<Scalar>(penalty.l1), l2 = static_cast<Scalar>(2 * penalty.l2);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto sign = static_cast<Scalar>((values[i] > 0) - (values[i] < 0));
      gradients[i] += l1 * sign + l2 * values[i];
    }
  }
  return added;
}

bool has_activity_penalty(const NetworkSpec& spec) {
  return std::ranges::any_of(
      spec.layers, [](const LayerEntry& entry) { return !entry.regularizer.activity.none(); });
}

void clip_gradient(const GradientClip& clip, std::span<Scalar> gradient) {
  if (clip.norm > 0) {
    double square = 0;
    for (const Scalar g : gradient) square += static_cast<double>(g) * static_cast<double>(g);
    const double scale = clip.norm / (std::sqrt(square) + 1e-6);
    if (scale < 1) {
      for (Scalar& g : gradient) g *= static_cast<Scalar>(scale);
    }
  }
  if (clip.value > 0) {
    const auto limit = static_cast<Scalar>(clip.value);
    for (Scalar& g : gradient) g = std::clamp(g, -limit, limit);
  }
}

}  // namespace convscope::engine

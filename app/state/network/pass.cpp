#include "app/state/network/pass.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace convscope::state::network {
namespace {

using engine::Index;
using engine::Network;

std::vector<double> logits_of(const Network& network, const engine::Activations& activations) {
  const auto values = activations.output(network.logits_node()).values();
  return {values.begin(), values.end()};
}

std::vector<double> softmax(const std::vector<double>& logits) {
  std::vector<double> result(logits.size());
  if (logits.empty()) return result;
  const double highest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) sum += result[i] = std::exp(logits[i] - highest);
  for (double& p : result) p /= sum;
  return result;
}

}  // namespace

bool takes(const Weights& weights, const engine::Shape& picture) {
  return weights && weights.network->input_shape() == picture;
}

std::shared_ptr<const Pass> run_pass(const Weights& weights, engine::Tensor picture) {
  const Network& network = *weights.network;
  engine::Activations activations(network, 1);
  const engine::ConstTensorView batch(picture.data(), picture.shape().with_leading(1));
  engine::forward(network, *weights.parameters, batch, activations);
  auto logits = logits_of(network, activations);
  auto probabilities = softmax(logits);
  return std::make_shared<const Pass>(Pass{.weights = weights,
                                           .picture = std::move(picture),
                                           .activations = std::move(activations),
                                           .logits = std::move(logits),
                                           .probabilities = std::move(probabilities)});
}

std::vector<double> probabilities_without(const Pass& pass, Index node, Index map) {
  engine::Activations changed = pass.activations;
  const engine::TensorView silenced = changed.output(node).entry(0).entry(map);
  std::fill(silenced.values().begin(), silenced.values().end(), engine::Scalar(0));
  for (Index i = node + 1; i < static_cast<Index>(pass.network().nodes().size()); ++i) {
    engine::forward_node(pass.network(), i, *pass.weights.parameters, changed, {}, {0, 1});
  }
  return softmax(logits_of(pass.network(), changed));
}

std::vector<int> ranking(const std::vector<double>& probabilities) {
  std::vector<int> classes(probabilities.size());
  std::iota(classes.begin(), classes.end(), 0);
  std::stable_sort(classes.begin(), classes.end(), [&](int a, int b) {
    return probabilities[static_cast<std::size_t>(a)] > probabilities[static_cast<std::size_t>(b)];
  });
  return classes;
}

}  // namespace convscope::state::network

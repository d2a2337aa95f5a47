#pragma once

#include <memory>
#include <vector>

#include "app/state/weights.h"
#include "engine/core/tensor.h"
#include "engine/model/activations.h"

namespace convscope::state::network {

/// One picture on its way through a network: every number of every layer. Constant once made.
struct Pass {
  Weights weights;
  engine::Tensor picture;  ///< (C, H, W), what the network received
  engine::Activations activations;
  std::vector<double> logits;
  std::vector<double> probabilities;  ///< the softmax of the logits

  const engine::Network& network() const { return *weights.network; }
  /// A node's numbers for the one picture, without the batch axis; Node::kNetworkInput works too.
  engine::ConstTensorView output(engine::Index node) const {
    return activations.output(node).entry(0);
  }
};

/// Whether pictures of this shape (C, H, W) are what the network takes.
bool takes(const Weights& weights, const engine::Shape& picture);

/// Forward, naively: about a millisecond for a LeNet. `picture` must be what the network takes.
std::shared_ptr<const Pass> run_pass(const Weights& weights, engine::Tensor picture);

/// The probabilities as they would be if map (or unit) `map` of `node`'s output were all zero.
std::vector<double> probabilities_without(const Pass& pass, engine::Index node, engine::Index map);

/// Classes by falling probability; ties by number.
std::vector<int> ranking(const std::vector<double>& probabilities);

}  // namespace convscope::state::network

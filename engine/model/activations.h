#pragma once

#include <span>
#include <vector>

#include "engine/core/tensor.h"
#include "engine/model/network.h"

namespace convscope::engine {

/// The numbers of one forward pass of a batch in one flat block: the network's input, every
/// node's output and every node's slots, each with the batch axis first. Zero at first.
class Activations {
 public:
  /// Keeps no reference to `network`.
  Activations(const Network& network, Index batch);

  Index batch() const noexcept { return batch_; }
  /// A node's output; of kNetworkInput the network's input.
  TensorView output(Index node);
  ConstTensorView output(Index node) const;
  std::vector<TensorView> slots(Index node);
  std::vector<ConstTensorView> slots(Index node) const;
  std::span<Scalar> values() noexcept { return values_; }

 private:
  struct Place {
    Index offset = 0;
    Shape shape;
  };
  std::vector<Place> outputs_;  // [node + 1]: the input first
  std::vector<std::vector<Place>> slots_;
  std::vector<Scalar> values_;
  Index batch_ = 0;
};

/// Copies `images` (N, C, H, W or N, n; N = activations.batch()) into the block and computes every
/// node from `parameters`, naively, layer by layer. Everything but `activations` is read only.
void forward(const Network& network, std::span<const Scalar> parameters, ConstTensorView images,
             Activations& activations);

/// Adds d(sum(logits * d_logits)) / d(parameters) into `gradient` for what forward left in
/// `activations`; frozen nodes get none. `d_activations` is a workspace of the same batch whose
/// outputs hold the gradients of the nodes afterwards (the network's input excepted).
void backward(const Network& network, std::span<const Scalar> parameters,
              const Activations& activations, ConstTensorView d_logits, Activations& d_activations,
              std::span<Scalar> gradient);

}  // namespace convscope::engine

#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/rng.h"
#include "engine/core/tensor.h"
#include "engine/layers/layer.h"
#include "engine/model/spec.h"

namespace convscope::engine {

/// One layer of a network and where it hangs.
struct Node {
  static constexpr Index kNetworkInput = -1;

  std::string name;
  std::unique_ptr<const Layer> layer;
  std::vector<Index> inputs;   ///< node numbers, all smaller than this one's, or kNetworkInput
  Index parameter_offset = 0;  ///< where its parameters begin in the flat block
  Index parameter_count = 0;   ///< how many numbers, weight first, then bias, without gaps
  Index first_tensor = 0;      ///< its first entry in Network::parameter_tensors()
  Index buffer_offset = 0;     ///< where its buffers begin in the flat block, behind all parameters
  Index buffer_count = 0;      ///< how many numbers, in the order of Layer::buffers()
  Index state_offset = 0;      ///< where its state begins in a sample's, see state_count()
  Index state_count = 0;       ///< of a recurrent layer: h, then c where there is one
  bool frozen = false;         ///< its parameters get no gradient
};

/// A parameter tensor inside the flat block.
struct ParameterTensor {
  std::string name;  ///< "conv1.weight"
  Index node = 0;
  Index offset = 0;
  ParameterInfo info;
};

/// A buffer inside the flat block.
struct BufferTensor {
  std::string name;  ///< "bn1.running_mean"
  Index node = 0;
  Index offset = 0;
  BufferInfo info;
};

/// What kAutomatic stands for in this network.
Initializer automatic_initializer(const NetworkSpec& spec);

/// An immutable topology built from a spec: layers, how they are connected, and where each
/// parameter lies in one flat block: parameter_count() trainable numbers, then buffer_count() that
/// batches leave behind (running statistics). Holds no numbers, so any number of threads may use
/// it, each with blocks of its own.
class Network {
 public:
  /// Throws what check_spec throws: Error naming the layer.
  explicit Network(const NetworkSpec& spec);

  const NetworkSpec& spec() const noexcept { return spec_; }
  const Shape& input_shape() const noexcept { return spec_.input; }
  std::span<const Node> nodes() const noexcept { return nodes_; }
  /// Number of the node with this name; kNetworkInput for "input"; throws Error{LAYER_NAME}.
  Index find(std::string_view name) const;

  Index parameter_count() const noexcept { return parameter_count_; }
  Index buffer_count() const noexcept { return buffer_count_; }
  /// Numbers that a sample's recurrent layers hand on from one piece of a sequence to the next.
  Index state_count() const noexcept { return state_count_; }
  /// Numbers of the whole block.
  Index number_count() const noexcept { return parameter_count_ + buffer_count_; }
  std::span<const ParameterTensor> parameter_tensors() const noexcept { return tensors_; }
  std::span<const BufferTensor> buffer_tensors() const noexcept { return buffer_tensors_; }
  /// The tensors of one node inside a flat block of at least parameter_count() numbers.
  std::vector<ConstTensorView> parameters_of(Index node, std::span<const Scalar> block) const;
  std::vector<TensorView> parameters_of(Index node, std::span<Scalar> block) const;

  /// The buffers of one node inside buffer_count() numbers, those behind the parameters.
  std::vector<ConstTensorView> buffers_of(Index node, std::span<const Scalar> buffers) const;
  std::vector<TensorView> buffers_of(Index node, std::span<Scalar> buffers) const;

  /// The node whose output training takes as logits: the one before a final softmax, otherwise the
  /// last.
  Index logits_node() const noexcept { return logits_; }
  /// Logits: of each of logit_rows() classifications, one a step of a sequence (T, K), otherwise 1.
  Index class_count() const { return logits_shape().count() / logit_rows(); }
  Index logit_rows() const { return logits_shape().rank() == 2 ? logits_shape()[0] : 1; }
  Index output_node() const noexcept { return static_cast<Index>(nodes_.size()) - 1; }

  /// A fresh block: weights as their initializers say, biases 0, what a layer wants to start as a
  /// number that number, then the buffers. Each tensor draws from its own fork of Rng(seed).
  std::vector<Scalar> initial_parameters(std::uint64_t seed) const;

 private:
  const Shape& logits_shape() const {
    return nodes_[static_cast<std::size_t>(logits_)].layer->output_shape();
  }

  NetworkSpec spec_;
  std::vector<Node> nodes_;
  std::vector<ParameterTensor> tensors_;
  std::vector<BufferTensor> buffer_tensors_;
  Index parameter_count_ = 0;
  Index buffer_count_ = 0;
  Index state_count_ = 0;
  Index logits_ = 0;
};

}  // namespace convscope::engine

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

  /// (batch, state_count): what the recurrent layers begin with; zeros before the first call, and
  /// again after one with none.
  void begin_with(std::span<const Scalar> state);
  /// h0 and, with a cell state, c0 of a recurrent node, (batch, H); none of others.
  std::vector<ConstTensorView> initial_state(Index node) const;
  /// Writes what the last forward pass ended with, (batch, state_count).
  void end_state(const Network& network, std::span<Scalar> state) const;

 private:
  struct Place {
    Index offset = 0;
    Shape shape;
  };
  std::vector<Place> outputs_;  // [node + 1]: the input first
  std::vector<std::vector<Place>> slots_;
  std::vector<Scalar> values_;
  struct State {
    Index offset = 0;  // in a sample's state
    Tensor values;     // (batch, H)
  };
  std::vector<std::vector<State>> states_;  // [node]: h and c
  Index batch_ = 0;
};

/// How a pass computes.
struct PassOptions {
  Mode mode = Mode::kInference;
  /// Of this batch, forked for each node: what dropout draws its masks from in training.
  Rng rng{0};
  /// buffer_count() numbers that training writes (running statistics after this batch); nodes
  /// without new ones leave theirs. Empty: not wanted.
  std::span<Scalar> new_buffers = {};
};

/// Copies `images` (N, C, H, W or N, n; N = activations.batch()) into the block and computes every
/// node from `block`, the network's parameters and buffers, naively, layer by layer. Everything but
/// `activations` and the new buffers is read only.
void forward(const Network& network, std::span<const Scalar> block, ConstTensorView images,
             Activations& activations, const PassOptions& options = {});

/// Entries [first, first + count) of a batch.
struct BatchRows {
  Index first = 0;
  Index count = 0;
};
/// Which gradients are wanted of a node.
enum class BackwardPart { kAll, kInputs, kParameters };

/// One node of those passes on some entries of the batch, for executors that share the work: what
/// was computed before must be there for them. A node with buffers needs all entries at once.
/// backward_node adds into the d_activations of the node's inputs and into `gradient`; the activity
/// penalty must have been added to the node's own d_activations before.
void forward_node(const Network& network, Index node, std::span<const Scalar> block,
                  Activations& activations, const PassOptions& options, BatchRows rows);

/// What the backward pass works on.
struct BackwardPass {
  const Network& network;
  std::span<const Scalar> block;
  const Activations& activations;
  Activations& d_activations;
  std::span<Scalar> gradient;
  Mode mode = Mode::kInference;
};

/// Adds d(sum(logits * d_logits)) / d(parameters) into the pass's gradient, parameter_count()
/// numbers, for what forward left in its activations in the same mode; frozen nodes get none. Its
/// d_activations are a workspace of the same batch whose outputs hold the gradients of the nodes
/// afterwards (the network's input excepted). Where a layer has an activity regulariser, the
/// gradient of that penalty, summed over the samples, is in it.
void backward(const BackwardPass& pass, ConstTensorView d_logits);
void add_activity_penalty(const BackwardPass& pass, Index node);
void backward_node(const BackwardPass& pass, Index node, BatchRows rows,
                   BackwardPart part = BackwardPart::kAll);

}  // namespace convscope::engine

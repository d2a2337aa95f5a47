#pragma once

#include <memory>
#include <span>

#include "engine/kernels/lane_kernels.h"
#include "engine/model/network.h"

namespace convscope::engine {

/// What batch normalisation computes with in a training step, per channel: the whole batch's.
struct LaneNormNumbers {
  LaneNormForward forward() const {
    return {.mean = mean.data(), .scale = scale.data(), .shift = shift.data()};
  }
  LaneNormBackward backward() const {
    return {.mean = mean.data(),
            .scale = d_scale.data(),
            .slope = d_slope.data(),
            .shift = d_shift.data()};
  }
  std::vector<float> mean, scale, shift;
  std::vector<float> d_scale, d_slope, d_shift;
};

/// What a step of a block computes with. `gradient` is null in inference; `symbols`, (T), stand for
/// the network's one-hot input where it was not written; `state` is what the recurrent layers begin
/// with, (Network::state_count), and `new_state` takes what they end with; `rng`, of the block, is
/// there while it learns; `norms`, one for each node, where the whole batch is being learnt from:
/// without them batch normalisation goes by its running statistics.
struct LaneContext {
  const LaneKernels& kernels;
  const float* parameters;
  float* gradient;
  float* scratch;
  const Rng* rng = nullptr;
  Index samples = kLanes;  ///< lanes that are used
  const LaneNormNumbers* norms = nullptr;
  const int* symbols = nullptr;
  const float* state = nullptr;
  float* new_state = nullptr;
};

/// One layer over the lanes, with the intermediates that its backward needs. Blocks are
/// [features][kLanes].
class LaneStep {
 public:
  virtual ~LaneStep() = default;

  /// Whether backward reads `out`.
  virtual bool reads_output() const noexcept { return false; }
  /// Whether it does without the network's input where the context has its symbols.
  virtual bool takes_symbols() const noexcept { return false; }
  /// Numbers of LaneContext::scratch.
  virtual Index scratch() const noexcept { return 0; }

  /// `x` has a block per input of the node.
  virtual void forward(const LaneContext& context, std::span<const float* const> x, float* out) = 0;

  struct Blocks {
    std::span<const float* const> x;
    const float* out;
    const float* d_out;
    std::span<float* const> d_x;  ///< overwritten; null when not wanted; may be d_out itself when
                                  ///< out is x
  };
  /// Overwrites the gradients of its parameters too, unless the node is frozen.
  virtual void backward(const LaneContext& context, const Blocks& blocks) = 0;
};

/// Whether a step may write its output where its input stands.
enum class LaneInPlace {
  kNever,
  kAlways,        ///< unless what wrote the input reads it again backward
  kAlsoAfterRelu  ///< and also then, if that was a ReLU
};

/// The step of a node, the network's `number`-th: the kernels where they know its layer and
/// options, the layer's own loops otherwise. `features` is what its first input has. Keeps a
/// reference to the node.
std::unique_ptr<LaneStep> make_lane_step(const Node& node, Index number, Index features);
LaneInPlace lane_in_place(const Layer& layer);
bool is_relu(const Layer& layer);

/// Whether the node is a ReLU and the next a max pooling without padding. These two commute
/// exactly, gradients included: a window's largest number is also its ReLU's largest, and where
/// that is 0 the gradient is 0 either way. Behind the pooling the ReLU costs a quarter.
bool relu_before_max_pool(const Node& node, const Node& next);

}  // namespace convscope::engine

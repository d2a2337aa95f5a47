#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/rng.h"
#include "engine/core/tensor.h"
#include "engine/layers/explanation.h"

namespace convscope::engine {

/// A trainable tensor that a layer declares; its numbers live in the network's flat block.
struct ParameterInfo {
  std::string name;  ///< "weight" or "bias"
  Shape shape;
  Index fan_in = 0;   ///< numbers read per output, for He and Glorot initialisation
  Index fan_out = 0;  ///< outputs fed per input
  bool is_bias = false;
};

/// A named intermediate (per sample, without the batch axis) that `forward` writes and `backward`
/// and `explain` read: max pooling's winners, say.
struct SlotInfo {
  std::string name;
  Shape shape;
};

/// A tensor that a layer keeps between batches without training it: batch normalisation's running
/// statistics. Its numbers live in the network's flat block of buffers.
struct BufferInfo {
  std::string name;
  Shape shape;
  Scalar initial = 0;  ///< what every entry starts as
};

/// Whether a layer computes as while it learns or as in use: batch normalisation and dropout
/// differ.
enum class Mode { kInference, kTraining };

/// What `forward` reads and writes. Every input, the output and every slot carries the batch axis
/// first. Buffers do not.
struct ForwardContext {
  std::span<const ConstTensorView> inputs;
  std::span<const ConstTensorView> parameters;  ///< in the order of Layer::parameters()
  TensorView output;
  std::span<const TensorView> slots;              ///< in the order of Layer::slots()
  std::span<const ConstTensorView> buffers = {};  ///< in the order of Layer::buffers()
  std::span<const TensorView> new_buffers = {};   ///< written in training; empty: not wanted
  Mode mode = Mode::kInference;
  const Rng* rng =
      nullptr;  ///< of this layer and batch; only read by a layer that draws, in training
};

/// What `backward` reads and writes. Gradients are *added* into `d_inputs` and `d_parameters`;
/// an empty view there means "not wanted".
struct BackwardContext {
  std::span<const ConstTensorView> inputs;
  std::span<const ConstTensorView> parameters;
  ConstTensorView output;
  std::span<const ConstTensorView> slots;
  ConstTensorView d_output;
  std::span<const TensorView> d_inputs;
  std::span<const TensorView> d_parameters;
  std::span<const ConstTensorView> buffers = {};
  Mode mode = Mode::kInference;
};

/// What `explain` reads: the same stored numbers, the output included.
struct ExplainContext {
  std::span<const ConstTensorView> inputs;
  std::span<const ConstTensorView> parameters;
  ConstTensorView output;
  std::span<const ConstTensorView> slots = {};  ///< only read by a layer whose slots are drawn
  std::span<const ConstTensorView> buffers = {};
  Mode mode = Mode::kInference;
};

/// What `explain_gradient` reads.
struct ExplainGradientContext {
  std::span<const ConstTensorView> inputs;
  std::span<const ConstTensorView> parameters;
  ConstTensorView output;
  ConstTensorView d_output;
  std::span<const ConstTensorView> slots = {};
  std::span<const ConstTensorView> buffers = {};
  Mode mode = Mode::kInference;
};

/// One kind of computation with its hyper-parameters and the shapes it was built for, and no data:
/// immutable, so any number of threads may use it at once, each on views of its own.
class Layer {
 public:
  virtual ~Layer() = default;

  /// Shape of one sample's output, without the batch axis.
  const Shape& output_shape() const noexcept { return output_shape_; }
  std::span<const Shape> input_shapes() const noexcept { return input_shapes_; }
  std::span<const ParameterInfo> parameters() const noexcept { return parameters_; }
  std::span<const SlotInfo> slots() const noexcept { return slots_; }
  std::span<const BufferInfo> buffers() const noexcept { return buffers_; }

  /// Writes output and slots. Naive and exact: the oracle of every fast kernel.
  virtual void forward(const ForwardContext& context) const = 0;
  /// Adds gradients of sum(output * d_output).
  virtual void backward(const BackwardContext& context) const = 0;
  /// Derives output[cell] again, `cell` with the batch index first and inside the output.
  virtual Explanation explain(const Cell& cell, const ExplainContext& context) const = 0;
  /// Derives one number of a gradient of sum(output * d_output) again: of the first input for
  /// `of` = "input", of a further one for "input1", "input2", ..., otherwise of the parameter with
  /// that name; `cell` inside its tensor.
  virtual Explanation explain_gradient(std::string_view of, const Cell& cell,
                                       const ExplainGradientContext& context) const = 0;
  /// The input cells that output[cell] depends on; `cell` without the batch index. Index 0 of the
  /// input list unless a name says otherwise.
  virtual std::vector<Cell> reads(const Cell& cell) const = 0;
  /// Multiply-accumulates for one sample.
  virtual Index macs() const = 0;

 protected:
  std::vector<Shape> input_shapes_;
  Shape output_shape_;
  std::vector<ParameterInfo> parameters_;
  std::vector<SlotInfo> slots_;
  std::vector<BufferInfo> buffers_;
};

}  // namespace convscope::engine

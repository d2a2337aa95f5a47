#include "engine/train/lane_step.h"

#include "engine/kernels/lane_buffer.h"
#include "engine/layers/activation.h"
#include "engine/train/lane_geometry.h"
#include "engine/train/lane_mode_step.h"

namespace convscope::engine {
namespace {

class ConvStep : public LaneStep {
 public:
  ConvStep(const Node& node, const Conv2d& layer)
      : node_(node), conv_(lane_conv(layer)), bias_(layer.options().bias) {
    const LaneWindow& w = conv_.window;
    weights_ = layer.parameters()[0].shape.count();
    padded_ = w.pad_top != 0 || w.pad_bottom != 0 || w.pad_left != 0 || w.pad_right != 0;
    if (padded_) {
      plane_ = LaneBuffer<>(conv_.channels * (w.pad_top + w.input_y + w.pad_bottom) *
                            (w.pad_left + w.input_x + w.pad_right) * kLanes);
    }
  }

  Index scratch() const noexcept override { return conv_scratch(conv_); }

  void forward(const LaneContext& c, const float* x, float* out) override {
    if (padded_) c.kernels.pad(conv_.window, conv_.channels, x, plane_.data());
    const float* weight = c.parameters + node_.parameter_offset;
    c.kernels.conv_forward(conv_,
                           {plane(x), weight, bias_ ? weight + weights_ : nullptr, out, c.scratch});
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    if (!node_.frozen) {
      float* d_weight = c.gradient + node_.parameter_offset;
      c.kernels.conv_backward_weights(
          conv_, {plane(b.x), b.d_out, d_weight, bias_ ? d_weight + weights_ : nullptr, c.scratch});
    }
    if (b.d_x) {
      c.kernels.conv_backward_data(
          conv_, {c.parameters + node_.parameter_offset, b.d_out, b.d_x, c.scratch});
    }
  }

 private:
  const float* plane(const float* x) const { return padded_ ? plane_.data() : x; }

  const Node& node_;
  LaneConv conv_;
  bool bias_;
  bool padded_;
  Index weights_;
  LaneBuffer<> plane_;
};

class DenseStep : public LaneStep {
 public:
  DenseStep(const Node& node, const Dense& layer)
      : node_(node), dense_(lane_dense(layer)), bias_(layer.has_bias()) {}

  Index scratch() const noexcept override { return dense_scratch(dense_); }

  void forward(const LaneContext& c, const float* x, float* out) override {
    const float* weight = c.parameters + node_.parameter_offset;
    c.kernels.dense_forward(dense_, x, weight, bias_ ? weight + weights() : nullptr, out);
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    if (!node_.frozen) {
      float* d_weight = c.gradient + node_.parameter_offset;
      c.kernels.dense_backward_weights(dense_, b.x, b.d_out, d_weight,
                                       bias_ ? d_weight + weights() : nullptr, c.scratch);
    }
    if (b.d_x) {
      c.kernels.dense_backward_data(dense_, c.parameters + node_.parameter_offset, b.d_out, b.d_x);
    }
  }

 private:
  Index weights() const { return dense_.inputs * dense_.units; }

  const Node& node_;
  LaneDense dense_;
  bool bias_;
};

class MaxPoolStep : public LaneStep {
 public:
  explicit MaxPoolStep(const MaxPool2d& layer)
      : pool_(lane_pool(layer)), winner_(layer.output_shape().count() * kLanes) {}

  void forward(const LaneContext& c, const float* x, float* out) override {
    c.kernels.max_pool_forward(pool_, x, out, winner_.data());
  }
  void backward(const LaneContext& c, const Blocks& b) override {
    if (b.d_x) c.kernels.max_pool_backward(pool_, winner_.data(), b.d_out, b.d_x);
  }

 private:
  LanePool pool_;
  LaneBuffer<int> winner_;
};

class AveragePoolStep : public LaneStep {
 public:
  explicit AveragePoolStep(const AveragePool2d& layer) : pool_(lane_pool(layer)) {}

  void forward(const LaneContext& c, const float* x, float* out) override {
    c.kernels.average_pool_forward(pool_, x, out);
  }
  void backward(const LaneContext& c, const Blocks& b) override {
    if (b.d_x) c.kernels.average_pool_backward(pool_, b.d_out, b.d_x);
  }

 private:
  LanePool pool_;
};

using ForwardFunction = decltype(LaneKernels::relu_forward);
using BackwardFunction = decltype(LaneKernels::relu_backward);

class ActivationStep : public LaneStep {
 public:
  ActivationStep(Index features, ForwardFunction LaneKernels::*forward,
                 BackwardFunction LaneKernels::*backward, bool in_place)
      : features_(features), forward_(forward), backward_(backward), in_place_(in_place) {}

  bool in_place() const noexcept override { return in_place_; }
  bool reads_output() const noexcept override { return true; }

  void forward(const LaneContext& c, const float* x, float* out) override {
    (c.kernels.*forward_)(features_, x, out);
  }
  void backward(const LaneContext& c, const Blocks& b) override {
    if (b.d_x) (c.kernels.*backward_)(features_, b.out, b.d_out, b.d_x);
  }

 private:
  Index features_;
  ForwardFunction LaneKernels::*forward_;
  BackwardFunction LaneKernels::*backward_;
  bool in_place_;
};

std::unique_ptr<LaneStep> make_activation_step(const Activation& layer, Index features,
                                               bool in_place) {
  switch (layer.options().function) {
    case ActivationFunction::kRelu:
      return std::make_unique<ActivationStep>(features, &LaneKernels::relu_forward,
                                              &LaneKernels::relu_backward, in_place);
    case ActivationFunction::kTanh:
      return std::make_unique<ActivationStep>(features, &LaneKernels::tanh_forward,
                                              &LaneKernels::tanh_backward, in_place);
    case ActivationFunction::kSigmoid:
      return std::make_unique<ActivationStep>(features, &LaneKernels::sigmoid_forward,
                                              &LaneKernels::sigmoid_backward, in_place);
    default:
      return nullptr;
  }
}

bool has_padding(const Window2d& window) {
  return window.y.pad != PadPair{} || window.x.pad != PadPair{};
}

}  // namespace

std::unique_ptr<LaneStep> make_lane_step(const Node& node, Index number, Index features,
                                         bool in_place) {
  const Layer* const layer = node.layer.get();
  if (const auto* conv = dynamic_cast<const Conv2d*>(layer)) {
    if (conv->options().window.mode != PaddingMode::kZeros) return nullptr;
    return std::make_unique<ConvStep>(node, *conv);
  }
  if (const auto* dense = dynamic_cast<const Dense*>(layer)) {
    return std::make_unique<DenseStep>(node, *dense);
  }
  if (const auto* pool = dynamic_cast<const MaxPool2d*>(layer)) {
    return std::make_unique<MaxPoolStep>(*pool);
  }
  if (const auto* pool = dynamic_cast<const AveragePool2d*>(layer)) {
    return std::make_unique<AveragePoolStep>(*pool);
  }
  if (const auto* activation = dynamic_cast<const Activation*>(layer)) {
    return make_activation_step(*activation, features, in_place);
  }
  if (const auto* dropout = dynamic_cast<const Dropout*>(layer)) {
    return make_dropout_step(*dropout, number);
  }
  if (const auto* norm = dynamic_cast<const BatchNorm*>(layer)) {
    return make_batch_norm_step(node, *norm);
  }
  return nullptr;
}

bool relu_before_max_pool(const Node& node, const Node& next) {
  const auto* relu = dynamic_cast<const Activation*>(node.layer.get());
  const auto* pool = dynamic_cast<const MaxPool2d*>(next.layer.get());
  return relu && pool && relu->options().function == ActivationFunction::kRelu &&
         !has_padding(pool->window());
}

}  // namespace convscope::engine

#include "engine/train/lane_step.h"

#include <algorithm>

#include "engine/kernels/lane_buffer.h"
#include "engine/layers/activation.h"
#include "engine/train/lane_geometry.h"
#include "engine/train/lane_layer_step.h"
#include "engine/train/lane_merge_step.h"
#include "engine/train/lane_mode_step.h"
#include "engine/train/lane_sequence_step.h"

namespace convscope::engine {
namespace {

class ConvStep : public LaneStep {
 public:
  ConvStep(const Node& node, const Conv2d& layer)
      : node_(node),
        conv_(lane_conv(layer)),
        winograd_(can_winograd(conv_) && winograd_scratch(conv_) <= kMostScratch),
        bias_(layer.options().bias) {
    const LaneWindow& w = conv_.window;
    weights_ = layer.parameters()[0].shape.count();
    padded_ = w.pad_top != 0 || w.pad_bottom != 0 || w.pad_left != 0 || w.pad_right != 0;
    if (padded_) {
      plane_ = LaneBuffer<>(conv_.channels * (w.pad_top + w.input_y + w.pad_bottom) *
                            (w.pad_left + w.input_x + w.pad_right) * kLanes);
    }
  }

  Index scratch() const noexcept override {
    return std::max(conv_scratch(conv_), winograd_ ? winograd_scratch(conv_) : 0);
  }

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    if (padded_) c.kernels.pad(conv_.window, conv_.channels, x[0], plane_.data());
    const float* weight = c.parameters + node_.parameter_offset;
    // What is learnt from is summed term by term, as it is explained.
    const bool quick = winograd_ && c.gradient == nullptr && c.kernels.winograd_pays(conv_);
    (quick ? c.kernels.conv_winograd : c.kernels.conv_forward)(
        conv_, {plane(x[0]), weight, bias_ ? weight + weights_ : nullptr, out, c.scratch});
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    if (!node_.frozen) {
      float* d_weight = c.gradient + node_.parameter_offset;
      c.kernels.conv_backward_weights(conv_, {plane(b.x[0]), b.d_out, d_weight,
                                              bias_ ? d_weight + weights_ : nullptr, c.scratch});
    }
    if (b.d_x[0]) {
      c.kernels.conv_backward_data(
          conv_, {c.parameters + node_.parameter_offset, b.d_out, b.d_x[0], c.scratch});
    }
  }

 private:
  static constexpr Index kMostScratch = Index{1} << 21;  // 8 MB for each thread

  const float* plane(const float* x) const { return padded_ ? plane_.data() : x; }

  const Node& node_;
  LaneConv conv_;
  bool winograd_;
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

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    const float* weight = c.parameters + node_.parameter_offset;
    c.kernels.dense_forward(dense_, x[0], weight, bias_ ? weight + weights() : nullptr, out);
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    if (!node_.frozen) {
      float* d_weight = c.gradient + node_.parameter_offset;
      c.kernels.dense_backward_weights(dense_, b.x[0], b.d_out, d_weight,
                                       bias_ ? d_weight + weights() : nullptr, c.scratch);
    }
    if (b.d_x[0]) {
      c.kernels.dense_backward_data(dense_, c.parameters + node_.parameter_offset, b.d_out,
                                    b.d_x[0]);
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
  explicit MaxPoolStep(const LanePool& pool)
      : pool_(pool),
        winner_(pool.channels * pool.window.output_y * pool.window.output_x * kLanes) {}

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    // Without a gradient there is no way back.
    c.kernels.max_pool_forward(pool_, x[0], out, c.gradient ? winner_.data() : nullptr);
  }
  void backward(const LaneContext& c, const Blocks& b) override {
    if (b.d_x[0]) c.kernels.max_pool_backward(pool_, winner_.data(), b.d_out, b.d_x[0]);
  }

 private:
  LanePool pool_;
  LaneBuffer<int> winner_;
};

class AveragePoolStep : public LaneStep {
 public:
  explicit AveragePoolStep(const LanePool& pool) : pool_(pool) {}

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    c.kernels.average_pool_forward(pool_, x[0], out);
  }
  void backward(const LaneContext& c, const Blocks& b) override {
    if (b.d_x[0]) c.kernels.average_pool_backward(pool_, b.d_out, b.d_x[0]);
  }

 private:
  LanePool pool_;
};

using ForwardFunction = decltype(LaneKernels::relu_forward);
using BackwardFunction = decltype(LaneKernels::relu_backward);

class ActivationStep : public LaneStep {
 public:
  ActivationStep(Index features, ForwardFunction LaneKernels::*forward,
                 BackwardFunction LaneKernels::*backward)
      : features_(features), forward_(forward), backward_(backward) {}

  bool reads_output() const noexcept override { return true; }

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    (c.kernels.*forward_)(features_, x[0], out);
  }
  void backward(const LaneContext& c, const Blocks& b) override {
    if (b.d_x[0]) (c.kernels.*backward_)(features_, b.out, b.d_out, b.d_x[0]);
  }

 private:
  Index features_;
  ForwardFunction LaneKernels::*forward_;
  BackwardFunction LaneKernels::*backward_;
};

std::unique_ptr<LaneStep> make_activation_step(const Activation& layer, Index features) {
  switch (layer.options().function) {
    case ActivationFunction::kRelu:
      return std::make_unique<ActivationStep>(features, &LaneKernels::relu_forward,
                                              &LaneKernels::relu_backward);
    case ActivationFunction::kTanh:
      return std::make_unique<ActivationStep>(features, &LaneKernels::tanh_forward,
                                              &LaneKernels::tanh_backward);
    case ActivationFunction::kSigmoid:
      return std::make_unique<ActivationStep>(features, &LaneKernels::sigmoid_forward,
                                              &LaneKernels::sigmoid_backward);
    default:
      return nullptr;
  }
}

bool has_padding(const Window2d& window) {
  return window.y.pad != PadPair{} || window.x.pad != PadPair{};
}

// None where the kernels do not know the layer or an option of it.
std::unique_ptr<LaneStep> make_known_step(const Node& node, Index number, Index features) {
  const Layer* const layer = node.layer.get();
  if (const auto* conv = dynamic_cast<const Conv2d*>(layer)) {
    if (conv->options().window.mode != PaddingMode::kZeros) return nullptr;
    return std::make_unique<ConvStep>(node, *conv);
  }
  if (const auto* dense = dynamic_cast<const Dense*>(layer)) {
    if (dense->is_over_time()) return make_dense_over_time_step(node, *dense);
    return std::make_unique<DenseStep>(node, *dense);
  }
  if (const auto* pool = dynamic_cast<const MaxPool2d*>(layer)) {
    return std::make_unique<MaxPoolStep>(lane_pool(*pool));
  }
  if (const auto* pool = dynamic_cast<const AveragePool2d*>(layer)) {
    return std::make_unique<AveragePoolStep>(lane_pool(*pool));
  }
  if (const auto* pool = dynamic_cast<const GlobalPool2d*>(layer)) {
    if (pool->kind() == GlobalPoolKind::kMaximum) {
      return std::make_unique<MaxPoolStep>(lane_pool(*pool));
    }
    return std::make_unique<AveragePoolStep>(lane_pool(*pool));
  }
  if (const auto* activation = dynamic_cast<const Activation*>(layer)) {
    return make_activation_step(*activation, features);
  }
  if (const auto* dropout = dynamic_cast<const Dropout*>(layer)) {
    return make_dropout_step(*dropout, number);
  }
  if (const auto* norm = dynamic_cast<const BatchNorm*>(layer)) {
    return make_batch_norm_step(node, number, *norm);
  }
  if (const auto* recurrent = dynamic_cast<const RecurrentLayer*>(layer)) {
    return make_recurrent_step(node, *recurrent);
  }
  if (const auto* embedding = dynamic_cast<const Embedding*>(layer)) {
    return make_embedding_step(node, *embedding);
  }
  if (const auto* sum = dynamic_cast<const Add*>(layer)) return make_add_step(*sum);
  if (const auto* joined = dynamic_cast<const Concat*>(layer)) return make_concat_step(*joined);
  return nullptr;
}

}  // namespace

std::unique_ptr<LaneStep> make_lane_step(const Node& node, Index number, Index features) {
  auto step = make_known_step(node, number, features);
  return step ? std::move(step) : make_layer_step(node, number);
}

LaneInPlace lane_in_place(const Layer& layer) {
  if (dynamic_cast<const Dropout*>(&layer)) return LaneInPlace::kAlsoAfterRelu;
  const auto* activation = dynamic_cast<const Activation*>(&layer);
  const bool known = activation && make_activation_step(*activation, 1);
  return known ? LaneInPlace::kAlways : LaneInPlace::kNever;
}

bool is_relu(const Layer& layer) {
  const auto* activation = dynamic_cast<const Activation*>(&layer);
  return activation && activation->options().function == ActivationFunction::kRelu;
}

bool relu_before_max_pool(const Node& node, const Node& next) {
  const auto* pool = dynamic_cast<const MaxPool2d*>(next.layer.get());
  return pool && is_relu(*node.layer) && !has_padding(pool->window());
}

}  // namespace convscope::engine

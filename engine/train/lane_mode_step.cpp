#include "engine/train/lane_mode_step.h"

#include <algorithm>
#include <cmath>

#include "engine/kernels/lane_buffer.h"

namespace convscope::engine {
namespace {

class DropoutStep : public LaneStep {
 public:
  DropoutStep(const Dropout& layer, Index number)
      : rate_(layer.rate()),
        number_(number),
        features_(layer.output_shape().count()),
        factors_(features_ * kLanes) {}

  void forward(const LaneContext& c, const float* x, float* out) override {
    if (c.rng == nullptr) {
      std::fill_n(factors_.data(), features_ * kLanes, 1.0F);
      std::copy_n(x, features_ * kLanes, out);
      return;
    }
    draw(c.rng->fork(static_cast<std::uint64_t>(number_)));
    for (Index i = 0; i < features_ * kLanes; ++i) out[i] = x[i] * factors_.data()[i];
  }

  void backward(const LaneContext&, const Blocks& b) override {
    if (!b.d_x) return;
    for (Index i = 0; i < features_ * kLanes; ++i) b.d_x[i] = b.d_out[i] * factors_.data()[i];
  }

 private:
  // Each sample's numbers in the order in which the layer draws them.
  void draw(const Rng& rng) {
    const auto scale = static_cast<float>(1 / (1 - rate_));
    for (Index lane = 0; lane < kLanes; ++lane) {
      Rng own = rng.fork(static_cast<std::uint64_t>(lane));
      for (Index i = 0; i < features_; ++i) {
        factors_.data()[i * kLanes + lane] = own.uniform() >= rate_ ? scale : 0.0F;
      }
    }
  }

  double rate_;
  Index number_;
  Index features_;
  LaneBuffer<> factors_;
};

class BatchNormStep : public LaneStep {
 public:
  BatchNormStep(const Node& node, const BatchNorm& layer)
      : node_(node),
        eps_(layer.options().eps),
        channels_(layer.output_shape()[0]),
        cells_(layer.output_shape().count() / channels_) {}

  void forward(const LaneContext& c, const float* x, float* out) override {
    const float* const gamma = c.parameters + node_.parameter_offset;
    const float* const beta = gamma + channels_;
    const float* const mean = c.parameters + node_.buffer_offset;
    const float* const variance = mean + channels_;
    for (Index channel = 0; channel < channels_; ++channel) {
      const double scale = static_cast<double>(gamma[channel]) /
                           std::sqrt(static_cast<double>(variance[channel]) + eps_);
      const auto factor = static_cast<float>(scale);
      const auto shift = static_cast<float>(static_cast<double>(beta[channel]) -
                                            static_cast<double>(mean[channel]) * scale);
      const Index first = channel * cells_ * kLanes;
      for (Index i = first; i < first + cells_ * kLanes; ++i) out[i] = x[i] * factor + shift;
    }
  }

  void backward(const LaneContext&, const Blocks&) override {}

 private:
  const Node& node_;
  double eps_;
  Index channels_;
  Index cells_;
};

}  // namespace

std::unique_ptr<LaneStep> make_dropout_step(const Dropout& layer, Index number) {
  return std::make_unique<DropoutStep>(layer, number);
}

std::unique_ptr<LaneStep> make_batch_norm_step(const Node& node, const BatchNorm& layer) {
  return std::make_unique<BatchNormStep>(node, layer);
}

}  // namespace convscope::engine

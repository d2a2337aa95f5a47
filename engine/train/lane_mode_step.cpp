#include "engine/train/lane_mode_step.h"

#include <algorithm>
#include <cmath>

#include "engine/kernels/lane_buffer.h"

namespace convscope::engine {
namespace {

class DropoutStep : public LaneStep {
 public:
  DropoutStep(const Dropout& layer, Index number)
      : rate_(layer.rate()), number_(number), features_(layer.output_shape().count()) {}

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    if (c.rng == nullptr) {
      if (out != x[0]) std::copy_n(x[0], features_ * kLanes, out);
      return;
    }
    mask_.resize(static_cast<std::size_t>(features_));
    draw(c, c.rng->fork(static_cast<std::uint64_t>(number_)));
    c.kernels.dropout(features_, mask_.data(), scale(), x[0], out);
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    if (!b.d_x[0]) return;
    if (c.rng) return c.kernels.dropout(features_, mask_.data(), scale(), b.d_out, b.d_x[0]);
    if (b.d_x[0] != b.d_out) std::copy_n(b.d_out, features_ * kLanes, b.d_x[0]);
  }

 private:
  float scale() const { return static_cast<float>(1 / (1 - rate_)); }

  // Each sample's numbers in the order in which the layer draws them. uniform() >= rate_ is a
  // comparison of its 53 bits.
  void draw(const LaneContext& c, const Rng& rng) {
    LaneRng lanes;
    for (std::size_t lane = 0; lane < std::size_t{kLanes}; ++lane) {
      const Rng::State state = rng.fork(lane).state();
      for (std::size_t word = 0; word < state.size(); ++word) {
        lanes.words[word][lane] = state[word];
      }
    }
    const double threshold = std::ceil(rate_ * 0x1.0p53);
    c.kernels.dropout_mask(features_, static_cast<unsigned long long>(threshold), &lanes,
                           mask_.data());
  }

  double rate_;
  Index number_;
  Index features_;
  std::vector<unsigned short> mask_;  // of the last training forward
};

class BatchNormStep : public LaneStep {
 public:
  BatchNormStep(const Node& node, Index number, const BatchNorm& layer)
      : node_(node), layer_(layer), number_(number), channels_(layer.output_shape()[0]) {}

  void forward(const LaneContext& c, std::span<const float* const> x, float* out) override {
    const LaneNorm norm = lane_norm(layer_, c.samples);
    if (c.norms) return c.kernels.norm_forward(norm, c.norms[number_].forward(), x[0], out);
    by_running_statistics(c);
    c.kernels.norm_forward(norm, running_.forward(), x[0], out);
  }

  void backward(const LaneContext& c, const Blocks& b) override {
    const LaneNorm norm = lane_norm(layer_, c.samples);
    const LaneNormNumbers& numbers = c.norms ? c.norms[number_] : running_;
    if (!c.norms && !node_.frozen) add_up(c, b);
    if (b.d_x[0]) c.kernels.norm_backward(norm, numbers.backward(), b.x[0], b.d_out, b.d_x[0]);
  }

 private:
  void by_running_statistics(const LaneContext& c) {
    const float* const gamma = c.parameters + node_.parameter_offset;
    const float* const mean = c.parameters + node_.buffer_offset;
    const auto count = static_cast<std::size_t>(channels_);
    running_.mean.assign(mean, mean + channels_);
    running_.shift.assign(gamma + channels_, gamma + 2 * channels_);
    running_.scale.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      running_.scale[i] = static_cast<float>(static_cast<double>(gamma[i]) * inverse(c, i));
    }
    running_.d_scale = running_.scale;
    running_.d_slope.assign(count, 0.0F);
    running_.d_shift.assign(count, 0.0F);
  }

  double inverse(const LaneContext& c, std::size_t channel) const {
    const float* const variance = c.parameters + node_.buffer_offset + channels_;
    return 1 / std::sqrt(static_cast<double>(variance[channel]) + layer_.options().eps);
  }

  void add_up(const LaneContext& c, const Blocks& b) const {
    const auto count = static_cast<std::size_t>(channels_);
    std::vector<double> sum(count), product(count);
    c.kernels.norm_sums(lane_norm(layer_, c.samples), running_.mean.data(), b.x[0], b.d_out,
                        sum.data(), product.data());
    float* const d_gamma = c.gradient + node_.parameter_offset;
    for (std::size_t i = 0; i < count; ++i) {
      d_gamma[i] = static_cast<float>(product[i] * inverse(c, i));
      d_gamma[count + i] = static_cast<float>(sum[i]);
    }
  }

  const Node& node_;
  const BatchNorm& layer_;
  Index number_;
  Index channels_;
  LaneNormNumbers running_;
};

}  // namespace

std::unique_ptr<LaneStep> make_dropout_step(const Dropout& layer, Index number) {
  return std::make_unique<DropoutStep>(layer, number);
}

std::unique_ptr<LaneStep> make_batch_norm_step(const Node& node, Index number,
                                               const BatchNorm& layer) {
  return std::make_unique<BatchNormStep>(node, number, layer);
}

LaneNorm lane_norm(const BatchNorm& layer, Index samples) noexcept {
  const Index channels = layer.output_shape()[0];
  return {
      .channels = channels, .cells = layer.output_shape().count() / channels, .samples = samples};
}

}  // namespace convscope::engine

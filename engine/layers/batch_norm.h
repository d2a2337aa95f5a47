#pragma once

#include <vector>

#include "engine/layers/layer.h"

namespace convscope::engine {

struct BatchNormOptions {
  double eps = 1e-5;      ///< added to the variance, at least 0
  double momentum = 0.1;  ///< new = (1 - momentum) * old + momentum * batch
  friend bool operator==(const BatchNormOptions&, const BatchNormOptions&) = default;
};

/// One channel of a batch, of M = N*H*W numbers, in double.
struct ChannelStatistics {
  double mean = 0;
  double variance = 0;  ///< biased: divided by M
};

/// Batch normalisation (Ioffe and Szegedy, 2015, arXiv:1502.03167) over each channel c of
/// x (N, C) or (N, C, H, W), the output in the same shape:
///   out = gamma[c] * x_hat + beta[c],  x_hat = (x - mean[c]) / sqrt(variance[c] + eps)
/// In training mean and (biased) variance are the batch's, and new_buffers, when given, get the
/// running mean and variance moved towards the batch's mean and unbiased variance, as in
/// torch.nn.BatchNorm2d. In use they are the running ones. Statistics are computed in double.
/// Parameters gamma, beta (C); buffers running_mean (0 at first), running_var (1 at first).
/// Cost: three passes over the numbers forward, three backward.
class BatchNorm : public Layer {
 public:
  /// Throws Error{BATCH_NORM} for an input that is neither [C] nor [C,H,W], an eps below 0, or a
  /// momentum outside [0, 1].
  BatchNorm(const Shape& input, const BatchNormOptions& options);

  const BatchNormOptions& options() const noexcept { return options_; }

  /// In training throws Error{BATCH_OF_ONE} for one value per channel, which has no variance.
  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  /// `of`: "input", "gamma", "beta". In training a term per number of the channel: each moves the
  /// mean and the variance.
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  /// Its own cell; in training the channel's others act through mean and variance.
  std::vector<Cell> reads(const Cell& cell) const override { return {cell}; }
  Index macs() const override { return output_shape_.count(); }

  /// Mean and biased variance of every channel of a batch (N, C, ...).
  std::vector<ChannelStatistics> batch_statistics(ConstTensorView x) const;
  /// Derives a statistic again: `of` is batch_mean, batch_var_biased, running_mean, running_var or
  /// running_var_keras_biased (as after a step of training; unchanged in use), `cell` {c}, or
  /// x_hat, `cell` as the output's.
  Explanation explain_statistic(std::string_view of, const Cell& cell,
                                const ExplainContext& context) const;

 private:
  std::vector<ChannelStatistics> statistics(ConstTensorView x,
                                            std::span<const ConstTensorView> buffers,
                                            Mode mode) const;
  Explanation explain_d_input(const Cell& cell, const ExplainGradientContext& context) const;

  BatchNormOptions options_;
};

}  // namespace convscope::engine

#pragma once

#include "engine/layers/layer.h"
#include "engine/layers/window.h"

namespace convscope::engine {

/// Hyper-parameters of a transposed 2-D convolution.
struct ConvTranspose2dOptions {
  Index filters = 1;
  WindowOptions window;  ///< ceil_mode and mode are not read
  std::array<Index, 2> output_padding{0, 0};
  Index groups = 1;
  bool bias = true;
  friend bool operator==(const ConvTranspose2dOptions&, const ConvTranspose2dOptions&) = default;
};

/// x (N, C, H, W), weight (C, F/groups, kh, kw), bias (F) -> out (N, F, oh, ow), any range: every
/// input cell adds its number times the kernel to the outputs,
///   out[n,f,y,x] = bias[f] + sum over c, i, j with y = iy*s - p + i*d, x = ix*s - p + j*d of
///     weight[c, f mod F/groups, i, j] * x[n,c,iy,ix],   c in the group of f,
///   oh = (H-1)*s - p_before - p_after + d*(kh-1) + output_padding + 1
/// (torch.nn.ConvTranspose2d; Dumoulin and Visin, 2016, arXiv:1603.07285, section 4): forward is
/// the gradient by x of the convolution with these settings. `explain` lists the terms that there
/// are, in row-major order of the weight; a cell that nothing reaches has none.
/// Cost: N*C*H*W*kh*kw*F/groups multiply-accumulates, forward, d_x and d_weight each.
class ConvTranspose2d : public Layer {
 public:
  /// `input` is (C, H, W). Throws Error{WINDOW}, {NO_OUTPUT}, {GROUPS} or {FILTERS}.
  ConvTranspose2d(const Shape& input, const ConvTranspose2dOptions& options);

  const ConvTranspose2dOptions& options() const noexcept { return options_; }
  const Transposed2d& window() const noexcept { return window_; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override;

 private:
  Explanation explain_d_x(const Cell& cell, const ExplainGradientContext& context) const;
  Explanation explain_d_weight(const Cell& cell, const ExplainGradientContext& context) const;
  Explanation explain_d_bias(const Cell& cell, const ExplainGradientContext& context) const;
  Index group_channels() const { return input_shapes_[0][0] / options_.groups; }
  Index group_filters() const { return options_.filters / options_.groups; }

  ConvTranspose2dOptions options_;
  Transposed2d window_;
};

}  // namespace convscope::engine

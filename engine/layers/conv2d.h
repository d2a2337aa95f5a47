#pragma once

#include "engine/layers/layer.h"
#include "engine/layers/window.h"

namespace convscope::engine {

/// Hyper-parameters of a 2-D convolution (cross-correlation, as every framework computes it).
struct Conv2dOptions {
  Index filters = 1;
  WindowOptions window;
  Index groups = 1;
  bool bias = true;
  friend bool operator==(const Conv2dOptions&, const Conv2dOptions&) = default;
};

/// x (N, C, H, W), weight (F, C/groups, kh, kw), bias (F) -> out (N, F, oh, ow), any range:
///   out[n,f,y,x] = bias[f] + sum over c, i, j of
///     weight[f,c,i,j] * x[n, g*C/groups + c, y*s - p + i*d, x*s - p + j*d],  g = f*groups/F,
/// reading zeros in the padding (Dumoulin and Visin, 2016, arXiv:1603.07285), or with
/// window.mode what torch.nn.functional.pad puts there; the gradient of a padded cell then goes to
/// the cell that it shows. `explain` has a term for every weight: in the padding its input is none,
/// or the cell shown, and `padding` is set. `reads` lists a cell once for each weight that reads
/// it. Cost: N*F*oh*ow*kh*kw*C/groups multiply-accumulates, forward, d_x and d_weight each.
class Conv2d : public Layer {
 public:
  /// `input` is (C, H, W). Throws Error{WINDOW}, {NO_OUTPUT}, {GROUPS} or {FILTERS}.
  Conv2d(const Shape& input, const Conv2dOptions& options);

  const Conv2dOptions& options() const noexcept { return options_; }
  const Window2d& window() const noexcept { return window_; }

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

  Conv2dOptions options_;
  Window2d window_;
};

}  // namespace convscope::engine

#pragma once

#include "engine/layers/layer.h"
#include "engine/layers/window.h"

namespace convscope::engine {

/// Poolings refuse what torch.nn does: a padding alike on both sides and more than half the kernel.
/// Sides given one by one may be any, and "same" what it comes to; a window may then lie wholly in
/// the padding.

/// x (N, C, H, W), any range -> out (N, C, oh, ow): the largest number of each window, padding
/// counting as -infinity. Ties go to the first cell in row-major order; a NaN wins. A window
/// wholly inside the padding gives -infinity. Slot "indices": the winner's row-major position in
/// the unpadded H x W plane, -1 where there is none. Cost: N*C*oh*ow*kh*kw comparisons.
class MaxPool2d : public Layer {
 public:
  /// `input` is (C, H, W). Throws Error{POOL_INPUT}, {WINDOW} or {NO_OUTPUT}.
  MaxPool2d(const Shape& input, const WindowOptions& options);

  const Window2d& window() const noexcept { return window_; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }

 private:
  Window2d window_;
};

/// x (N, C, H, W), any range -> out (N, C, oh, ow): the mean of each window, padding counting as
/// zero. Divides by the window's cells inside input plus padding (count_include_pad), or inside the
/// input only. Cost: N*C*oh*ow*kh*kw additions.
class AveragePool2d : public Layer {
 public:
  /// `input` is (C, H, W), dilation 1. Throws Error{POOL_INPUT}, {WINDOW} or {NO_OUTPUT}.
  AveragePool2d(const Shape& input, const WindowOptions& options, bool count_include_pad = true);

  const Window2d& window() const noexcept { return window_; }
  bool count_include_pad() const noexcept { return count_include_pad_; }
  /// What the window of output (oy, ox) is divided by; 0 when it covers nothing that counts, and
  /// then the output is 0.
  Index divisor(Index oy, Index ox) const noexcept;

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }

 private:
  Window2d window_;
  bool count_include_pad_;
};

/// x (N, C, H, W), any range -> out (N, C, oh, ow): the root of the sum of each window's squares,
/// padding counting as zero (torch.nn.LPPool2d with norm 2). The gradient of a window of zeros
/// is 0. `explain`'s terms add up to the sum. Cost: N*C*oh*ow*kh*kw multiply-accumulates.
class L2Pool2d : public Layer {
 public:
  /// `input` is (C, H, W). Throws Error{POOL_INPUT}, {WINDOW} or {NO_OUTPUT}.
  L2Pool2d(const Shape& input, const WindowOptions& options);

  const Window2d& window() const noexcept { return window_; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }

 private:
  Window2d window_;
};

}  // namespace convscope::engine

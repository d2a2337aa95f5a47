#pragma once

#include <memory>

#include "engine/layers/layer.h"

namespace convscope::engine {

enum class GlobalPoolKind { kMaximum, kAverage };

/// x (N, C, H, W), any range -> out (N, C): each plane's largest number (the first of equal ones,
/// in row-major order) or mean (Lin et al., 2013, arXiv:1312.4400; Keras's GlobalMaxPooling2D and
/// GlobalAveragePooling2D). Slot "indices" of the maximum: its row-major place in the plane.
/// Cost: N*C*H*W.
class GlobalPool2d : public Layer {
 public:
  /// `input` is (C, H, W). Throws Error{POOL_INPUT}.
  GlobalPool2d(const Shape& input, GlobalPoolKind kind);

  GlobalPoolKind kind() const noexcept { return kind_; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override;
  Index macs() const override { return 0; }

 private:
  GlobalPoolKind kind_;
  std::unique_ptr<const Layer> pool_;  ///< with a window as large as the plane
};

}  // namespace convscope::engine

#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/core/parallel.h"
#include "engine/kernels/lane_buffer.h"
#include "engine/kernels/lane_kernels.h"
#include "engine/layers/conv2d.h"
#include "engine/model/network.h"

namespace convscope::engine {

/// A node of a chain and what follows it at once.
struct ImageNode {
  const Node* node = nullptr;
  const Node* norm = nullptr;  ///< batch normalisation behind a convolution
  bool relu = false;
  Shape input;  ///< (C, H, W) or (n), before flattening
};

/// Numbers (H, W, C) with padding around them, which stays zero.
class ImagePlane {
 public:
  ImagePlane() = default;
  /// `window` has the padding; null for none.
  ImagePlane(Index height, Index width, Index channels, const LaneWindow* window);

  Index height = 0, width = 0, channels = 0;
  const float* data() const noexcept { return values_.data(); }
  /// Pixel (0, 0).
  float* first() noexcept { return values_.data() + first_; }
  Index row() const noexcept { return row_; }

 private:
  LaneBuffer<> values_;
  Index first_ = 0, row_ = 0;
};

/// One step of a chain, from its own plane into the next one's.
class ImageStep {
 public:
  virtual ~ImageStep() = default;
  /// Room for what the step reads.
  virtual ImagePlane input() const = 0;
  virtual void set_parameters(std::span<const Scalar> block) { static_cast<void>(block); }
  virtual void run(const ImagePlane& x, ImagePlane& out, ThreadPool* pool) = 0;
};

/// task(part, parts) for every part, on the pool's threads where so many multiply-accumulates are
/// worth it; `most` parts at most.
void share(ThreadPool* pool, Index macs, Index most,
           const std::function<void(Index part, Index parts)>& task);

/// A convolution's weights and biases (0 where it has none), with the normalisation behind it
/// folded in: (conv - mean) * gamma / sqrt(variance + eps) + beta is another convolution.
struct ImageWeights {
  std::span<const float> weight;
  std::vector<float> scaled;  ///< what `weight` shows where there is a normalisation
};
ImageWeights fold_parameters(const ImageNode& node, const Conv2d& layer,
                             std::span<const Scalar> block, float* bias);

/// 3 x 3 with stride 1 and enough channels: by Winograd's F(2x2, 3x3). Null for others.
std::unique_ptr<ImageStep> make_winograd_step(const ImageNode& node, const Conv2d& layer,
                                              const LaneKernels& kernels);

/// Null for a layer or an option that the kernels do not know.
std::unique_ptr<ImageStep> make_image_step(const ImageNode& node, const LaneKernels& kernels);

}  // namespace convscope::engine

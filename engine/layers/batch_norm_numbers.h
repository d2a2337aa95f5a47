#pragma once

#include "engine/core/shape.h"

namespace convscope::engine {

/// The numbers of one channel of a batch (N, C) or (N, C, H, W), in row-major order.
class ChannelWalk {
 public:
  explicit ChannelWalk(const Shape& batch) : samples_(batch[0]), channels_(batch[1]) {
    for (int axis = 2; axis < batch.rank(); ++axis) inner_ *= batch[axis];
  }
  Index channels() const noexcept { return channels_; }
  /// How many numbers a channel has.
  Index size() const noexcept { return samples_ * inner_; }
  /// Calls `visit` with each number's offset in the batch.
  template <typename Visit>
  void each(Index channel, Visit&& visit) const {
    for (Index n = 0; n < samples_; ++n) {
      const Index first = (n * channels_ + channel) * inner_;
      for (Index i = 0; i < inner_; ++i) visit(first + i);
    }
  }

 private:
  Index samples_;
  Index channels_;
  Index inner_ = 1;
};

/// The variance divided by size - 1 from the one divided by size; size at least 2.
inline double unbiased(double biased, Index size) {
  return biased * static_cast<double>(size) / static_cast<double>(size - 1);
}

/// A running number after a batch.
inline double moved(double momentum, double old, double batch) {
  return (1 - momentum) * old + momentum * batch;
}

}  // namespace convscope::engine

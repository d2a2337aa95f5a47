#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "engine/core/rng.h"
#include "engine/core/tensor.h"
#include "engine/kernels/lane_kernels.h"

namespace convscope::engine::testing {

/// `count` numbers on a cache line, NaN at first, so that whatever a kernel reads before it was
/// written shows. A guard behind them finds writes beyond the end.
template <typename T = float>
class LaneBlock {
 public:
  explicit LaneBlock(Index count)
      : count_(count), values_(static_cast<std::size_t>(count) + 2 * kGuard, guard()) {
    const auto address = reinterpret_cast<std::uintptr_t>(values_.data());
    data_ = values_.data() + (64 - address % 64) % 64 / sizeof(T);
  }
  LaneBlock(const LaneBlock&) = delete;
  LaneBlock& operator=(const LaneBlock&) = delete;
  ~LaneBlock() {
    for (std::size_t i = 0; i < kGuard / 2; ++i) {
      const T beyond = data_[static_cast<std::size_t>(count_) + i];
      EXPECT_TRUE(beyond == guard() || beyond != beyond) << "written behind the end";
    }
  }

  T* data() { return data_; }
  Index size() const { return count_; }

 private:
  static constexpr std::size_t kGuard = 32;
  static T guard() {
    if constexpr (std::is_same_v<T, float>) return std::numeric_limits<float>::quiet_NaN();
    return -77;
  }
  Index count_;
  std::vector<T> values_;
  T* data_ = nullptr;
};

inline void fill_random(std::span<float> values, Rng& rng) {
  for (float& value : values) value = static_cast<float>(rng.normal());
}

/// The rows (n, ...) of a tensor, moved into the lanes by the kernels' own `pack`.
inline void to_lanes(const LaneKernels& kernels, ConstTensorView tensor, LaneBlock<>& block) {
  std::vector<const float*> rows;
  for (Index n = 0; n < tensor.shape()[0]; ++n) rows.push_back(tensor.entry(n).data());
  const Index features = tensor.size() / tensor.shape()[0];
  ASSERT_EQ(block.size(), features * kLanes);
  kernels.pack(rows.data(), tensor.shape()[0], features, block.data());
}

inline Tensor from_lanes(LaneBlock<>& block, const Shape& shape) {
  Tensor tensor(shape);
  const Index features = tensor.size() / shape[0];
  for (Index n = 0; n < shape[0]; ++n) {
    for (Index i = 0; i < features; ++i) tensor[n * features + i] = block.data()[i * kLanes + n];
  }
  return tensor;
}

/// Every |a - b| within `tolerance` of `magnitude` there (the sum of the terms' magnitudes).
inline void expect_close(std::span<const float> found, std::span<const float> expected,
                         std::span<const float> magnitude, double tolerance = 1e-5) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], tolerance * std::abs(magnitude[i]) + 1e-7) << "number " << i;
  }
}

}  // namespace convscope::engine::testing

#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// Numbers that start on a cache line, as the lane kernels want them; zero at first.
template <typename T = float>
class LaneBuffer {
 public:
  LaneBuffer() = default;
  explicit LaneBuffer(Index count) : values_(static_cast<std::size_t>(count) + kAlign / sizeof(T)) {
    const auto address = reinterpret_cast<std::uintptr_t>(values_.data());
    data_ = values_.data() + (kAlign - address % kAlign) % kAlign / sizeof(T);
  }
  LaneBuffer(LaneBuffer&&) noexcept = default;  // a moved vector keeps its storage
  LaneBuffer& operator=(LaneBuffer&&) noexcept = default;

  T* data() noexcept { return data_; }
  const T* data() const noexcept { return data_; }

 private:
  static constexpr std::size_t kAlign = 64;
  std::vector<T> values_;
  T* data_ = nullptr;
};

}  // namespace convscope::engine

#include "engine/train/gradient_sum.h"

#include <algorithm>

namespace convscope::engine {
namespace {

constexpr Index kRange = 4096;  // numbers that one item adds

}  // namespace

void add_in_order(ThreadPool& pool, std::span<const Scalar> parts, bool on, std::span<Scalar> sum) {
  const auto size = static_cast<Index>(sum.size());
  if (size == 0) return;
  const Index count = static_cast<Index>(parts.size()) / size;
  const auto task = [&](Index item, int) {
    const Index first = item * kRange;
    const Index length = std::min(kRange, size - first);
    Scalar* to = sum.data() + first;
    for (Index part = 0; part < count; ++part) {
      const Scalar* from = parts.data() + part * size + first;
      if (!on && part == 0) {
        std::copy(from, from + length, to);
      } else {
        for (Index i = 0; i < length; ++i) to[i] += from[i];
      }
    }
  };
  pool.run((size + kRange - 1) / kRange, task);
}

}  // namespace convscope::engine

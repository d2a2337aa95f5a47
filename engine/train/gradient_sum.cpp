#include "engine/train/gradient_sum.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>

#include "engine/kernels/lane_kernels.h"

namespace convscope::engine {
namespace {

constexpr Index kRange = 4096;  // numbers that one item adds
constexpr Index kMostParts = 32;

}  // namespace

bool add_in_order(ThreadPool& pool, std::span<const Scalar> parts, bool on, Scalar scale,
                  std::span<Scalar> sum) {
  const auto size = static_cast<Index>(sum.size());
  if (size == 0) return true;
  const Index count = static_cast<Index>(parts.size()) / size;
  const LaneKernels& kernels = lane_kernels();
  std::atomic<bool> finite = true;
  const auto task = [&](Index item, int) {
    const Index first = item * kRange, length = std::min(kRange, size - first);
    Scalar* const to = sum.data() + first;
    bool fine = true;
    // As many at a time as the list holds; what is there already comes first.
    for (Index part = 0; part < count;) {
      std::array<const Scalar*, kMostParts> list{};
      Index listed = 0;
      if (on || part > 0) list[static_cast<std::size_t>(listed++)] = to;
      for (; listed < kMostParts && part < count; ++part) {
        list[static_cast<std::size_t>(listed++)] = parts.data() + part * size + first;
      }
      fine = kernels.reduce(list.data(), listed, length, part == count ? scale : 1.0F, to);
    }
    if (!fine) finite = false;
  };
  // By reference: a copy of the captures would be allocated.
  pool.run((size + kRange - 1) / kRange, std::ref(task));
  return finite;
}

}  // namespace convscope::engine

#include "engine/kernels/plane_correlation.h"

#include <algorithm>
#include <array>

namespace convscope::engine {
namespace {

constexpr Index kBlock = 32;  // outputs that are summed in registers at a time

// `count` outputs of one row, at most kBlock; `in` is the first cell that they read.
void correlate_block(const float* in, Index in_width, std::span<const float> kernel, Index k,
                     float* out) {
  std::array<float, kBlock> sums{};
  for (Index i = 0; i < k; ++i) {
    for (Index j = 0; j < k; ++j) {
      const float w = kernel[static_cast<std::size_t>(i * k + j)];
      if (w == 0) continue;
      const float* row = in + i * in_width + j;
      for (Index l = 0; l < kBlock; ++l) sums[static_cast<std::size_t>(l)] += w * row[l];
    }
  }
  std::copy(sums.begin(), sums.end(), out);
}

}  // namespace

float Plane::nearest(Index y, Index x) const {
  return at(std::clamp<Index>(y, 0, height - 1), std::clamp<Index>(x, 0, width - 1));
}

Plane replicated(const Plane& plane, Index margin) {
  Plane result{plane.height + 2 * margin, plane.width + 2 * margin, {}};
  result.values.resize(static_cast<std::size_t>(result.height * result.width));
  for (Index y = 0; y < result.height; ++y) {
    const Index from = std::clamp<Index>(y - margin, 0, plane.height - 1);
    const float* row = plane.values.data() + from * plane.width;
    float* out = result.values.data() + y * result.width;
    std::fill_n(out, margin, row[0]);
    std::copy_n(row, plane.width, out + margin);
    std::fill_n(out + margin + plane.width, margin, row[plane.width - 1]);
  }
  return result;
}

Plane correlate(const Plane& plane, std::span<const float> kernel, Index k) {
  Plane result{plane.height, plane.width, {}};
  // Whole blocks are written and read: the last one of a row reaches over its end.
  const Index rounded = (plane.width + kBlock - 1) / kBlock * kBlock;
  Plane wide = replicated(plane, k / 2);
  wide.values.resize(wide.values.size() + static_cast<std::size_t>(kBlock + k));
  std::vector<float> row(static_cast<std::size_t>(rounded));
  result.values.reserve(plane.values.size());
  for (Index y = 0; y < plane.height; ++y) {
    for (Index x = 0; x < rounded; x += kBlock) {
      correlate_block(wide.values.data() + y * wide.width + x, wide.width, kernel, k,
                      row.data() + x);
    }
    result.values.insert(result.values.end(), row.begin(), row.begin() + plane.width);
  }
  return result;
}

std::vector<double> correlate_gradient(const Plane& plane, const Plane& d_out, Index k) {
  const Plane wide = replicated(plane, k / 2);
  std::vector<double> gradient(static_cast<std::size_t>(k * k));
  for (Index i = 0; i < k; ++i) {
    for (Index j = 0; j < k; ++j) {
      double sum = 0;
      for (Index y = 0; y < plane.height; ++y) {
        const float* in = wide.values.data() + (y + i) * wide.width + j;
        const float* d = d_out.values.data() + y * d_out.width;
        std::array<float, 8> lanes{};
        Index x = 0;
        for (; x + 8 <= plane.width; x += 8) {
          for (std::size_t l = 0; l < 8; ++l) lanes[l] += in[x + Index(l)] * d[x + Index(l)];
        }
        for (; x < plane.width; ++x) lanes[0] += in[x] * d[x];
        for (const float lane : lanes) sum += static_cast<double>(lane);
      }
      gradient[static_cast<std::size_t>(i * k + j)] = sum;
    }
  }
  return gradient;
}

}  // namespace convscope::engine

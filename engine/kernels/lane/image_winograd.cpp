// The transforms around Winograd's convolution F(2x2, 3x3) of one image (Lavin and Gray, 2015,
// arXiv:1509.09308), channels innermost: 4 x 4 inputs become 16 numbers, the products with the
// transformed weights are sums over channels alone, and 16 of those become 2 x 2 outputs: 16
// multiplications in the place of 36.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

/// B^T applied to four numbers `step` apart.
CONVSCOPE_INLINE void spread(Vec* d, int step) {
  const Vec a = d[0], b = d[step], c = d[2 * step], e = d[3 * step];
  d[0] = a - c;
  d[step] = b + c;
  d[2 * step] = c - b;
  d[3 * step] = b - e;
}

/// The two numbers of A^T.
CONVSCOPE_INLINE Vec gathered(const Vec* m, int step, bool second) {
  return second ? m[step] - m[2 * step] - m[3 * step] : m[0] + m[step] + m[2 * step];
}

}  // namespace

void image_winograd_input(const LaneImageTiles& t, const float* plane, Index row, float* numbers) {
  for (Index tile = t.first; tile < t.last; ++tile) {
    const float* const in = plane + tile / t.columns * 2 * row + tile % t.columns * 2 * t.channels;
    float* const to = numbers + (tile - t.origin) * t.channels;
    for (Index c = 0; c < t.channels; c += kWidth) {
      Vec d[16];
      CONVSCOPE_UNROLL
      for (int i = 0; i < 16; ++i) d[i] = load_loose(in + i / 4 * row + i % 4 * t.channels + c);
      CONVSCOPE_UNROLL
      for (int i = 0; i < 4; ++i) spread(d + i, 4);
      CONVSCOPE_UNROLL
      for (int i = 0; i < 4; ++i) spread(d + 4 * i, 1);
      CONVSCOPE_UNROLL
      for (int i = 0; i < 16; ++i) store_loose(to + i * t.pitch + c, d[i]);
    }
  }
}

void image_winograd_output(const LaneImageTiles& t, const float* sums, const float* bias,
                           const LaneImageConv& conv, const LaneImageOut& to) {
  for (Index tile = t.first; tile < t.last; ++tile) {
    const Index y = tile / t.columns * 2, x = tile % t.columns * 2;
    const float* const from = sums + (tile - t.origin) * t.channels;
    for (Index f = 0; f < t.channels; f += kWidth) {
      Vec m[16], half[8];
      CONVSCOPE_UNROLL
      for (int i = 0; i < 16; ++i) m[i] = load_loose(from + i * t.pitch + f);
      CONVSCOPE_UNROLL
      for (int i = 0; i < 8; ++i) half[i] = gathered(m + i % 4, 4, i >= 4);
      const Vec start = load_loose(bias + f);
      CONVSCOPE_UNROLL
      for (int i = 0; i < 4; ++i) {
        const Index oy = y + i / 2, ox = x + i % 2;
        if (oy >= conv.window.output_y || ox >= conv.window.output_x) continue;
        const Vec value = gathered(half + i / 2 * 4, 1, i % 2 == 1) + start;
        store_loose(to.out + oy * to.out_row + ox * to.out_pixel + f,
                    conv.relu ? (value < 0.0F ? Vec{} : value) : value);
      }
    }
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

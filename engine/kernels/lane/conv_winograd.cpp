// Convolution forward with fewer multiplications: along each row Winograd's F(4, 3) or F(4, 5)
// (Winograd, 1980; Lavin and Gray, 2015, arXiv:1509.09308), in the Toom-Cook form with the points
// 0, 1, -1, 2, -2, for five taps also 1/2, -1/2, and infinity. 4 outputs of a row with R taps are 4
// sums of R + 3 products in the place of 4 R. The products of each of the R + 3 numbers are a
// convolution of one column, which the tiles of the usual sweep compute.

#include "engine/kernels/lane/conv_sweep.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

constexpr Index kOut = 4;  // outputs of a tile

/// The numbers of R taps, `pitch` apart: their polynomial at each point, divided by the product of
/// the point's differences from the others, and at infinity the last tap.
CONVSCOPE_INLINE void spread_taps(const float (&g)[3], Index pitch, float* to) {
  const auto pair = [&](int place, float point, float divisor) {
    const float even = g[0] + point * point * g[2], odd = point * g[1];
    to[place * pitch] = (even + odd) * (1 / divisor);
    to[(place + 1) * pitch] = (even - odd) * (1 / divisor);
  };
  to[0] = 0.25F * g[0];
  pair(1, 1, -6);
  pair(3, 2, 24);
  to[5 * pitch] = g[2];
}
CONVSCOPE_INLINE void spread_taps(const float (&g)[5], Index pitch, float* to) {
  const auto pair = [&](int place, float point, float divisor) {
    const float square = point * point;
    const float even = g[0] + square * (g[2] + square * g[4]);
    const float odd = point * (g[1] + square * g[3]);
    to[place * pitch] = (even + odd) * (1 / divisor);
    to[(place + 1) * pitch] = (even - odd) * (1 / divisor);
  };
  to[0] = g[0];  // whose numbers below have the other sign too
  pair(1, 1, -4.5F);
  pair(3, 2, 90);
  pair(5, 0.5F, 1.40625F);
  to[7 * pitch] = g[4];
}

/// The numbers of a tile's R + 3 inputs, in their place.
CONVSCOPE_INLINE void spread(Vec (&d)[6]) {
  const Vec even = d[4] - 4.0F * d[2], odd = d[3] - 4.0F * d[1];
  const Vec even2 = d[4] - d[2], odd2 = 2.0F * (d[3] - d[1]);
  const Vec first = 4.0F * d[0] - 5.0F * d[2] + d[4], last = 4.0F * d[1] - 5.0F * d[3] + d[5];
  d[0] = first;
  d[1] = even + odd;
  d[2] = even - odd;
  d[3] = even2 + odd2;
  d[4] = even2 - odd2;
  d[5] = last;
}
CONVSCOPE_INLINE void spread(Vec (&d)[8]) {
  const Vec even = d[6] + d[2] - 4.25F * d[4], odd = d[5] + d[1] - 4.25F * d[3];
  const Vec even2 = d[6] + 0.25F * d[2] - 1.25F * d[4];
  const Vec odd2 = 2.0F * d[5] + 0.5F * d[1] - 2.5F * d[3];
  const Vec even3 = d[6] + 4.0F * d[2] - 5.0F * d[4];
  const Vec odd3 = 0.5F * d[5] + 2.0F * d[1] - 2.5F * d[3];
  const Vec first = d[0] - d[6] + 5.25F * (d[4] - d[2]);
  const Vec last = d[7] - d[1] + 5.25F * (d[3] - d[5]);
  d[0] = first;
  d[1] = even + odd;
  d[2] = even - odd;
  d[3] = even2 + odd2;
  d[4] = even2 - odd2;
  d[5] = even3 + odd3;
  d[6] = even3 - odd3;
  d[7] = last;
}

/// The outputs of a tile's sums.
CONVSCOPE_INLINE void gather(const Vec (&m)[6], Vec start, Vec (&out)[kOut]) {
  const Vec sum = m[1] + m[2], sum2 = m[3] + m[4];
  const Vec odd = m[1] - m[2], odd2 = m[3] - m[4];
  out[0] = start + (m[0] + sum + sum2);
  out[1] = start + (odd + 2.0F * odd2);
  out[2] = start + (sum + 4.0F * sum2);
  out[3] = start + (odd + 8.0F * odd2 + m[5]);
}
CONVSCOPE_INLINE void gather(const Vec (&m)[8], Vec start, Vec (&out)[kOut]) {
  const Vec sum = m[1] + m[2], sum2 = m[3] + m[4], sum3 = m[5] + m[6];
  const Vec odd = m[1] - m[2], odd2 = m[3] - m[4], odd3 = m[5] - m[6];
  out[0] = start + (m[0] + sum + sum2 + sum3);
  out[1] = start + (odd + 2.0F * odd2 + 0.5F * odd3);
  out[2] = start + (sum + 4.0F * sum2 + 0.25F * sum3);
  out[3] = start + (odd + 8.0F * odd2 + 0.125F * odd3 + m[7]);
}

/// One group. `numbers` [R + 3][channels][plane height][tiles], `sums` [R + 3][filters][tiles].
struct Tiles {
  Index count, height, width;  // in a row; of the plane
  float* numbers;
  float* sums;
};

/// Row `y` of the plane, of every channel.
template <int R>
void spread_row(const Sweep& s, const Tiles& t, Index y) {
  const Index pitch = s.channels * t.height * t.count * kLanes;
  for (Index c = 0; c < s.channels; ++c) {
    const float* const row = s.plane + c * s.plane_channel + y * s.plane_row;
    float* const to = t.numbers + (c * t.height + y) * t.count * kLanes;
    for (Index tile = 0; tile < t.count; ++tile) {
      const Index here = t.width - tile * kOut;  // columns that there are
      for (int part = 0; part < kParts; ++part) {
        const float* const in = row + tile * kOut * kLanes + part * kWidth;
        Vec d[R + 3];
        CONVSCOPE_UNROLL
        for (int i = 0; i < R + 3; ++i) d[i] = i < here ? load(in + i * kLanes) : Vec{};
        spread(d);
        CONVSCOPE_UNROLL
        for (int i = 0; i < R + 3; ++i) {
          store(to + i * pitch + tile * kLanes + part * kWidth, d[i]);
        }
      }
    }
  }
}

template <int R>
void gather_row(const Sweep& s, const Tiles& t, Index columns, Index y) {
  const Index pitch = s.filters * t.count * kLanes;
  for (Index f = 0; f < s.filters; ++f) {
    const Vec start = s.bias ? broadcast(s.bias[f]) : Vec{};
    for (Index tile = 0; tile < t.count; ++tile) {
      const Index here = columns - tile * kOut;
      for (int part = 0; part < kParts; ++part) {
        const float* const from = t.sums + (f * t.count + tile) * kLanes + part * kWidth;
        float* const to = s.out + f * s.out_channel + y * s.out_row + tile * kOut * kLanes;
        Vec m[R + 3], out[kOut];
        CONVSCOPE_UNROLL
        for (int i = 0; i < R + 3; ++i) m[i] = load(from + i * pitch);
        gather(m, start, out);
        CONVSCOPE_UNROLL
        for (int i = 0; i < kOut; ++i) {
          if (i < here) store(to + i * kLanes + part * kWidth, out[i]);
        }
      }
    }
  }
}

/// R + 3 times the weights of one column, each as the sweep reads them.
template <int R>
void pack_numbers(const Sweep& s, const float* weight, float* packed) {
  const Index columns = s.channels * s.y.kernel, count = s.filters * columns;
  for (Index f = 0, filters = 0; f < s.filters; f += filters) {
    filters = filter_tile(s.filters - f);
    for (Index column = 0; column < columns; ++column) {
      for (Index i = 0; i < filters; ++i) {
        const float* const from = weight + ((f + i) * columns + column) * R;
        float taps[R];
        CONVSCOPE_UNROLL
        for (int tap = 0; tap < R; ++tap) taps[tap] = from[tap];
        spread_taps(taps, count, packed++);
      }
    }
  }
}

template <int R>
void convolve(const Sweep& s, const Tiles& t, const float* packed) {
  const Index weights = s.filters * s.channels * s.y.kernel;
  Sweep column = s;
  column.x = {
      .input = t.count, .kernel = 1, .stride = 1, .dilation = 1, .pad = 0, .output = t.count};
  column.plane_row = t.count * kLanes;
  column.plane_channel = t.height * column.plane_row;
  column.bias = nullptr;
  column.out_channel = t.count * kLanes;
  column.out_row = 0;     // every row into the same sums
  Index ready = s.y.pad;  // what is above is never read
  for (Index y = 0; y < s.y.output; ++y) {
    const Index reach = y * s.y.stride + (s.y.kernel - 1) * s.y.dilation + 1;
    for (; ready < min_of(reach, s.y.pad + s.y.input); ++ready) spread_row<R>(s, t, ready);
    for (int p = 0; p < R + 3; ++p) {
      column.plane = t.numbers + p * s.channels * column.plane_channel;
      column.packed = packed + p * weights;
      column.out = t.sums + p * s.filters * column.out_channel;
      sweep(column, y, y + 1);
    }
    gather_row<R>(s, t, s.x.output, y);
  }
}

template <int R>
void winograd(const LaneConv& conv, const LaneConvForward& args) {
  const LaneWindow& w = conv.window;
  Sweep s = first_group(conv, args);
  const Index weights = s.filters * s.channels * w.kernel_y;
  const Index tiles = (w.output_x + kOut - 1) / kOut;
  Tiles t = {.count = tiles,
             .height = plane_height(w),
             .width = plane_width(w),
             .numbers = args.scratch,
             .sums = args.scratch + (R + 3) * s.channels * plane_height(w) * tiles * kLanes};
  float* const packed = t.sums + (R + 3) * s.filters * tiles * kLanes;
  for (Index g = 0; g < conv.groups; ++g) {
    pack_numbers<R>(s, args.weight + g * weights * R, packed);
    convolve<R>(s, t, packed);
    next_group(s);
  }
}

}  // namespace

bool winograd_pays(const LaneConv& conv) {
  const LaneWindow& w = conv.window;
  const Index channels = conv.channels / conv.groups, filters = conv.filters / conv.groups;
  const Index columns = channels * w.kernel_y * filters, numbers = w.kernel_x + kOut - 1;
  // Register operations for a row of outputs. Transforms move more than they compute, and with few
  // registers they move twice.
  constexpr Index kMoves = kNames >= 32 ? 1 : 2;
  const Index transforms = kMoves * numbers * (5 * channels + 4 * filters);
  const Index tiles = (w.output_x + kOut - 1) / kOut;
  return tiles * (numbers * columns + transforms) < w.output_x * w.kernel_x * columns * 85 / 100;
}

void conv_winograd(const LaneConv& conv, const LaneConvForward& args) {
  if (conv.window.kernel_x == 3) return winograd<3>(conv, args);
  winograd<5>(conv, args);
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

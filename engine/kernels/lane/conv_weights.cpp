// Convolution backward-weights: d_weight[f,c,i,j] = sum over y, x and the lanes of
// d_out[f,y,x] * plane[c, y*s + i*d, x*s + j*d]. A tile keeps FT filters x KT neighbouring taps of
// one kernel row in registers while it runs over a strip of output rows; the lanes are added up
// once, at the end.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

struct Sweep {
  Index group_channels, filters;
  Axis y, x;
  Index plane_channel, plane_row;
  Index out_channel, out_row;
  float* sums;  // [f][c][ky][kx][kWidth] between two strips
  float* d_weight;
};

/// A tile's place: the first output row of the strip, and its first filter, channel and tap.
struct Spot {
  const float* d_out;
  const float* plane;
  Index rows;
  Index weight;      // offset of its first weight in d_weight
  bool first, last;  // strip
};

/// d_weight[f * filter + k] = the sum of the register that stands at sums[f * taps + k]. Apart from
/// the tile, whose registers it would take.
CONVSCOPE_NOINLINE void add_lanes(const float* sums, Index filters, Index taps, Index filter,
                                  float* d_weight) {
  Index f = 0, k = 0;
  for (Index left = filters * taps; left > 0; left -= kWidth, sums += kWidth * kWidth) {
    Vec some[kWidth];
    for (int i = 0; i < kWidth; ++i) some[i] = load(sums + (i < left ? i * kWidth : 0));
    const Vec total = sums_of(some);
    for (int i = 0; i < kWidth && i < left; ++i) {
      d_weight[f * filter + k] = total[i];
      if (++k < taps) continue;
      k = 0;
      ++f;
    }
  }
}

/// sum[f][k] += d_out[f * channel] * in[k * dilation]
template <int FT, int KT>
CONVSCOPE_INLINE void step(Vec (&sum)[FT][KT], const float* d_out, Index channel, const float* in,
                           Index dilation) {
  if constexpr (FT * KT + KT + 2 < kNames) {
    Vec value[KT];
    CONVSCOPE_UNROLL
    for (int k = 0; k < KT; ++k) value[k] = load_once(in + k * dilation);
    CONVSCOPE_UNROLL
    for (int f = 0; f < FT; ++f) {
      const Vec d = load_once(d_out + f * channel);
      CONVSCOPE_UNROLL
      for (int k = 0; k < KT; ++k) sum[f][k] += d * value[k];
    }
  } else {
    Vec d[FT];
    CONVSCOPE_UNROLL
    for (int f = 0; f < FT; ++f) d[f] = load(d_out + f * channel);
    CONVSCOPE_UNROLL
    for (int k = 0; k < KT; ++k) {
      const Vec value = load(in + k * dilation);
      CONVSCOPE_UNROLL
      for (int f = 0; f < FT; ++f) sum[f][k] += d[f] * value;
    }
  }
}

template <int FT, int KT, bool kUnit>
CONVSCOPE_NOINLINE void tile(const Sweep& s, const Spot& spot) {
  const Index stride = kUnit ? kLanes : s.x.stride * kLanes;
  const Index dilation = kUnit ? kLanes : s.x.dilation * kLanes;
  const Index filter = s.group_channels * s.y.kernel * s.x.kernel;
  Vec sum[FT][KT] = {};
  float* const sums = s.sums + spot.weight * kWidth;
  if (!spot.first) {
    for (int f = 0; f < FT; ++f) {
      for (int k = 0; k < KT; ++k) sum[f][k] = load(sums + (f * filter + k) * kWidth);
    }
  }
  for (Index y = 0; y < spot.rows; ++y) {
    const float* d_out = spot.d_out + y * s.out_row;
    const float* in = spot.plane + y * s.y.stride * s.plane_row;
    for (Index x = 0; x < s.x.output; ++x, d_out += kLanes, in += stride) {
      CONVSCOPE_UNROLL
      for (int p = 0; p < kLanes; p += kWidth) {
        step<FT, KT>(sum, d_out + p, s.out_channel, in + p, dilation);
      }
    }
  }
  alignas(64) float last[FT * KT * kWidth];
  float* const to = spot.last ? last : sums;
  const Index step = spot.last ? KT : filter;
  for (int f = 0; f < FT; ++f) {
    for (int k = 0; k < KT; ++k) store(to + (f * step + k) * kWidth, sum[f][k]);
  }
  if (spot.last) add_lanes(last, FT, KT, filter, s.d_weight + spot.weight);
}

constexpr int kMostFilters = kRegisters / 3;
template <int KT>
constexpr int kFilters = kRegisters / KT < kMostFilters ? kRegisters / KT : kMostFilters;
constexpr Index kTaps = 5;

template <int KT, bool kUnit, int FT>
void filters_of(Index filters, const Sweep& s, const Spot& spot) {
  if constexpr (FT > 0) {
    if (filters == FT) return tile<FT, KT, kUnit>(s, spot);
    return filters_of<KT, kUnit, FT - 1>(filters, s, spot);
  }
}

template <bool kUnit, int KT>
void tile_of(Index taps, Index filters, const Sweep& s, const Spot& spot) {
  if constexpr (KT > 0) {
    if (taps == KT) return filters_of<KT, kUnit, kFilters<KT>>(filters, s, spot);
    return tile_of<kUnit, KT - 1>(taps, filters, s, spot);
  }
}

Index largest_filters(Index taps) {
  return min_of(kRegisters / taps, kMostFilters);
}

/// All weights of `filters` filters from `f` on, of channel c, over one strip of output rows.
void channel(const Sweep& s, const Spot& base, Index f, Index filters, Index c, Range strip) {
  const bool unit = s.x.stride == 1 && s.x.dilation == 1;
  for (Index ky = 0; ky < s.y.kernel; ++ky) {
    const Range valid = outputs_of(s.y, ky);
    const Index begin = max_of(strip.begin, valid.begin);
    const Index end = min_of(strip.end, valid.end);
    for (Index kx = 0, taps = 0; kx < s.x.kernel; kx += taps) {
      taps = tile_size(s.x.kernel - kx, kTaps);
      Spot spot = base;
      spot.rows = max_of(end - begin, 0);
      spot.d_out += f * s.out_channel + begin * s.out_row;
      spot.plane += c * s.plane_channel + (begin * s.y.stride + ky * s.y.dilation) * s.plane_row +
                    kx * s.x.dilation * kLanes;
      spot.weight += ((f * s.group_channels + c) * s.y.kernel + ky) * s.x.kernel + kx;
      if (unit) {
        tile_of<true, kTaps>(taps, filters, s, spot);
      } else {
        tile_of<false, kTaps>(taps, filters, s, spot);
      }
    }
  }
}

/// Filter by filter, so that their gradients stay in a cache while the channels pass.
void strip(const Sweep& s, const Spot& base, Range rows) {
  const Index most = largest_filters(min_of(s.x.kernel, kTaps));
  Index filters = 0;
  for (Index f = 0; f < s.filters; f += filters) {
    filters = tile_size(s.filters - f, most);
    for (Index c = 0; c < s.group_channels; ++c) channel(s, base, f, filters, c, rows);
  }
}

/// Output rows of a strip: as many as the first cache holds, if the sums of all weights fit
/// beside them; else all of them, and no sum leaves its register.
Index strip_rows(const Sweep& s, Index plane_row) {
  constexpr Index kCache = 24 * 1024 / sizeof(float);
  const Index weights = s.filters * s.group_channels * s.y.kernel * s.x.kernel;
  if (weights * kWidth > kCache / 2) return s.y.output;
  return max_of(kCache / (2 * s.out_row + s.y.stride * plane_row), 1);
}

void sum_bias(const LaneConv& conv, const float* d_out, float* d_bias) {
  const Index cells = conv.window.output_y * conv.window.output_x;
  for (Index f = 0; f < conv.filters; ++f) {
    Vec sum[kParts] = {};
    for (Index i = 0; i < cells; ++i, d_out += kLanes) {
      CONVSCOPE_UNROLL
      for (int p = 0; p < kParts; ++p) sum[p] += load(d_out + p * kWidth);
    }
    for (int p = 1; p < kParts; ++p) sum[0] += sum[p];
    d_bias[f] = sum_of(sum[0]);
  }
}

}  // namespace

void conv_backward_weights(const LaneConv& conv, const LaneConvWeights& args) {
  const LaneWindow& w = conv.window;
  const Index plane_row = plane_width(w) * kLanes;
  const Sweep s = {.group_channels = conv.channels / conv.groups,
                   .filters = conv.filters / conv.groups,
                   .y = axis_y(w),
                   .x = axis_x(w),
                   .plane_channel = plane_height(w) * plane_row,
                   .plane_row = plane_row,
                   .out_channel = w.output_y * w.output_x * kLanes,
                   .out_row = w.output_x * kLanes,
                   .sums = args.scratch,
                   .d_weight = args.d_weight};
  const Index rows = strip_rows(s, plane_row);
  for (Index g = 0; g < conv.groups; ++g) {
    Spot base = {.d_out = args.d_out + g * s.filters * s.out_channel,
                 .plane = args.plane + g * s.group_channels * s.plane_channel,
                 .rows = 0,
                 .weight = g * s.filters * s.group_channels * w.kernel_y * w.kernel_x,
                 .first = true,
                 .last = false};
    for (Index y = 0; y < w.output_y; y += rows) {
      base.first = y == 0;
      base.last = y + rows >= w.output_y;
      strip(s, base, {y, min_of(y + rows, w.output_y)});
    }
  }
  if (args.d_bias) sum_bias(conv, args.d_out, args.d_bias);
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

// Convolution of a single image, whose channels lie innermost: (H, W, C). A tile keeps P pixels x
// FV registers of filters in registers; every input is broadcast once for FV multiply-adds, every
// register of weights loaded once for P. The weights are packed beforehand in the order in which
// the tiles read them.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

constexpr Index kMostFilters = kNames == 32 ? 4 : 2;  // registers of filters in a tile
constexpr Index kCache = 448 * 1024 / sizeof(float);  // of a tile's weights at a time

#if defined(__AVX512F__)
typedef float VecNarrow __attribute__((vector_size(32)));
#else
typedef Vec VecNarrow;
#endif
template <typename V>
constexpr int kWidthOf = static_cast<int>(sizeof(V) / sizeof(float));

template <typename V>
CONVSCOPE_INLINE V load_any(const float* p) {
  typedef float Loose __attribute__((vector_size(sizeof(V)), aligned(4), may_alias));
  return *reinterpret_cast<const Loose*>(p);
}
template <typename V>
CONVSCOPE_INLINE V shared(V v) {
#if defined(__x86_64__)
  __asm__("" : "+v"(v));
#endif
  return v;
}

/// The first `count` lanes, at least one and not all.
template <typename V>
CONVSCOPE_INLINE void store_some(float* to, V v, Index count) {
  alignas(64) float values[kWidthOf<V>];
  __builtin_memcpy(values, &v, sizeof(v));
  const float* from = values;
  const auto copy = [&](unsigned long bytes) {
    __builtin_memcpy(to, from, bytes);
    to += bytes / sizeof(float);
    from += bytes / sizeof(float);
  };
  if ((count & 8) != 0) copy(32);
  if ((count & 4) != 0) copy(16);
  if ((count & 2) != 0) copy(8);
  if ((count & 1) != 0) copy(4);
}
template <typename V>
CONVSCOPE_INLINE void store_first(float* to, V v, Index count) {
  typedef float Loose __attribute__((vector_size(sizeof(V)), aligned(4), may_alias));
  if (count >= kWidthOf<V>) {
    *reinterpret_cast<Loose*>(to) = v;
  } else if (count > 0) {
    store_some(to, v, count);
  }
}

/// The filters [filter, filter + width) of a convolution and a block of its channels.
struct Tile {
  Index filter, width, filters;  // the last: how many of them there are
  Index channel, channels;
  const float* packed;  // [ky][kx][channel][width]
  bool first, last;     // of the blocks of channels
};

/// Where a tile of pixels stands.
struct Spot {
  const float* plane;
  const float* packed;
  float* out;
  Range ky;
  Index left;  // pixels up to the end of the row
};

/// Floats from one pixel, tap, row of taps to the next.
struct Steps {
  Index pixel, tap, row;
  Index taps, length;  // runs of contiguous inputs in a row of taps, and how long each is
};

/// The sums of a tile to where they belong. Apart from it, whose registers this would take.
template <typename V, int FV>
CONVSCOPE_NOINLINE void write(const LaneImageConv& conv, const Tile& t, const Spot& spot,
                              const LaneImageArgs& args, const float* sums, Index pixels) {
  constexpr int kW = kWidthOf<V>;
  const bool relu = t.last && conv.relu;
  // Where a pixel has no other filters, its unused lanes may spill over those behind it in the
  // row, whose turn comes later.
  const bool alone = FV == 1 && t.filters == conv.filters;
  for (Index p = 0; p < pixels; ++p, sums += FV * kW) {
    CONVSCOPE_UNROLL
    for (int v = 0; v < FV; ++v) {
      const V sum = load_any<V>(sums + v * kW);
      const bool spills = alone && (spot.left - p) * args.out_pixel >= kW;
      const Index filters = spills ? kW : t.filters - v * kW;
      store_first<V>(spot.out + p * args.out_pixel + v * kW, relu ? (sum < 0.0F ? V{} : sum) : sum,
                     filters);
    }
  }
}

template <typename V, int FV, int P, bool kUnit>
CONVSCOPE_NOINLINE void pixels(const LaneImageConv& conv, const Tile& t, const Steps& steps,
                               const Spot& spot, const LaneImageArgs& args) {
  constexpr int kW = kWidthOf<V>;
  const Index pixel = kUnit ? 1 : steps.pixel;
  V sum[P][FV];
  CONVSCOPE_UNROLL
  for (int v = 0; v < FV; ++v) {
    V start = {};
    if (t.first && args.bias) start = load_any<V>(args.bias + t.filter + v * kW);
    CONVSCOPE_UNROLL
    for (int p = 0; p < P; ++p) {
      sum[p][v] = t.first ? start : load_any<V>(spot.out + p * args.out_pixel + v * kW);
    }
  }
  const float* w = spot.packed;
  for (Index ky = spot.ky.begin; ky < spot.ky.end; ++ky) {
    for (Index kx = 0; kx < steps.taps; ++kx) {
      const float* in = spot.plane + ky * steps.row + kx * steps.tap;
      for (const float* const end = in + steps.length; in < end; ++in, w += FV * kW) {
        V weight[FV];
        CONVSCOPE_UNROLL
        for (int v = 0; v < FV; ++v) weight[v] = shared(load_any<V>(w + v * kW));
        CONVSCOPE_UNROLL
        for (int p = 0; p < P; ++p) {
          V value = in[p * pixel] - V{};
          if constexpr (FV > 1) value = shared(value);
          CONVSCOPE_UNROLL
          for (int v = 0; v < FV; ++v) sum[p][v] += value * weight[v];
        }
      }
    }
  }
  alignas(64) float sums[P * FV * kW];
  CONVSCOPE_UNROLL
  for (int p = 0; p < P; ++p) {
    CONVSCOPE_UNROLL
    for (int v = 0; v < FV; ++v) {
      __builtin_memcpy(sums + (p * FV + v) * kW, &sum[p][v], sizeof(V));
    }
  }
  write<V, FV>(conv, t, spot, args, sums, P);
}

template <typename V, int FV, bool kUnit, int P>
void pixels_of(Index count, const LaneImageConv& conv, const Tile& t, const Steps& steps,
               const Spot& spot, const LaneImageArgs& args) {
  if constexpr (P > 0) {
    if (count == P) return pixels<V, FV, P, kUnit>(conv, t, steps, spot, args);
    return pixels_of<V, FV, kUnit, P - 1>(count, conv, t, steps, spot, args);
  }
}

template <typename V, int FV, bool kUnit>
void rows(const LaneImageConv& conv, const Tile& t, const LaneImageArgs& args) {
  constexpr int kMost = FV == 1 ? (kNames == 32 ? 14 : 12) : kRegisters / FV;
  const LaneWindow& w = conv.window;
  const Index row = plane_width(w) * conv.channels;
  const bool whole = t.channels == conv.channels && w.dilation_x == 1;
  const Steps steps = {.pixel = w.stride_x * conv.channels,
                       .tap = w.dilation_x * conv.channels,
                       .row = w.dilation_y * row,
                       .taps = whole ? 1 : w.kernel_x,
                       .length = whole ? w.kernel_x * t.channels : t.channels};
  const Index groups = (w.output_x + kMost - 1) / kMost;
  for (Index y = args.first_row; y < args.last_row; ++y) {
    Spot spot;
    spot.ky = taps_of(axis_y(w), y, y);
    spot.packed = t.packed + spot.ky.begin * w.kernel_x * t.channels * t.width;
    for (Index x = 0, group = 0, count = 0; x < w.output_x; x += count, ++group) {
      count = (w.output_x - x + groups - group - 1) / (groups - group);
      spot.plane = args.plane + y * w.stride_y * row + x * steps.pixel + t.channel;
      spot.out = args.out + y * args.out_row + x * args.out_pixel + t.filter;
      spot.left = w.output_x - x;
      pixels_of<V, FV, kUnit, kMost>(count, conv, t, steps, spot, args);
    }
  }
}

template <typename V, int FV>
void rows_of(const LaneImageConv& conv, const Tile& t, const LaneImageArgs& args) {
  if (conv.window.stride_x * conv.channels == 1) return rows<V, FV, true>(conv, t, args);
  rows<V, FV, false>(conv, t, args);
}

/// Filters of the next tile out of those left, whole registers.
Index tile_width(Index left) {
  if (left >= kMostFilters * kWidth) return kMostFilters * kWidth;
  if (left >= 2 * kWidth) return 2 * kWidth;
  return left <= kWidthOf<VecNarrow> ? kWidthOf<VecNarrow> : kWidth;
}

/// Channels at a time: as many as the second cache holds the weights of. All of them where the
/// tile has unused lanes, which nobody may read back.
Index block_channels(const LaneImageConv& conv, Index width, Index filters) {
  const Index taps = conv.window.kernel_y * conv.window.kernel_x;
  if (filters < width || taps * conv.channels * width <= kCache) return conv.channels;
  return max_of(kCache / (taps * width) / kLanes * kLanes, kLanes);
}

void tile_rows(const LaneImageConv& conv, const Tile& t, const LaneImageArgs& args) {
  if constexpr (kMostFilters == 4) {
    if (t.width == 4 * kWidth) return rows_of<Vec, 4>(conv, t, args);
  }
  if (t.width == 2 * kWidth) return rows_of<Vec, 2>(conv, t, args);
  if (t.width == kWidth) return rows_of<Vec, 1>(conv, t, args);
  if constexpr (kWidthOf<VecNarrow> < kWidth) rows_of<VecNarrow, 1>(conv, t, args);
}

}  // namespace

Index image_filter_step() {
  return kMostFilters * kWidth;
}

void image_pack(const LaneImageConv& conv, const float* weight, float* packed) {
  const LaneWindow& w = conv.window;
  const Index taps = w.kernel_y * w.kernel_x;
  for (Index f = 0, width = 0; f < conv.filters; f += width) {
    width = tile_width(conv.filters - f);
    const Index filters = min_of(width, conv.filters - f);
    const Index block = block_channels(conv, width, filters);
    for (Index c = 0; c < conv.channels; c += block) {
      for (Index t = 0; t < taps; ++t) {
        for (Index i = c; i < min_of(c + block, conv.channels); ++i) {
          for (Index k = 0; k < width; ++k) {
            *packed++ = k < filters ? weight[((f + k) * conv.channels + i) * taps + t] : 0.0F;
          }
        }
      }
    }
  }
}

void image_conv(const LaneImageConv& conv, const LaneImageArgs& args) {
  const Index taps = conv.window.kernel_y * conv.window.kernel_x;
  Tile t = {};
  t.packed = args.packed;
  for (Index f = 0; f < args.last_filter; f += t.width) {
    t.filter = f;
    t.width = tile_width(conv.filters - f);
    t.filters = min_of(t.width, conv.filters - f);
    const Index block = block_channels(conv, t.width, t.filters);
    for (t.channel = 0; t.channel < conv.channels; t.channel += t.channels) {
      t.channels = min_of(block, conv.channels - t.channel);
      t.first = t.channel == 0;
      t.last = t.channel + t.channels == conv.channels;
      if (f >= args.first_filter) tile_rows(conv, t, args);
      t.packed += t.channels * taps * t.width;
    }
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

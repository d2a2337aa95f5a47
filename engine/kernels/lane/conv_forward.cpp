// Convolution forward and backward-data. A tile keeps FT filters x XT columns of one register
// width of samples in registers; every weight is broadcast once for XT multiply-adds, every input
// loaded once for FT. Backward-data with stride 1 is the same sweep over the padded gradient with
// flipped weights.

#include "engine/kernels/lane/conv_sweep.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

/// Where one tile stands.
struct Spot {
  const float* plane;
  const float* packed;
  const float* bias;
  float* out;
  Range ky, kx;
};

template <int FT, int XT, bool kUnit>
CONVSCOPE_NOINLINE void tile(const Sweep& s, const Spot& spot) {
  const Index stride = kUnit ? kLanes : s.x.stride * kLanes;
  const Index dilation = kUnit ? kLanes : s.x.dilation * kLanes;
  const Index row_step = s.y.dilation * s.plane_row;
  Vec sum[FT][XT];
  CONVSCOPE_UNROLL
  for (int f = 0; f < FT; ++f) {
    const Vec start = spot.bias ? broadcast(spot.bias[f]) : Vec{};
    CONVSCOPE_UNROLL
    for (int j = 0; j < XT; ++j) sum[f][j] = start;
  }
  for (Index c = 0; c < s.channels; ++c) {
    for (Index ky = spot.ky.begin; ky < spot.ky.end; ++ky) {
      const float* in = spot.plane + c * s.plane_channel + ky * row_step + spot.kx.begin * dilation;
      const float* w = spot.packed + ((c * s.y.kernel + ky) * s.x.kernel + spot.kx.begin) * FT;
      for (Index kx = spot.kx.begin; kx < spot.kx.end; ++kx, in += dilation, w += FT) {
        Vec value[XT];
        CONVSCOPE_UNROLL
        for (int j = 0; j < XT; ++j) value[j] = load(in + j * stride);
        CONVSCOPE_UNROLL
        for (int f = 0; f < FT; ++f) {
          const Vec weight = broadcast(w[f]);
          CONVSCOPE_UNROLL
          for (int j = 0; j < XT; ++j) sum[f][j] += weight * value[j];
        }
      }
    }
  }
  CONVSCOPE_UNROLL
  for (int f = 0; f < FT; ++f) {
    CONVSCOPE_UNROLL
    for (int j = 0; j < XT; ++j) store(spot.out + f * s.out_channel + j * kLanes, sum[f][j]);
  }
}

template <int FT, bool kUnit, int XT>
void tile_of(Index columns, const Sweep& s, const Spot& spot) {
  if constexpr (XT > 0) {
    if (columns == XT) return tile<FT, XT, kUnit>(s, spot);
    return tile_of<FT, kUnit, XT - 1>(columns, s, spot);
  }
}

template <int FT, bool kUnit>
void row(const Sweep& s, Spot spot, Index y) {
  constexpr int kMost = kRegisters / 3 < 6 ? 4 : 6;
  constexpr int kColumns = FT == 1 ? 8 : kRegisters / FT < kMost ? kRegisters / FT : kMost;
  spot.ky = taps_of(s.y, y, y);
  const float* const plane = spot.plane + y * s.y.stride * s.plane_row;
  float* const out = spot.out + y * s.out_row;
  for (int part = 0; part < kParts; ++part) {
    for (Index x = 0, columns = 0; x < s.x.output; x += columns) {
      columns = tile_size(s.x.output - x, kColumns);
      spot.kx = taps_of(s.x, x, x + columns - 1);
      spot.plane = plane + x * s.x.stride * kLanes + part * kWidth;
      spot.out = out + x * kLanes + part * kWidth;
      tile_of<FT, kUnit, kColumns>(columns, s, spot);
    }
  }
}

}  // namespace

// 4 x 3 or 6 x 2 registers wherever possible, or 8 x 3 or 6 x 4 where there are twice as many.
Index filter_tile(Index left) {
  if (left < 4) return left;
  if (kRegisters >= 24 && (left == 8 || left == 16 || left > 22) && left % 6 != 0) return 8;
  if (left == 5) return 3;
  return left % 4 == 2 || left % 4 == 1 ? 6 : 4;
}

namespace {

template <bool kUnit>
void row_of(Index filters, const Sweep& s, const Spot& spot, Index y) {
  switch (filters) {
    case 1:
      return row<1, kUnit>(s, spot, y);
    case 2:
      return row<2, kUnit>(s, spot, y);
    case 3:
      return row<3, kUnit>(s, spot, y);
    case 4:
      return row<4, kUnit>(s, spot, y);
    case 6:
      return row<6, kUnit>(s, spot, y);
    default:
      return row<8, kUnit>(s, spot, y);
  }
}

}  // namespace

void sweep(const Sweep& s, Index first, Index last) {
  const bool unit = s.x.stride == 1 && s.x.dilation == 1;
  for (Index y = first; y < last; ++y) {
    for (Index f = 0, filters = 0; f < s.filters; f += filters) {
      filters = filter_tile(s.filters - f);
      const Spot spot = {.plane = s.plane,
                         .packed = s.packed + f * s.channels * s.y.kernel * s.x.kernel,
                         .bias = s.bias ? s.bias + f : nullptr,
                         .out = s.out + f * s.out_channel,
                         .ky = {},
                         .kx = {}};
      if (unit) {
        row_of<true>(filters, s, spot, y);
      } else {
        row_of<false>(filters, s, spot, y);
      }
    }
  }
}

void pack_weights(const Sweep& s, const float* weight, const WeightSteps& step, float* packed) {
  const Index taps = s.y.kernel * s.x.kernel;
  for (Index f = 0, filters = 0; f < s.filters; f += filters) {
    filters = filter_tile(s.filters - f);
    for (Index c = 0; c < s.channels; ++c) {
      for (Index t = 0; t < taps; ++t) {
        const float* from = weight + f * step.filter + c * step.channel + t * step.tap;
        for (Index i = 0; i < filters; ++i) *packed++ = from[i * step.filter];
      }
    }
  }
}

namespace {

/// Any stride, dilation and padding: each input gathers from the outputs that read it.
void gather_data(const LaneConv& conv, const LaneConvData& args) {
  const LaneWindow& w = conv.window;
  const Index group_channels = conv.channels / conv.groups;
  const Index group_filters = conv.filters / conv.groups;
  const Index taps = w.kernel_y * w.kernel_x;
  const Index out_plane = w.output_y * w.output_x * kLanes;
  float* d_x = args.d_x;
  for (Index c = 0; c < conv.channels; ++c) {
    const Index first = c / group_channels * group_filters;
    for (Index y = 0; y < w.input_y; ++y) {
      for (Index x = 0; x < w.input_x; ++x, d_x += kLanes) {
        Vec sum[kParts] = {};
        for (Index t = 0; t < taps; ++t) {
          const Index oy = y + w.pad_top - t / w.kernel_x * w.dilation_y;
          const Index ox = x + w.pad_left - t % w.kernel_x * w.dilation_x;
          if (oy < 0 || ox < 0 || oy % w.stride_y != 0 || ox % w.stride_x != 0) continue;
          if (oy / w.stride_y >= w.output_y || ox / w.stride_x >= w.output_x) continue;
          const float* d_out = args.d_out + first * out_plane +
                               (oy / w.stride_y * w.output_x + ox / w.stride_x) * kLanes;
          const float* weight =
              args.weight + (first * group_channels + c % group_channels) * taps + t;
          for (Index f = 0; f < group_filters; ++f) {
            const Vec value = broadcast(weight[f * group_channels * taps]);
            CONVSCOPE_UNROLL
            for (int p = 0; p < kParts; ++p) {
              sum[p] += value * load(d_out + f * out_plane + p * kWidth);
            }
          }
        }
        CONVSCOPE_UNROLL
        for (int p = 0; p < kParts; ++p) store(d_x + p * kWidth, sum[p]);
      }
    }
  }
}

/// The window of the sweep that computes d_x from d_out when the stride is 1.
LaneWindow transposed(const LaneWindow& w) {
  LaneWindow t = w;
  const Index reach_y = w.dilation_y * (w.kernel_y - 1), reach_x = w.dilation_x * (w.kernel_x - 1);
  t.input_y = w.output_y;
  t.input_x = w.output_x;
  t.output_y = w.input_y;
  t.output_x = w.input_x;
  t.pad_top = reach_y - w.pad_top;
  t.pad_bottom = reach_y - w.pad_bottom;
  t.pad_left = reach_x - w.pad_left;
  t.pad_right = reach_x - w.pad_right;
  return t;
}

}  // namespace

void pad(const LaneWindow& w, Index channels, const float* x, float* plane) {
  const auto zeros = [&plane](Index cells) {
    __builtin_memset(plane, 0, static_cast<unsigned long>(cells * kLanes) * sizeof(float));
    plane += cells * kLanes;
  };
  const Index width = plane_width(w), row = w.input_x * kLanes;
  for (Index c = 0; c < channels; ++c) {
    zeros(w.pad_top * width + w.pad_left);
    for (Index y = 0; y < w.input_y; ++y, x += row) {
      __builtin_memcpy(plane, x, static_cast<unsigned long>(row) * sizeof(float));
      plane += row;
      zeros(y + 1 < w.input_y ? w.pad_right + w.pad_left : w.pad_right + w.pad_bottom * width);
    }
  }
}

void conv_forward(const LaneConv& conv, const LaneConvForward& args) {
  Sweep s = first_group(conv, args);
  s.packed = args.scratch;
  const Index taps = s.y.kernel * s.x.kernel;
  for (Index g = 0; g < conv.groups; ++g) {
    pack_weights(s, args.weight + g * s.filters * s.channels * taps,
                 {.filter = s.channels * taps, .channel = taps, .tap = 1}, args.scratch);
    sweep(s, 0, s.y.output);
    next_group(s);
  }
}

void conv_backward_data(const LaneConv& conv, const LaneConvData& args) {
  const LaneWindow t = transposed(conv.window);
  if (t.stride_y != 1 || t.stride_x != 1 || t.pad_top < 0 || t.pad_bottom < 0 || t.pad_left < 0 ||
      t.pad_right < 0) {
    return gather_data(conv, args);
  }
  const Index plane_row = plane_width(t) * kLanes, plane_channel = plane_height(t) * plane_row;
  float* const packed = args.scratch + conv.filters * plane_channel;
  pad(t, conv.filters, args.d_out, args.scratch);
  Sweep s = {.channels = conv.filters / conv.groups,
             .filters = conv.channels / conv.groups,
             .y = axis_y(t),
             .x = axis_x(t),
             .plane = args.scratch,
             .plane_channel = plane_channel,
             .plane_row = plane_row,
             .packed = packed,
             .bias = nullptr,
             .out = args.d_x,
             .out_channel = t.output_y * t.output_x * kLanes,
             .out_row = t.output_x * kLanes};
  const Index taps = t.kernel_y * t.kernel_x;
  for (Index g = 0; g < conv.groups; ++g) {
    pack_weights(s, args.weight + g * s.filters * s.channels * taps + taps - 1,
                 {.filter = taps, .channel = s.filters * taps, .tap = -1}, packed);
    sweep(s, 0, s.y.output);
    s.plane += s.channels * plane_channel;
    s.out += s.filters * s.out_channel;
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

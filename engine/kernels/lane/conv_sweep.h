#pragma once

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {

/// One convolution of one group, as the register tiles see it. Steps are in floats.
struct Sweep {
  Index channels, filters;
  Axis y, x;
  const float* plane;
  Index plane_channel, plane_row;
  const float* packed;  // by pack_weights
  const float* bias;    // or null
  float* out;
  Index out_channel, out_row;
};

/// Of the first group: its plane, bias and outputs; nothing is packed yet.
CONVSCOPE_INLINE Sweep first_group(const LaneConv& conv, const LaneConvForward& args) {
  const LaneWindow& w = conv.window;
  const Index plane_row = plane_width(w) * kLanes;
  return {.channels = conv.channels / conv.groups,
          .filters = conv.filters / conv.groups,
          .y = axis_y(w),
          .x = axis_x(w),
          .plane = args.plane,
          .plane_channel = plane_height(w) * plane_row,
          .plane_row = plane_row,
          .packed = nullptr,
          .bias = args.bias,
          .out = args.out,
          .out_channel = w.output_y * w.output_x * kLanes,
          .out_row = w.output_x * kLanes};
}
CONVSCOPE_INLINE void next_group(Sweep& s) {
  s.plane += s.channels * s.plane_channel;
  s.out += s.filters * s.out_channel;
  if (s.bias) s.bias += s.filters;
}

/// Output rows [first, last). Row by row, all filters on one row, so that the rows read stay in the
/// first cache.
void sweep(const Sweep& s, Index first, Index last);

/// Filters of the next tile out of those left.
Index filter_tile(Index left);

/// Where the weights of a sweep's filter f, channel c, tap t come from:
/// weight[f * filter + c * channel + t * tap].
struct WeightSteps {
  Index filter, channel, tap;
};

/// Per filter tile [channel][ky][kx][filters of the tile].
void pack_weights(const Sweep& s, const float* weight, const WeightSteps& step, float* packed);

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

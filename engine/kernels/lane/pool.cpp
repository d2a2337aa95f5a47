// Max and average pooling.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

/// Calls visit(channel, output cell, taps in y, taps in x, offset of tap (0, 0)) for every output
/// in row-major order. Offsets and cells are in numbers, lanes included; tap (0, 0) may lie in the
/// padding.
template <typename Visit>
CONVSCOPE_INLINE void for_each_output(const LanePool& pool, const Visit& visit) {
  const Axis y = axis_y(pool.window), x = axis_x(pool.window);
  Index cell = 0;
  for (Index c = 0; c < pool.channels; ++c) {
    const Index channel = c * y.input * x.input * kLanes;
    for (Index oy = 0; oy < y.output; ++oy) {
      const Range ky = taps_of(y, oy, oy);
      const Index row = channel + (oy * y.stride - y.pad) * x.input * kLanes;
      for (Index ox = 0; ox < x.output; ++ox, cell += kLanes) {
        visit(cell, ky, taps_of(x, ox, ox), row + (ox * x.stride - x.pad) * kLanes);
      }
    }
  }
}

/// Whether no cell is read by two windows.
bool disjoint(const LaneWindow& w) {
  return w.stride_y >= w.dilation_y * (w.kernel_y - 1) + 1 &&
         w.stride_x >= w.dilation_x * (w.kernel_x - 1) + 1;
}

/// Zeroes d_x unless every cell lies in exactly one window, which then writes it.
void clear(const LanePool& pool, float* d_x) {
  const LaneWindow& w = pool.window;
  const bool tiled = disjoint(w) && w.kernel_y == w.stride_y && w.kernel_x == w.stride_x &&
                     w.dilation_y == 1 && w.dilation_x == 1 && w.pad_top == 0 && w.pad_left == 0 &&
                     w.output_y * w.stride_y >= w.input_y && w.output_x * w.stride_x >= w.input_x;
  if (tiled) return;
  const Index count = pool.channels * w.input_y * w.input_x * kLanes;
  __builtin_memset(d_x, 0, static_cast<unsigned long>(count) * sizeof(float));
}

/// The cells of one axis that output o of average pooling divides by.
CONVSCOPE_INLINE Index covered(const Axis& a, Index pad_after, Index o, bool with_padding) {
  const Index start = o * a.stride - a.pad, end = start + a.kernel;
  const Index cells = with_padding ? min_of(end, a.input + pad_after) - start
                                   : min_of(end, a.input) - max_of(start, 0);
  return max_of(cells, 0);
}

/// What average pooling divides output `cell` by.
CONVSCOPE_INLINE Vec divisor(const LanePool& pool, Index cell) {
  const LaneWindow& w = pool.window;
  const Index oy = cell / kLanes / w.output_x % w.output_y, ox = cell / kLanes % w.output_x;
  const Index cells = covered(axis_y(w), w.pad_bottom, oy, pool.count_include_pad) *
                      covered(axis_x(w), w.pad_right, ox, pool.count_include_pad);
  return broadcast(static_cast<float>(max_of(cells, 1)));  // nothing covered: a sum of 0
}

/// The larger one; the first of equal ones, and a NaN wins.
CONVSCOPE_INLINE Vec larger(Vec best, Vec value) {
  return (value > best) | (value != value) ? value : best;
}

/// Pairs of rows and columns, nothing padded and nobody asks who won: the usual inference.
void max_of_squares(const LanePool& pool, const float* x, float* out) {
  const LaneWindow& w = pool.window;
  const Index row = w.input_x * kLanes;
  for (Index c = 0; c < pool.channels; ++c) {
    for (Index oy = 0; oy < w.output_y; ++oy) {
      const float* from = x + (c * w.input_y + 2 * oy) * row;
      for (Index ox = 0; ox < w.output_x; ++ox, from += 2 * kLanes, out += kLanes) {
        CONVSCOPE_UNROLL
        for (int p = 0; p < kLanes; p += kWidth) {
          Vec best = larger(load(from + p), load(from + kLanes + p));
          best = larger(best, load(from + row + p));
          store(out + p, larger(best, load(from + row + kLanes + p)));
        }
      }
    }
  }
}

bool halves(const LaneWindow& w) {
  return w.kernel_y == 2 && w.kernel_x == 2 && w.stride_y == 2 && w.stride_x == 2 &&
         w.dilation_y == 1 && w.dilation_x == 1 && w.pad_top == 0 && w.pad_left == 0 &&
         2 * w.output_y <= w.input_y && 2 * w.output_x <= w.input_x;
}

}  // namespace

void max_pool_forward(const LanePool& pool, const float* x, float* out, int* winner) {
  const LaneWindow& w = pool.window;
  if (winner == nullptr && halves(w)) return max_of_squares(pool, x, out);
  const Index step_y = w.dilation_y * w.input_x * kLanes, step_x = w.dilation_x * kLanes;
  for_each_output(pool, [&](Index cell, Range ky, Range kx, Index origin) {
    for (int p = 0; p < kLanes; p += kWidth) {
      Vec best = broadcast(-__builtin_inff());
      VecInt index = VecInt{} + static_cast<int>(ky.begin * w.kernel_x + kx.begin);
      for (Index i = ky.begin; i < ky.end; ++i) {
        for (Index j = kx.begin; j < kx.end; ++j) {
          const Vec value = load(x + origin + i * step_y + j * step_x + p);
          const VecInt wins = (value > best) | (value != value);
          best = wins ? value : best;
          index = wins ? VecInt{} + static_cast<int>(i * w.kernel_x + j) : index;
        }
      }
      store(out + cell + p, best);
      if (winner != nullptr) store_int(winner + cell + p, index);
    }
  });
}

template <bool kDisjoint>
CONVSCOPE_INLINE void scatter_winners(const LanePool& pool, const int* winner, const float* d_out,
                                      float* d_x) {
  const LaneWindow& w = pool.window;
  const Index step_y = w.dilation_y * w.input_x * kLanes, step_x = w.dilation_x * kLanes;
  for_each_output(pool, [&](Index cell, Range ky, Range kx, Index origin) {
    for (int p = 0; p < kLanes; p += kWidth) {
      const VecInt index = load_int(winner + cell + p);
      const Vec d = load(d_out + cell + p);
      for (Index i = ky.begin; i < ky.end; ++i) {
        for (Index j = kx.begin; j < kx.end; ++j) {
          float* const to = d_x + origin + i * step_y + j * step_x + p;
          const VecInt won = index == VecInt{} + static_cast<int>(i * w.kernel_x + j);
          const Vec share = won ? d : Vec{};
          store(to, kDisjoint ? share : load(to) + share);
        }
      }
    }
  });
}

void max_pool_backward(const LanePool& pool, const int* winner, const float* d_out, float* d_x) {
  clear(pool, d_x);
  if (disjoint(pool.window)) {
    scatter_winners<true>(pool, winner, d_out, d_x);
  } else {
    scatter_winners<false>(pool, winner, d_out, d_x);
  }
}

void average_pool_forward(const LanePool& pool, const float* x, float* out) {
  const LaneWindow& w = pool.window;
  const Index step_y = w.input_x * kLanes;
  for_each_output(pool, [&](Index cell, Range ky, Range kx, Index origin) {
    const Vec count = divisor(pool, cell);
    for (int p = 0; p < kLanes; p += kWidth) {
      Vec sum = {};
      for (Index i = ky.begin; i < ky.end; ++i) {
        for (Index j = kx.begin; j < kx.end; ++j) {
          sum += load(x + origin + i * step_y + j * kLanes + p);
        }
      }
      store(out + cell + p, sum / count);
    }
  });
}

void average_pool_backward(const LanePool& pool, const float* d_out, float* d_x) {
  const LaneWindow& w = pool.window;
  const Index step_y = w.input_x * kLanes;
  const bool alone = disjoint(w);
  clear(pool, d_x);
  for_each_output(pool, [&](Index cell, Range ky, Range kx, Index origin) {
    const Vec count = divisor(pool, cell);
    for (int p = 0; p < kLanes; p += kWidth) {
      const Vec d = load(d_out + cell + p) / count;
      for (Index i = ky.begin; i < ky.end; ++i) {
        for (Index j = kx.begin; j < kx.end; ++j) {
          float* const to = d_x + origin + i * step_y + j * kLanes + p;
          store(to, alone ? d : load(to) + d);
        }
      }
    }
  });
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

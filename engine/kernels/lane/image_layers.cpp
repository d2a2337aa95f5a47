// What a single image passes beside convolutions, channels innermost: pooling, dense layers.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

/// The cells of one axis that output o of average pooling divides by.
CONVSCOPE_INLINE Index cells_under(const Axis& a, Index pad_after, Index o, bool with_padding) {
  const Index start = o * a.stride - a.pad, end = start + a.kernel;
  const Index cells = with_padding ? min_of(end, a.input + pad_after) - start
                                   : min_of(end, a.input) - max_of(start, 0);
  return max_of(cells, 0);
}

/// Calls visit(output pixel, its row and column).
template <typename Visit>
CONVSCOPE_INLINE void for_each_pixel(const LanePool& pool, const LaneImageOut& to,
                                     const Visit& visit) {
  const LaneWindow& w = pool.window;
  for (Index y = to.first_row; y < to.last_row; ++y) {
    for (Index x = 0; x < w.output_x; ++x) {
      visit(to.out + y * to.out_row + x * to.out_pixel, y, x);
    }
  }
}

/// `first` combined with every cell of the window of output (y, x), channel by channel.
template <typename Number, typename Load, typename Join>
CONVSCOPE_INLINE Number over_window(const LanePool& pool, Index y, Index x, Number first,
                                    const Load& load_at, const Join& join) {
  const LaneWindow& w = pool.window;
  const Axis ay = axis_y(w), ax = axis_x(w);
  const Range ky = taps_of(ay, y, y), kx = taps_of(ax, x, x);
  Number total = first;
  for (Index i = ky.begin; i < ky.end; ++i) {
    const Index row = (y * w.stride_y + i * w.dilation_y - w.pad_top) * w.input_x;
    for (Index j = kx.begin; j < kx.end; ++j) {
      const Index cell = row + x * w.stride_x + j * w.dilation_x - w.pad_left;
      total = join(total, load_at(cell * pool.channels));
    }
  }
  return total;
}

typedef float Quad __attribute__((vector_size(16)));
CONVSCOPE_INLINE Quad load_quad(const float* p) {
  Quad v;
  __builtin_memcpy(&v, p, sizeof(v));
  return v;
}

/// join over the window and finish at the end: whole registers of channels, then four at a time,
/// the last of them once more if need be, or single ones where there are fewer.
template <typename Join, typename Finish>
CONVSCOPE_INLINE void pool_image(const LanePool& pool, const float* x, const LaneImageOut& to,
                                 float first, const Join& join, const Finish& finish) {
  for_each_pixel(pool, to, [&](float* out, Index oy, Index ox) {
    Index c = 0;
    for (; c + kWidth <= pool.channels; c += kWidth) {
      const auto at = [&](Index i) { return load_loose(x + i + c); };
      store_loose(out + c, finish(over_window(pool, oy, ox, broadcast(first), at, join), oy, ox));
    }
    for (; c < pool.channels && pool.channels >= 4; c += 4) {
      c = min_of(c, pool.channels - 4);
      const auto at = [&](Index i) { return load_quad(x + i + c); };
      const Quad total = finish(over_window(pool, oy, ox, Quad{} + first, at, join), oy, ox);
      __builtin_memcpy(out + c, &total, sizeof(total));
    }
    for (; c < pool.channels; ++c) {
      const auto at = [&](Index i) { return x[i + c]; };
      out[c] = finish(over_window(pool, oy, ox, first, at, join), oy, ox);
    }
  });
}

template <int RT>
CONVSCOPE_NOINLINE void dot_rows(const LaneDense& dense, const float* x, const float* weight,
                                 Vec* sum) {
  Vec total[RT] = {};
  Index i = 0;
  for (; i + kWidth <= dense.inputs; i += kWidth) {
    const Vec value = load_loose(x + i);
    CONVSCOPE_UNROLL
    for (int r = 0; r < RT; ++r) total[r] += load_loose(weight + r * dense.inputs + i) * value;
  }
  if (i < dense.inputs) {
    // The last register's lanes that have been there already count nothing.
    Vec value = load_loose(x + dense.inputs - kWidth);
    for (int lane = 0; lane < kWidth; ++lane) {
      if (lane < kWidth - (dense.inputs - i)) value[lane] = 0.0F;
    }
    CONVSCOPE_UNROLL
    for (int r = 0; r < RT; ++r) {
      total[r] += load_loose(weight + (r + 1) * dense.inputs - kWidth) * value;
    }
  }
  CONVSCOPE_UNROLL
  for (int r = 0; r < RT; ++r) sum[r] = total[r];
}

float dot(Index count, const float* x, const float* weight) {
  float sum = 0;
  for (Index i = 0; i < count; ++i) sum += x[i] * weight[i];
  return sum;
}

}  // namespace

void image_max_pool(const LanePool& pool, const float* x, const LaneImageOut& to) {
  pool_image(
      pool, x, to, -__builtin_inff(),
      // A NaN wins.
      [](auto best, auto value) { return (best >= value) | (best != best) ? best : value; },
      [](auto total, Index, Index) { return total; });
}

void image_average_pool(const LanePool& pool, const float* x, const LaneImageOut& to) {
  const LaneWindow& w = pool.window;
  pool_image(
      pool, x, to, 0.0F, [](auto sum, auto value) { return sum + value; },
      [&](auto total, Index y, Index ox) {
        const Index cells = cells_under(axis_y(w), w.pad_bottom, y, pool.count_include_pad) *
                            cells_under(axis_x(w), w.pad_right, ox, pool.count_include_pad);
        return total / static_cast<float>(max_of(cells, 1));
      });
}

void image_dense(const LaneDense& dense, const LaneImageDense& args) {
  for (Index unit = args.first; unit < args.last; unit += kWidth) {
    const float* const weight = args.weight + unit * dense.inputs;
    const Index units = min_of(kWidth, args.last - unit);
    float totals[kWidth];
    if (dense.inputs < kWidth) {
      for (Index u = 0; u < units; ++u) {
        totals[u] = dot(dense.inputs, args.x, weight + u * dense.inputs);
      }
    } else {
      Vec sum[kWidth] = {};
      Index u = 0;
      for (; u + 4 <= units; u += 4) {
        dot_rows<4>(dense, args.x, weight + u * dense.inputs, sum + u);
      }
      for (; u < units; ++u) dot_rows<1>(dense, args.x, weight + u * dense.inputs, sum + u);
      store_loose(totals, sums_of(sum));
    }
    for (Index u = 0; u < units; ++u) {
      const float value = totals[u] + (args.bias ? args.bias[unit + u] : 0.0F);
      args.out[unit + u] = args.relu && value < 0.0F ? 0.0F : value;
    }
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

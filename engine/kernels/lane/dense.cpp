// Dense layers. Forward and backward-data are one product whose tile keeps several units of all
// 16 samples in registers; backward-weights turns the samples out of the lanes first, so that the
// sum over them is a plain accumulation.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

/// out[r] = bias[r] + sum over k of weight[r * row_step + k * term_step] * x[k]
struct Product {
  Index rows, terms;
  const float* weight;
  Index row_step, term_step;
  const float* bias;  // or null
  const float* x;
  float* out;
};

constexpr int kRows = kRegisters / kParts;

template <int RT>
CONVSCOPE_NOINLINE void rows(const Product& product, Index first) {
  Vec sum[RT][kParts];
  CONVSCOPE_UNROLL
  for (int r = 0; r < RT; ++r) {
    const Vec start = product.bias ? broadcast(product.bias[first + r]) : Vec{};
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) sum[r][p] = start;
  }
  const float* weight = product.weight + first * product.row_step;
  const float* x = product.x;
  for (Index k = 0; k < product.terms; ++k, weight += product.term_step, x += kLanes) {
    Vec value[kParts];
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) value[p] = load(x + p * kWidth);
    CONVSCOPE_UNROLL
    for (int r = 0; r < RT; ++r) {
      const Vec w = broadcast(weight[r * product.row_step]);
      CONVSCOPE_UNROLL
      for (int p = 0; p < kParts; ++p) sum[r][p] += w * value[p];
    }
  }
  CONVSCOPE_UNROLL
  for (int r = 0; r < RT; ++r) {
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) {
      store(product.out + (first + r) * kLanes + p * kWidth, sum[r][p]);
    }
  }
}

template <int RT>
void rows_of(Index count, const Product& product, Index first) {
  if constexpr (RT > 0) {
    if (count == RT) return rows<RT>(product, first);
    return rows_of<RT - 1>(count, product, first);
  }
}

void multiply(const Product& product) {
  for (Index r = 0, count = 0; r < product.rows; r += count) {
    count = tile_size(product.rows - r, kRows);
    rows_of<kRows>(count, product, r);
  }
}

/// d_weight rows [unit, unit + UT), VT registers of inputs from `input` on. `x` is [16][pitch].
struct Outer {
  const float* x;
  Index pitch;
  const float* d_out;
  float* d_weight;
  Index inputs;
};

template <int UT, int VT>
CONVSCOPE_NOINLINE void outer(const Outer& o, Index unit, Index input, Index count) {
  Vec sum[UT][VT] = {};
  const float* d_out = o.d_out + unit * kLanes;
  const float* x = o.x + input;
  for (Index n = 0; n < kLanes; ++n, x += o.pitch) {
    Vec value[VT];
    CONVSCOPE_UNROLL
    for (int v = 0; v < VT; ++v) value[v] = load(x + v * kWidth);
    CONVSCOPE_UNROLL
    for (int u = 0; u < UT; ++u) {
      const Vec d = broadcast(d_out[u * kLanes + n]);
      CONVSCOPE_UNROLL
      for (int v = 0; v < VT; ++v) sum[u][v] += d * value[v];
    }
  }
  for (int u = 0; u < UT; ++u) {
    float* to = o.d_weight + (unit + u) * o.inputs + input;
    for (int v = 0; v < VT; ++v) {
      if ((v + 1) * kWidth <= count) {
        store_loose(to + v * kWidth, sum[u][v]);
      } else {  // the last inputs do not fill a register
        for (int i = 0; v * kWidth + i < count; ++i) to[v * kWidth + i] = sum[u][v][i];
      }
    }
  }
}

template <int UT>
void outer_rows(const Outer& o, Index unit) {
  for (Index input = 0, registers = 0; input < o.inputs; input += registers * kWidth) {
    const Index left = (o.inputs - input + kWidth - 1) / kWidth;
    registers = tile_size(left, 3);
    const Index count = min_of(registers * kWidth, o.inputs - input);
    if (registers == 3) {
      outer<UT, 3>(o, unit, input, count);
    } else if (registers == 2) {
      outer<UT, 2>(o, unit, input, count);
    } else {
      outer<UT, 1>(o, unit, input, count);
    }
  }
}

}  // namespace

void dense_forward(const LaneDense& dense, const float* x, const float* weight, const float* bias,
                   float* out) {
  multiply({.rows = dense.units,
            .terms = dense.inputs,
            .weight = weight,
            .row_step = dense.inputs,
            .term_step = 1,
            .bias = bias,
            .x = x,
            .out = out});
}

void dense_backward_data(const LaneDense& dense, const float* weight, const float* d_out,
                         float* d_x) {
  multiply({.rows = dense.inputs,
            .terms = dense.units,
            .weight = weight,
            .row_step = 1,
            .term_step = dense.inputs,
            .bias = nullptr,
            .x = d_out,
            .out = d_x});
}

void dense_backward_weights(const LaneDense& dense, const float* x, const float* d_out,
                            float* d_weight, float* d_bias, float* scratch) {
  const Index pitch = (dense.inputs + kLanes - 1) / kLanes * kLanes;
  for (Index i = 0; i < pitch; ++i) {
    for (Index n = 0; n < kLanes; ++n) {
      scratch[n * pitch + i] = i < dense.inputs ? x[i * kLanes + n] : 0.0F;
    }
  }
  const Outer o = {
      .x = scratch, .pitch = pitch, .d_out = d_out, .d_weight = d_weight, .inputs = dense.inputs};
  Index unit = 0;
  for (; unit + 4 <= dense.units; unit += 4) outer_rows<4>(o, unit);
  for (; unit + 2 <= dense.units; unit += 2) outer_rows<2>(o, unit);
  if (unit < dense.units) outer_rows<1>(o, unit);
  if (!d_bias) return;
  for (Index u = 0; u < dense.units; ++u) {
    Vec sum = {};
    for (int p = 0; p < kParts; ++p) sum += load(d_out + u * kLanes + p * kWidth);
    d_bias[u] = sum_of(sum);
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

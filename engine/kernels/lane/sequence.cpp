// A dense product at every step of a sequence: the same weights, so that they are packed once, and
// their gradient is one product over all steps and samples.

#include "engine/kernels/lane/product.h"
#include "engine/kernels/lane/transpose.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

constexpr Index kStepBlock = 8;  // steps whose turned inputs, 16 of them, fit into 8 KiB

/// The inputs of some steps, samples out of the lanes: [panel of 16 inputs][step][sample][16].
/// Inputs beyond the last stay what they were: their columns are computed and dropped.
void turn_inputs(const LaneSequence& s, const float* x, Index steps, float* turned) {
  for (Index first = 0; first < s.inputs; first += kLanes) {
    for (Index t = 0; t < steps; ++t, turned += kLanes * kLanes) {
      const float* rows[kLanes];
      for (Index i = 0; i < kLanes; ++i) {
        rows[i] = x + (t * s.inputs + min_of(first + i, s.inputs - 1)) * kLanes;
      }
      transpose_square(rows, turned, kLanes);
    }
  }
}

/// d_weight rows [unit, unit + RT), 16 inputs from `input` on, of which `count` are there.
struct Outer {
  const float* turned;
  Index steps;
  const float* d_out;
  Index d_step;
  float* d_weight;
  Index inputs, count;
  bool adds;
};

template <int RT>
CONVSCOPE_NOINLINE void outer_tile(const Outer& o) {
  Vec sum[RT][kParts] = {};
  const float* d_out = o.d_out;
  const float* x = o.turned;
  for (Index t = 0; t < o.steps; ++t, d_out += o.d_step, x += kLanes * kLanes) {
    add_terms<RT>(sum, d_out, kLanes, x, kLanes);
  }
  for (int r = 0; r < RT; ++r) {
    float* const to = o.d_weight + r * o.inputs;
    for (int p = 0; p < kParts; ++p) {
      float* const at = to + p * kWidth;
      if ((p + 1) * kWidth <= o.count) {
        store_loose(at, o.adds ? load_loose(at) + sum[r][p] : sum[r][p]);
      } else {  // the last inputs do not fill a register
        for (int i = 0; p * kWidth + i < o.count; ++i) {
          at[i] = o.adds ? at[i] + sum[r][p][i] : sum[r][p][i];
        }
      }
    }
  }
}

template <int RT>
void outer_rows(Index rows, const Outer& o) {
  if constexpr (RT > 0) {
    if (rows == RT) return outer_tile<RT>(o);
    outer_rows<RT - 1>(rows, o);
  }
}

void sum_bias(const LaneSequence& s, const float* d_out, float* d_bias) {
  for (Index u = 0; u < s.units; ++u) {
    Vec sum = {};
    for (Index t = 0; t < s.steps; ++t) {
      const float* const at = d_out + (t * s.units + u) * kLanes;
      for (int p = 0; p < kParts; ++p) sum += load(at + p * kWidth);
    }
    d_bias[u] = sum_of(sum);
  }
}

/// 16 numbers of each sample's row of the table, into the lanes.
void look_up(const float* const (&rows)[kLanes], Index first, Index count, float* out) {
  if (count == kLanes) {
    const float* from[kLanes];
    for (Index n = 0; n < kLanes; ++n) from[n] = rows[n] + first;
    return transpose_square(from, out, kLanes);
  }
  for (Index i = 0; i < count; ++i) {
    for (Index n = 0; n < kLanes; ++n) out[i * kLanes + n] = rows[n][first + i];
  }
}

/// to[j][i] = from[i][j].
void transpose_matrix(Index rows, Index columns, const float* from, float* to) {
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) to[j * rows + i] = from[i * columns + j];
  }
}

}  // namespace

void sequence_forward(const LaneSequence& s, const LaneSequenceForward& args) {
  pack_matrix({s.units, s.inputs, args.weight, s.inputs, 1}, args.scratch);
  for (Index t = 0; t < s.steps; ++t) {
    float* const out = args.out + t * s.units * kLanes;
    fill_rows(s.units, args.bias, out);
    add_product(s.units, s.inputs, args.scratch, args.x + t * s.inputs * kLanes, out);
  }
}

void sequence_backward_data(const LaneSequence& s, const LaneSequenceData& args) {
  pack_matrix({s.inputs, s.units, args.weight, 1, s.inputs}, args.scratch);
  for (Index t = 0; t < s.steps; ++t) {
    float* const d_x = args.d_x + t * s.inputs * kLanes;
    fill_rows(s.inputs, nullptr, d_x);
    add_product(s.inputs, s.units, args.scratch, args.d_out + t * s.units * kLanes, d_x);
  }
}

void sequence_backward_weights(const LaneSequence& s, const LaneSequenceWeights& args) {
  const Index d_step = s.units * kLanes;
  for (Index first = 0; first < s.steps; first += kStepBlock) {
    const Index steps = min_of(kStepBlock, s.steps - first);
    turn_inputs(s, args.x + first * s.inputs * kLanes, steps, args.scratch);
    const float* panel = args.scratch;
    for (Index i = 0; i < s.inputs; i += kLanes, panel += steps * kLanes * kLanes) {
      for (Index u = 0; u < s.units; u += kTileRows) {
        outer_rows<kTileRows>(min_of(kTileRows, s.units - u),
                              {.turned = panel,
                               .steps = steps,
                               .d_out = args.d_out + first * d_step + u * kLanes,
                               .d_step = d_step,
                               .d_weight = args.d_weight + u * s.inputs + i,
                               .inputs = s.inputs,
                               .count = min_of(kLanes, s.inputs - i),
                               .adds = first > 0});
      }
    }
  }
  if (args.d_bias) sum_bias(s, args.d_out, args.d_bias);
}

void lookup_forward(const LaneSequence& s, const int* symbols, const float* table, float* out) {
  for (Index t = 0; t < s.steps; ++t, symbols += kLanes) {
    const float* rows[kLanes];
    for (Index n = 0; n < kLanes; ++n) rows[n] = table + symbols[n] * s.units;
    for (Index u = 0; u < s.units; u += kLanes) {
      const Index count = min_of(kLanes, s.units - u);
      look_up(rows, u, count, out);
      out += count * kLanes;
    }
  }
}

void lookup_backward(const LaneSequence& s, const int* symbols, const float* d_out,
                     float* d_table) {
  __builtin_memset(d_table, 0, static_cast<unsigned long>(s.inputs * s.units) * sizeof(float));
  float turned[kLanes * kLanes];
  for (Index t = 0; t < s.steps; ++t, symbols += kLanes) {
    for (Index u = 0; u < s.units; u += kLanes) {
      const Index count = min_of(kLanes, s.units - u);
      const float* rows[kLanes];
      for (Index i = 0; i < kLanes; ++i) rows[i] = d_out + min_of(i, count - 1) * kLanes;
      transpose_square(rows, turned, kLanes);
      for (Index n = 0; n < kLanes; ++n) {
        float* const to = d_table + symbols[n] * s.units + u;
        for (Index i = 0; i < count; ++i) to[i] += turned[n * kLanes + i];
      }
      d_out += count * kLanes;
    }
  }
}

void one_hot_forward(const LaneSequence& s, const int* symbols, const LaneSequenceForward& args) {
  transpose_matrix(s.units, s.inputs, args.weight, args.scratch);
  for (Index row = 0; args.bias && row < s.inputs; ++row) {
    for (Index u = 0; u < s.units; ++u) args.scratch[row * s.units + u] += args.bias[u];
  }
  lookup_forward(s, symbols, args.scratch, args.out);
}

void one_hot_backward_weights(const LaneSequence& s, const int* symbols,
                              const LaneSequenceWeights& args) {
  lookup_backward(s, symbols, args.d_out, args.scratch);
  transpose_matrix(s.inputs, s.units, args.scratch, args.d_weight);
  if (args.d_bias) sum_bias(s, args.d_out, args.d_bias);
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

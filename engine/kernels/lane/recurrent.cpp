// Recurrent cells over a whole sequence: what the state adds to the gates, step by step, and the
// gates; what the input adds was computed before the loop, and the weights' gradients are after it.

#include "engine/kernels/lane/functions.h"
#include "engine/kernels/lane/product.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

/// One step of one block; a row is [units][16], `state` what the state added to the gates.
struct Step {
  Index size;  // units * 16
  float* gates;
  float* state;
  const float* h_before;
  float* h;
  const float* c_before;
  float* c;
  float* tanh_c;
};

template <bool Relu>
void rnn_step(const Step& s) {
  for (Index i = 0; i < s.size; i += kWidth) {
    const Vec sum = load(s.gates + i) + load(s.state + i);
    const Vec h = Relu ? (sum < 0.0F ? Vec{} : sum) : tangent(sum);
    store(s.gates + i, h);
    store(s.h + i, h);
  }
}

void lstm_step(const Step& s) {
  float *const i_gate = s.gates, *const f_gate = s.gates + s.size, *const g_gate = f_gate + s.size,
               *const o_gate = g_gate + s.size;
  const float *const i_sum = s.state, *const f_sum = i_sum + s.size, *const g_sum = f_sum + s.size,
                     *const o_sum = g_sum + s.size;
  for (Index k = 0; k < s.size; k += kWidth) {
    const Vec i = logistic(load(i_gate + k) + load(i_sum + k));
    const Vec f = logistic(load(f_gate + k) + load(f_sum + k));
    const Vec g = tangent(load(g_gate + k) + load(g_sum + k));
    const Vec o = logistic(load(o_gate + k) + load(o_sum + k));
    const Vec c = f * load(s.c_before + k) + i * g;
    const Vec tanh_c = tangent(c);
    store(i_gate + k, i);
    store(f_gate + k, f);
    store(g_gate + k, g);
    store(o_gate + k, o);
    store(s.c + k, c);
    store(s.tanh_c + k, tanh_c);
    store(s.h + k, o * tanh_c);
  }
}

void gru_step(const Step& s) {
  float *const r_gate = s.gates, *const z_gate = s.gates + s.size, *const n_gate = z_gate + s.size;
  const float *const r_sum = s.state, *const z_sum = r_sum + s.size, *const n_sum = z_sum + s.size;
  for (Index k = 0; k < s.size; k += kWidth) {
    const Vec r = logistic(load(r_gate + k) + load(r_sum + k));
    const Vec z = logistic(load(z_gate + k) + load(z_sum + k));
    const Vec n = tangent(load(n_gate + k) + r * load(n_sum + k));
    store(r_gate + k, r);
    store(z_gate + k, z);
    store(n_gate + k, n);
    store(s.h + k, (1.0F - z) * n + z * load(s.h_before + k));
  }
}

/// The way back: `d_h` is the gradient that arrives at h, `d_c` at c from the next step; both are
/// left as what goes to the step before, but for the way through the product.
struct StepBack {
  Index size;
  float* gates;        // become the gradients of the gates' sums
  float* state;        // GRU: what the state added; becomes the gradients by that
  const float* d_out;  // or null
  float* d_h;
  float* d_c;
  const float* h;  // before the step
  const float* c;  // before the step
  const float* tanh_c;
};

CONVSCOPE_INLINE Vec arriving(const StepBack& s, Index k) {
  const Vec d = load(s.d_h + k);
  return s.d_out ? d + load(s.d_out + k) : d;
}

template <bool Relu>
void rnn_step_back(const StepBack& s) {
  for (Index k = 0; k < s.size; k += kWidth) {
    const Vec h = load(s.gates + k), d = arriving(s, k);
    store(s.gates + k, Relu ? (h > 0.0F ? d : Vec{}) : d * (1.0F - h * h));
    store(s.d_h + k, Vec{});
  }
}

void lstm_step_back(const StepBack& s) {
  float *const i_gate = s.gates, *const f_gate = s.gates + s.size, *const g_gate = f_gate + s.size,
               *const o_gate = g_gate + s.size;
  for (Index k = 0; k < s.size; k += kWidth) {
    const Vec i = load(i_gate + k), f = load(f_gate + k), g = load(g_gate + k),
              o = load(o_gate + k), tanh_c = load(s.tanh_c + k), d_h = arriving(s, k);
    const Vec d_c = load(s.d_c + k) + d_h * o * (1.0F - tanh_c * tanh_c);
    store(i_gate + k, d_c * g * i * (1.0F - i));
    store(f_gate + k, d_c * load(s.c + k) * f * (1.0F - f));
    store(g_gate + k, d_c * i * (1.0F - g * g));
    store(o_gate + k, d_h * tanh_c * o * (1.0F - o));
    store(s.d_c + k, d_c * f);
    store(s.d_h + k, Vec{});
  }
}

void gru_step_back(const StepBack& s) {
  float *const r_gate = s.gates, *const z_gate = s.gates + s.size, *const n_gate = z_gate + s.size;
  float *const r_sum = s.state, *const z_sum = s.state + s.size, *const n_sum = z_sum + s.size;
  for (Index k = 0; k < s.size; k += kWidth) {
    const Vec r = load(r_gate + k), z = load(z_gate + k), n = load(n_gate + k),
              d_h = arriving(s, k);
    const Vec d_n = d_h * (1.0F - z) * (1.0F - n * n);
    const Vec d_r = d_n * load(n_sum + k) * r * (1.0F - r);
    const Vec d_z = d_h * (load(s.h + k) - n) * z * (1.0F - z);
    store(r_gate + k, d_r);
    store(z_gate + k, d_z);
    store(n_gate + k, d_n);
    store(r_sum + k, d_r);
    store(z_sum + k, d_z);
    store(n_sum + k, d_n * r);
    store(s.d_h + k, d_h * z);
  }
}

// Where a cell has no such rows, null stays null.
template <typename Number>
Number* row_at(Number* rows, Index offset) {
  return rows ? rows + offset : nullptr;
}

Index gates_of(int cell) {
  return cell == kLaneLstm ? 4 : cell == kLaneGru ? 3 : 1;
}

void step_forward(int cell, const Step& step) {
  if (cell == kLaneLstm) return lstm_step(step);
  if (cell == kLaneGru) return gru_step(step);
  return cell == kLaneRnnRelu ? rnn_step<true>(step) : rnn_step<false>(step);
}

void step_backward(int cell, const StepBack& step) {
  if (cell == kLaneLstm) return lstm_step_back(step);
  if (cell == kLaneGru) return gru_step_back(step);
  return cell == kLaneRnnRelu ? rnn_step_back<true>(step) : rnn_step_back<false>(step);
}

}  // namespace

void recurrent_forward(const LaneRecurrent& r, const LaneRecurrentForward& args) {
  const Index size = r.units * kLanes, gates = gates_of(r.cell), rows = gates * r.units;
  float* const packed = args.scratch + rows * kLanes;
  pack_matrix({rows, r.units, args.weight, r.units, 1}, packed);
  for (Index t = 0; t < r.steps; ++t) {
    float* const state = args.state ? args.state + t * rows * kLanes : args.scratch;
    const float* const h = args.h + t * size;
    fill_rows(rows, args.bias, state);
    add_product(rows, r.units, packed, h, state);
    step_forward(r.cell, {.size = size,
                          .gates = args.gates + t * rows * kLanes,
                          .state = state,
                          .h_before = h,
                          .h = args.h + (t + 1) * size,
                          .c_before = row_at(args.c, t * size),
                          .c = row_at(args.c, (t + 1) * size),
                          .tanh_c = row_at(args.tanh_c, t * size)});
  }
}

void recurrent_backward(const LaneRecurrent& r, const LaneRecurrentBackward& args) {
  const Index size = r.units * kLanes, rows = gates_of(r.cell) * r.units;
  float *const d_h = args.scratch, *const d_c = d_h + size, *const packed = d_c + size;
  pack_matrix({r.units, rows, args.weight, 1, r.units}, packed);
  fill_rows(2 * r.units, nullptr, d_h);
  for (Index t = r.steps - 1; t >= 0; --t) {
    float* const gates = args.gates + t * rows * kLanes;
    float* const state = row_at(args.state, t * rows * kLanes);
    const bool last = t == r.steps - 1;
    const float* const d_out = args.sequences ? args.d_out + t * size : last ? args.d_out : nullptr;
    step_backward(r.cell, {.size = size,
                           .gates = gates,
                           .state = state,
                           .d_out = d_out,
                           .d_h = d_h,
                           .d_c = d_c,
                           .h = args.h + t * size,
                           .c = row_at(args.c, t * size),
                           .tanh_c = row_at(args.tanh_c, t * size)});
    if (t > 0) add_product(r.units, rows, packed, state ? state : gates, d_h);
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

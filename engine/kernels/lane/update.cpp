// What happens to flat blocks of parameters once a step: the sum of the blocks' gradients in block
// order, and the optimizers.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

// Without decay the parameter is not read: infinity times zero would not be a number.
CONVSCOPE_INLINE float decayed(float gradient, float decay, float value) {
  return decay != 0.0F ? gradient + decay * value : gradient;
}

}  // namespace

bool reduce(const float* const* blocks, Index block_count, Index count, float scale, float* sum) {
  Index i = 0;
  VecInt odd = {};
  for (; i + 4 * kWidth <= count; i += 4 * kWidth) {
    Vec total[4];
    for (int v = 0; v < 4; ++v) total[v] = load_loose(blocks[0] + i + v * kWidth);
    for (Index b = 1; b < block_count; ++b) {
      for (int v = 0; v < 4; ++v) total[v] += load_loose(blocks[b] + i + v * kWidth);
    }
    for (int v = 0; v < 4; ++v) {
      const Vec scaled = total[v] * scale;
      odd |= scaled - scaled != 0.0F;
      store_loose(sum + i + v * kWidth, scaled);
    }
  }
  bool fine = true;
  for (; i < count; ++i) {
    float total = blocks[0][i];
    for (Index b = 1; b < block_count; ++b) total += blocks[b][i];
    sum[i] = total * scale;
    fine = fine && sum[i] - sum[i] == 0.0F;
  }
  for (int n = 0; n < kWidth; ++n) fine = fine && odd[n] == 0;
  return fine;
}

// x - x is 0 for finite numbers only.
bool finite(Index count, const float* x) {
  int odd = 0;
  for (Index i = 0; i < count; ++i) odd |= x[i] - x[i] == 0.0F ? 0 : 1;
  return odd == 0;
}

void sgd(const LaneSgd& o, Index count, const float* gradient, float* value, float* velocity) {
  if (!velocity) {
    for (Index i = 0; i < count; ++i) {
      value[i] -= o.learning_rate * decayed(gradient[i], o.weight_decay, value[i]);
    }
    return;
  }
  const float old = o.first_step ? 0.0F : o.momentum;
  const float fresh = o.first_step ? 1.0F : 1.0F - o.dampening;
  const float direct = o.nesterov ? 1.0F : 0.0F, moved = o.nesterov ? o.momentum : 1.0F;
  for (Index i = 0; i < count; ++i) {
    const float g = decayed(gradient[i], o.weight_decay, value[i]);
    const float v = old * velocity[i] + fresh * g;
    velocity[i] = v;
    value[i] -= o.learning_rate * (direct * g + moved * v);
  }
}

void adam(const LaneAdam& o, Index count, const float* gradient, float* value, float* mean,
          float* square) {
  for (Index i = 0; i < count; ++i) {
    const float g = decayed(gradient[i], o.weight_decay, value[i]);
    const float m = o.beta1 * mean[i] + o.gain1 * g;
    const float s = o.beta2 * square[i] + o.gain2 * g * g;
    mean[i] = m;
    square[i] = s;
    value[i] -= o.step_size * m / (__builtin_sqrtf(s) * o.root + o.epsilon);
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

// Activations, softmax and its loss, and the way into and out of the lanes.

#include "engine/kernels/lane/functions.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

template <typename Function>
CONVSCOPE_INLINE void map(Index features, const float* x, float* out, const Function& function) {
  for (Index i = 0; i < features * kLanes; i += kWidth) store(out + i, function(load(x + i)));
}

template <typename Function>
CONVSCOPE_INLINE void map_gradient(Index features, const float* out, const float* d_out, float* d_x,
                                   const Function& derivative) {
  for (Index i = 0; i < features * kLanes; i += kWidth) {
    store(d_x + i, load(d_out + i) * derivative(load(out + i)));
  }
}

/// Per lane: the largest logit and the first class that has it.
struct Largest {
  Vec value;
  VecInt index;
};
CONVSCOPE_INLINE Largest largest_of(Index classes, const float* logits) {
  Largest best = {load(logits), VecInt{}};
  for (Index k = 1; k < classes; ++k) {
    const Vec value = load(logits + k * kLanes);
    const VecInt wins = value > best.value;
    best.value = wins ? value : best.value;
    best.index = wins ? VecInt{} + static_cast<int>(k) : best.index;
  }
  return best;
}

/// out = e^(logits - largest) and the sum of it.
CONVSCOPE_INLINE Vec shifted_exponentials(Index classes, const float* logits, Vec largest,
                                          float* out) {
  Vec sum = {};
  for (Index k = 0; k < classes; ++k) {
    const Vec e = exponential(load(logits + k * kLanes) - largest);
    store(out + k * kLanes, e);
    sum += e;
  }
  return sum;
}

/// The same sum without the numbers.
CONVSCOPE_INLINE Vec sum_of_exponentials(Index classes, const float* logits, Vec largest) {
  Vec sum = {};
  for (Index k = 0; k < classes; ++k) sum += exponential(load(logits + k * kLanes) - largest);
  return sum;
}

}  // namespace

void pack(const float* const* rows, Index samples, Index features, float* lanes) {
  if (samples < kLanes) {
    __builtin_memset(lanes, 0, static_cast<unsigned long>(features * kLanes) * sizeof(float));
  }
  for (Index i = 0; i < features; ++i, lanes += kLanes) {
    for (Index n = 0; n < samples; ++n) lanes[n] = rows[n][i];
  }
}

void unpack(const float* lanes, Index samples, Index features, float* const* rows) {
  for (Index i = 0; i < features; ++i, lanes += kLanes) {
    for (Index n = 0; n < samples; ++n) rows[n][i] = lanes[n];
  }
}

void add(Index features, const float* x, const float* y, float* out) {
  for (Index i = 0; i < features * kLanes; i += kWidth) store(out + i, load(x + i) + load(y + i));
}

void relu_forward(Index features, const float* x, float* out) {
  map(features, x, out, [](Vec v) { return v < 0.0F ? Vec{} : v; });
}

void relu_backward(Index features, const float* out, const float* d_out, float* d_x) {
  for (Index i = 0; i < features * kLanes; i += kWidth) {
    store(d_x + i, load(out + i) > 0.0F ? load(d_out + i) : Vec{});
  }
}

void tanh_forward(Index features, const float* x, float* out) {
  map(features, x, out, [](Vec v) { return tangent(v); });
}

void tanh_backward(Index features, const float* out, const float* d_out, float* d_x) {
  map_gradient(features, out, d_out, d_x, [](Vec v) { return 1.0F - v * v; });
}

void sigmoid_forward(Index features, const float* x, float* out) {
  map(features, x, out, [](Vec v) { return logistic(v); });
}

void sigmoid_backward(Index features, const float* out, const float* d_out, float* d_x) {
  map_gradient(features, out, d_out, d_x, [](Vec v) { return v * (1.0F - v); });
}

void softmax(Index classes, const float* logits, float* out) {
  for (int p = 0; p < kLanes; p += kWidth) {
    const Vec largest = largest_of(classes, logits + p).value;
    const Vec sum = shifted_exponentials(classes, logits + p, largest, out + p);
    for (Index k = 0; k < classes; ++k) {
      store(out + k * kLanes + p, load(out + k * kLanes + p) / sum);
    }
  }
}

void softmax_cross_entropy(const LaneLoss& args) {
  for (int p = 0; p < kLanes; p += kWidth) {
    const float* const logits = args.logits + p;
    const Largest largest = largest_of(args.classes, logits);
    const VecInt label = load_int(args.labels + p);
    const VecInt used = label >= 0;
    Vec sum;
    if (args.d_logits) {
      float* const d = args.d_logits + p;
      sum = shifted_exponentials(args.classes, logits, largest.value, d);
      for (Index k = 0; k < args.classes; ++k) {
        const Vec one = label == VecInt{} + static_cast<int>(k) ? broadcast(1.0F) : Vec{};
        const Vec gradient = (load(d + k * kLanes) / sum - one) * args.scale;
        store(d + k * kLanes, used ? gradient : Vec{});
      }
    } else {
      sum = sum_of_exponentials(args.classes, logits, largest.value);
    }
    for (int n = 0; n < kWidth; ++n) {
      args.predicted[p + n] = used[n] ? largest.index[n] : -1;
      args.loss[p + n] =
          used[n] ? __builtin_logf(sum[n]) - (logits[label[n] * kLanes + n] - largest.value[n])
                  : 0.0F;
    }
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

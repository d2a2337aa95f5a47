// Activations, softmax and its loss, and the way into and out of the lanes.

#include "engine/kernels/lane/vec.h"

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

/// e^x to 2 ulp for x in [-87, 88], clamped beyond (Cephes expf, Moshier): x = n ln 2 + r with
/// |r| <= ln 2 / 2, and a polynomial for e^r. A NaN stays one.
CONVSCOPE_INLINE Vec exponential(Vec x) {
  x = x > 88.0F ? broadcast(88.0F) : x;
  x = x < -87.0F ? broadcast(-87.0F) : x;
  const Vec scaled = x * 1.44269504F;
  const VecInt n = __builtin_convertvector(
      scaled + (scaled < 0.0F ? broadcast(-0.5F) : broadcast(0.5F)), VecInt);
  const Vec whole = __builtin_convertvector(n, Vec);
  const Vec r = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;
  Vec p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  const VecInt power = (n + 127) << 23;  // the bits of 2^n
  return p * reinterpret_cast<Vec>(power);
}

/// tanh to 2 ulp (Cephes tanhf): a polynomial near 0, 1 - 2/(e^2x + 1) elsewhere.
CONVSCOPE_INLINE Vec tangent(Vec x) {
  const Vec z = x * x;
  Vec p = z * -5.70498872745e-3F + 2.06390887954e-2F;
  p = p * z - 5.37397155531e-2F;
  p = p * z + 1.33314422036e-1F;
  p = p * z - 3.33332819422e-1F;
  const Vec near = p * z * x + x;
  const Vec size = x < 0.0F ? -x : x;
  const Vec far = 1.0F - 2.0F / (exponential(size + size) + 1.0F);
  return size < 0.625F ? near : (x < 0.0F ? -far : far);
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
  map(features, x, out, [](Vec v) { return 1.0F / (1.0F + exponential(-v)); });
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

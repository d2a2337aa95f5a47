#pragma once

// What the kernel sources share. Each of them is compiled once per instruction set with its own
// CONVSCOPE_LANE_NS, and nothing here may be seen by two of those builds under one name: no
// standard headers with code in them, no Eigen, no function outside the namespace.

#include "engine/kernels/lane_types.h"

#ifndef CONVSCOPE_LANE_NS
#error "CONVSCOPE_LANE_NS names the namespace of this instruction set"
#endif

#define CONVSCOPE_INLINE static inline __attribute__((always_inline))
// A tile shares its registers with nobody.
#define CONVSCOPE_NOINLINE __attribute__((noinline))
#define CONVSCOPE_UNROLL _Pragma("GCC unroll 16")

namespace convscope::engine::CONVSCOPE_LANE_NS {

#if defined(__AVX512F__)
constexpr int kWidth = 16;      // floats in a register
constexpr int kRegisters = 24;  // accumulators of a tile, at most
constexpr int kNames = 32;      // registers that there are
#elif defined(__AVX2__)
constexpr int kWidth = 8;
constexpr int kRegisters = 12;
constexpr int kNames = 16;
#else
constexpr int kWidth = 4;
constexpr int kRegisters = 12;
constexpr int kNames = 16;
#endif
constexpr int kParts = static_cast<int>(kLanes) / kWidth;  // registers in a block of samples

typedef float Vec __attribute__((vector_size(kWidth * 4)));
typedef int VecInt __attribute__((vector_size(kWidth * 4)));
typedef float VecLoose __attribute__((vector_size(kWidth * 4), aligned(4), may_alias));

// Blocks are aligned, so plain accesses; `_loose` is for parameters.
CONVSCOPE_INLINE Vec load(const float* p) {
  return *reinterpret_cast<const Vec*>(p);
}
CONVSCOPE_INLINE void store(float* p, Vec v) {
  *reinterpret_cast<Vec*>(p) = v;
}
CONVSCOPE_INLINE Vec load_loose(const float* p) {
  return *reinterpret_cast<const VecLoose*>(p);
}
CONVSCOPE_INLINE void store_loose(float* p, Vec v) {
  *reinterpret_cast<VecLoose*>(p) = v;
}
CONVSCOPE_INLINE Vec broadcast(float value) {
  return value - Vec{};
}
CONVSCOPE_INLINE VecInt load_int(const int* p) {
  return *reinterpret_cast<const VecInt*>(p);
}
CONVSCOPE_INLINE void store_int(int* p, VecInt v) {
  *reinterpret_cast<VecInt*>(p) = v;
}

/// A load that several multiply-additions share: GCC would rather repeat it in each of them.
CONVSCOPE_INLINE Vec load_once(const float* p) {
  Vec v = load(p);
#if defined(__x86_64__)
  __asm__("" : "+v"(v));
#endif
  return v;
}

CONVSCOPE_INLINE float sum_of(Vec v) {
  float values[kWidth];
  store_loose(values, v);
  for (int half = kWidth / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) values[i] += values[i + half];
  }
  return values[0];
}

template <int... I>
struct Numbers {};
template <int N, int... I>
struct Count : Count<N - 1, N - 1, I...> {};
template <int... I>
struct Count<0, I...> {
  using Type = Numbers<I...>;
};
/// Where lane `lane` of halves(a, b) comes from: groups of `size` lanes of a, then of b, each cut
/// in half.
constexpr int half_lane(int lane, int size, bool second) {
  const int half = size / 2;
  return lane / half * size + lane % half + (second ? half : 0);
}
template <int kSize, int... I>
CONVSCOPE_INLINE Vec add_halves(Vec a, Vec b, Numbers<I...>) {
  return __builtin_shufflevector(a, b, half_lane(I, kSize, false)...) +
         __builtin_shufflevector(a, b, half_lane(I, kSize, true)...);
}
template <int kSize>
CONVSCOPE_INLINE Vec add_halves(Vec a, Vec b) {
  return add_halves<kSize>(a, b, typename Count<kWidth>::Type{});
}
/// The sums of kWidth registers, each in a lane of its own.
template <int kCount>
CONVSCOPE_INLINE Vec sums_of(const Vec* v) {
  constexpr int kSize = 2 * kWidth / kCount;
  if constexpr (kCount == 2) {
    return add_halves<kSize>(v[0], v[1]);
  } else {
    return add_halves<kSize>(sums_of<kCount / 2>(v), sums_of<kCount / 2>(v + kCount / 2));
  }
}
CONVSCOPE_INLINE Vec sums_of(const Vec* v) {
  return sums_of<kWidth>(v);
}

CONVSCOPE_INLINE Index min_of(Index a, Index b) {
  return a < b ? a : b;
}
CONVSCOPE_INLINE Index max_of(Index a, Index b) {
  return a > b ? a : b;
}
CONVSCOPE_INLINE Index ceil_divide(Index a, Index b) {  // b > 0
  if (b == 1) return a;  // nearly always, and a division takes as long as a row of products
  return a > 0 ? (a + b - 1) / b : a / b;
}

/// How many of `remaining` the next tile takes when `largest` fit: never a lonely last one where
/// an even split avoids it, since a tile of one waits for its own additions.
CONVSCOPE_INLINE Index tile_size(Index remaining, Index largest) {
  if (remaining <= largest) return remaining;
  return remaining == largest + 1 ? (remaining + 1) / 2 : largest;
}

/// One axis of a window: how the plane is read.
struct Axis {
  Index input, kernel, stride, dilation, pad, output;
};
CONVSCOPE_INLINE Axis axis_y(const LaneWindow& w) {
  return {w.input_y, w.kernel_y, w.stride_y, w.dilation_y, w.pad_top, w.output_y};
}
CONVSCOPE_INLINE Axis axis_x(const LaneWindow& w) {
  return {w.input_x, w.kernel_x, w.stride_x, w.dilation_x, w.pad_left, w.output_x};
}

struct Range {
  Index begin, end;
};
/// The taps of outputs [first, last] that may read something else than padding.
CONVSCOPE_INLINE Range taps_of(const Axis& a, Index first, Index last) {
  const Index begin = ceil_divide(a.pad - last * a.stride, a.dilation);
  const Index end = ceil_divide(a.input + a.pad - first * a.stride, a.dilation);
  return {max_of(begin, 0), min_of(end, a.kernel)};
}
/// The outputs whose tap k reads something else than padding.
CONVSCOPE_INLINE Range outputs_of(const Axis& a, Index k) {
  const Index begin = ceil_divide(a.pad - k * a.dilation, a.stride);
  const Index end = ceil_divide(a.input + a.pad - k * a.dilation, a.stride);
  return {max_of(begin, 0), min_of(end, a.output)};
}

CONVSCOPE_INLINE Index plane_height(const LaneWindow& w) {
  return w.pad_top + w.input_y + w.pad_bottom;
}
CONVSCOPE_INLINE Index plane_width(const LaneWindow& w) {
  return w.pad_left + w.input_x + w.pad_right;
}

/// Of this instruction set; the contracts stand at LaneKernels.
void pack(const float* const* rows, Index samples, Index features, float* lanes);
void unpack(const float* lanes, Index samples, Index features, float* const* rows);
void pad(const LaneWindow& window, Index channels, const float* x, float* plane);
void conv_forward(const LaneConv& conv, const LaneConvForward& args);
bool winograd_pays(const LaneConv& conv);
void conv_winograd(const LaneConv& conv, const LaneConvForward& args);
void conv_backward_data(const LaneConv& conv, const LaneConvData& args);
void conv_backward_weights(const LaneConv& conv, const LaneConvWeights& args);
void max_pool_forward(const LanePool& pool, const float* x, float* out, int* winner);
void max_pool_backward(const LanePool& pool, const int* winner, const float* d_out, float* d_x);
void average_pool_forward(const LanePool& pool, const float* x, float* out);
void average_pool_backward(const LanePool& pool, const float* d_out, float* d_x);
void dense_forward(const LaneDense& dense, const float* x, const float* weight, const float* bias,
                   float* out);
void dense_backward_data(const LaneDense& dense, const float* weight, const float* d_out,
                         float* d_x);
void dense_backward_weights(const LaneDense& dense, const float* x, const float* d_out,
                            float* d_weight, float* d_bias, float* scratch);
void sequence_forward(const LaneSequence& sequence, const LaneSequenceForward& args);
void sequence_backward_data(const LaneSequence& sequence, const LaneSequenceData& args);
void sequence_backward_weights(const LaneSequence& sequence, const LaneSequenceWeights& args);
void one_hot_forward(const LaneSequence& sequence, const int* symbols,
                     const LaneSequenceForward& args);
void one_hot_backward_weights(const LaneSequence& sequence, const int* symbols,
                              const LaneSequenceWeights& args);
void lookup_forward(const LaneSequence& sequence, const int* symbols, const float* table,
                    float* out);
void lookup_backward(const LaneSequence& sequence, const int* symbols, const float* d_out,
                     float* d_table);
void recurrent_forward(const LaneRecurrent& recurrent, const LaneRecurrentForward& args);
void recurrent_backward(const LaneRecurrent& recurrent, const LaneRecurrentBackward& args);
void norm_moments(const LaneNorm& norm, const float* x, double* mean, double* squares);
void norm_forward(const LaneNorm& norm, const LaneNormForward& numbers, const float* x, float* out);
void norm_sums(const LaneNorm& norm, const float* mean, const float* x, const float* d_out,
               double* sum, double* product);
void norm_backward(const LaneNorm& norm, const LaneNormBackward& numbers, const float* x,
                   const float* d_out, float* d_x);
void dropout_mask(Index features, unsigned long long threshold, LaneRng* rng, unsigned short* mask);
void dropout(Index features, const unsigned short* mask, float scale, const float* x, float* out);
void add(Index features, const float* x, const float* y, float* out);
void relu_forward(Index features, const float* x, float* out);
void relu_backward(Index features, const float* out, const float* d_out, float* d_x);
void tanh_forward(Index features, const float* x, float* out);
void tanh_backward(Index features, const float* out, const float* d_out, float* d_x);
void sigmoid_forward(Index features, const float* x, float* out);
void sigmoid_backward(Index features, const float* out, const float* d_out, float* d_x);
void softmax(Index classes, const float* logits, float* out);
void softmax_cross_entropy(const LaneLoss& loss);
Index image_filter_step();
void image_pack(const LaneImageConv& conv, const float* weight, float* packed);
void image_conv(const LaneImageConv& conv, const LaneImageArgs& args);
void image_winograd_input(const LaneImageTiles& tiles, const float* plane, Index row,
                          float* numbers);
void image_winograd_output(const LaneImageTiles& tiles, const float* sums, const float* bias,
                           const LaneImageConv& conv, const LaneImageOut& to);
void image_max_pool(const LanePool& pool, const float* x, const LaneImageOut& to);
void image_average_pool(const LanePool& pool, const float* x, const LaneImageOut& to);
void image_dense(const LaneDense& dense, const LaneImageDense& args);
bool reduce(const float* const* blocks, Index block_count, Index count, float scale, float* sum);
bool finite(Index count, const float* x);
void sgd(const LaneSgd& sgd, Index count, const float* gradient, float* value, float* velocity);
void adam(const LaneAdam& adam, Index count, const float* gradient, float* value, float* mean,
          float* square);

extern const LaneKernels kTable;

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

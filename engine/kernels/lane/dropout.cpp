// Dropout: the masks of all samples of a block drawn side by side, and applied.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {
namespace {

constexpr int kWords = kWidth / 2;  // 64-bit words in a register
constexpr int kGroups = static_cast<int>(kLanes) / kWords;

typedef unsigned long long VecWord __attribute__((vector_size(kWidth * 4)));

CONVSCOPE_INLINE VecWord rotate_left(VecWord x, int k) {
  return (x << k) | (x >> (64 - k));
}

/// The state of kWords generators; `next` is Rng::next.
struct Generator {
  VecWord s0, s1, s2, s3;
};
CONVSCOPE_INLINE VecWord next(Generator& g) {
  const VecWord five = (g.s1 << 2) + g.s1, turned = rotate_left(five, 7);
  const VecWord result = (turned << 3) + turned;
  const VecWord t = g.s1 << 17;
  g.s2 ^= g.s0;
  g.s3 ^= g.s1;
  g.s1 ^= g.s2;
  g.s0 ^= g.s3;
  g.s2 ^= t;
  g.s3 = rotate_left(g.s3, 45);
  return result;
}

CONVSCOPE_INLINE VecWord load_words(const unsigned long long* p) {
  VecWord v;
  __builtin_memcpy(&v, p, sizeof(v));
  return v;
}
CONVSCOPE_INLINE void store_words(unsigned long long* p, VecWord v) {
  __builtin_memcpy(p, &v, sizeof(v));
}

}  // namespace

// A group of generators after the other, so that each stays in registers.
void dropout_mask(Index features, unsigned long long threshold, LaneRng* rng,
                  unsigned short* mask) {
  __builtin_memset(mask, 0, static_cast<unsigned long>(features) * sizeof(unsigned short));
  // threshold <= 2^53: the signed comparison, which there is an instruction for, is the same.
  typedef long long VecSigned __attribute__((vector_size(kWidth * 4)));
  const VecSigned least = VecSigned{} + static_cast<long long>(threshold) - 1;
  for (int group = 0; group < kGroups; ++group) {
    const int lane = group * kWords;
    Generator g = {load_words(rng->words[0] + lane), load_words(rng->words[1] + lane),
                   load_words(rng->words[2] + lane), load_words(rng->words[3] + lane)};
    for (Index i = 0; i < features; ++i) {
      const VecSigned kept = reinterpret_cast<VecSigned>(next(g) >> 11) > least;
      unsigned bits = 0;
      CONVSCOPE_UNROLL
      for (int n = 0; n < kWords; ++n) bits |= (static_cast<unsigned>(kept[n]) & 1U) << n;
      mask[i] = static_cast<unsigned short>(mask[i] | (bits << lane));
    }
    store_words(rng->words[0] + lane, g.s0);
    store_words(rng->words[1] + lane, g.s1);
    store_words(rng->words[2] + lane, g.s2);
    store_words(rng->words[3] + lane, g.s3);
  }
}

void dropout(Index features, const unsigned short* mask, float scale, const float* x, float* out) {
  VecInt bit[kParts];
  for (int lane = 0; lane < kLanes; ++lane) bit[lane / kWidth][lane % kWidth] = 1 << lane;
  for (Index i = 0; i < features; ++i, x += kLanes, out += kLanes) {
    const VecInt bits = VecInt{} + static_cast<int>(mask[i]);
    CONVSCOPE_UNROLL
    for (int p = 0; p < kParts; ++p) {
      const Vec value = load(x + p * kWidth) * scale;
      store(out + p * kWidth, (bits & bit[p]) != 0 ? value : Vec{});
    }
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

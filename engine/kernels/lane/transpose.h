#pragma once

// Squares of 16 x 16 numbers, turned over in registers.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {

/// Where lane `lane` of the first or second halves of two registers, number by number in turn,
/// comes from: the lanes of the first, then of the second.
constexpr int zip_lane(int lane, bool second) {
  return lane / 2 + (second ? kWidth / 2 : 0) + lane % 2 * kWidth;
}
template <int... I>
CONVSCOPE_INLINE Vec zip_first(Vec a, Vec b, Numbers<I...>) {
  return __builtin_shufflevector(a, b, zip_lane(I, false)...);
}
template <int... I>
CONVSCOPE_INLINE Vec zip_second(Vec a, Vec b, Numbers<I...>) {
  return __builtin_shufflevector(a, b, zip_lane(I, true)...);
}

/// rows[i][j] <-> rows[j][i]: each round zips row i with row i + kWidth / 2.
CONVSCOPE_INLINE void transpose_registers(Vec (&rows)[kWidth]) {
  using Lanes = Count<kWidth>::Type;
  CONVSCOPE_UNROLL
  for (int round = 1; round < kWidth; round *= 2) {
    Vec zipped[kWidth];
    CONVSCOPE_UNROLL
    for (int i = 0; i < kWidth / 2; ++i) {
      zipped[2 * i] = zip_first(rows[i], rows[i + kWidth / 2], Lanes{});
      zipped[2 * i + 1] = zip_second(rows[i], rows[i + kWidth / 2], Lanes{});
    }
    CONVSCOPE_UNROLL
    for (int i = 0; i < kWidth; ++i) rows[i] = zipped[i];
  }
}

/// to[j * to_step + i] = from[i][j] for i, j < 16, where from[i] is a row of 16 numbers; neither
/// needs alignment.
CONVSCOPE_INLINE void transpose_square(const float* const (&from)[kLanes], float* to,
                                       Index to_step) {
  for (Index i = 0; i < kLanes; i += kWidth) {
    for (Index j = 0; j < kLanes; j += kWidth) {
      Vec rows[kWidth];
      CONVSCOPE_UNROLL
      for (int r = 0; r < kWidth; ++r) rows[r] = load_loose(from[i + r] + j);
      transpose_registers(rows);
      CONVSCOPE_UNROLL
      for (int r = 0; r < kWidth; ++r) store_loose(to + (j + r) * to_step + i, rows[r]);
    }
  }
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

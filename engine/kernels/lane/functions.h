#pragma once

// Functions of one register, in float and without branches.

#include "engine/kernels/lane/vec.h"

namespace convscope::engine::CONVSCOPE_LANE_NS {

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

CONVSCOPE_INLINE Vec logistic(Vec x) {
  return 1.0F / (1.0F + exponential(-x));
}

}  // namespace convscope::engine::CONVSCOPE_LANE_NS

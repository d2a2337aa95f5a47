#pragma once

#include <cstdint>

#ifndef CONVSCOPE_SCALAR
#define CONVSCOPE_SCALAR float
#endif

namespace convscope::engine {

/// The number type of every tensor: float in the program, double in the second build that only
/// the gradient and explain property tests link (tight tolerances without templates).
using Scalar = CONVSCOPE_SCALAR;

/// Sizes, strides and indices. Signed, so that an index may be -1 in the padding.
using Index = std::int64_t;

}  // namespace convscope::engine

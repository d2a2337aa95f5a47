#pragma once

#include <cstdint>

#ifndef CONVSCOPE_SCALAR
#define CONVSCOPE_SCALAR float
#endif

namespace convscope::engine {

/// The number type of every tensor: float in the program, double in the second build
/// (convscope_engine_double), which gradient checks are computed with.
using Scalar = CONVSCOPE_SCALAR;

/// Sizes, strides and indices. Signed, so that an index may be -1 in the padding.
using Index = std::int64_t;

}  // namespace convscope::engine

#pragma once

#include <span>

#include "engine/core/parallel.h"

namespace convscope::engine {

/// sum = ((part 0 + part 1) + part 2 + ...) * scale, or (sum + part 0 + part 1 + ...) * scale when
/// it goes `on` from what is there; `parts` holds them one behind the other. Ranges in parallel,
/// the order of additions always this one. False when the result is not finite throughout.
bool add_in_order(ThreadPool& pool, std::span<const Scalar> parts, bool on, Scalar scale,
                  std::span<Scalar> sum);

}  // namespace convscope::engine

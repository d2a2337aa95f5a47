#pragma once

#include <span>

#include "engine/core/parallel.h"

namespace convscope::engine {

/// sum = ((part 0 + part 1) + part 2) + ..., or sum + part 0 + part 1 + ... when it goes `on` from
/// what is there; `parts` holds them one behind the other. Ranges in parallel, the order of
/// additions always this one.
void add_in_order(ThreadPool& pool, std::span<const Scalar> parts, bool on, std::span<Scalar> sum);

}  // namespace convscope::engine

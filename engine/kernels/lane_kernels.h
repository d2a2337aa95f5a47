#pragma once

#include <span>

#include "engine/kernels/lane_types.h"

namespace convscope::engine {

/// Numbers of scratch that conv_forward and the two backward kernels need.
Index conv_scratch(const LaneConv& conv) noexcept;
/// Whether conv_winograd knows it: 3 or 5 taps in a row, next to each other, stride 1 along it.
bool can_winograd(const LaneConv& conv) noexcept;
/// Numbers of scratch that it needs.
Index winograd_scratch(const LaneConv& conv) noexcept;
/// Numbers of scratch that dense_backward_weights needs.
Index dense_scratch(const LaneDense& dense) noexcept;
/// Numbers of scratch that each of the kernels of a sequence needs.
Index sequence_scratch(const LaneSequence& sequence) noexcept;
/// Numbers of scratch that recurrent_forward and recurrent_backward need.
Index recurrent_scratch(const LaneRecurrent& recurrent) noexcept;

/// Every level that this processor runs, slowest first.
std::span<const LaneKernels* const> lane_levels() noexcept;
/// The level in use: the best one, or the one that CONVSCOPE_SIMD=x86-64|v3|v4 asks for. Chosen at
/// the first call; a value that names no level of this processor is said in one line on standard
/// error, once, and the best level taken.
const LaneKernels& lane_kernels() noexcept;
const char* simd_level() noexcept;

}  // namespace convscope::engine

#pragma once

#include <span>

#include "engine/kernels/lane_types.h"

namespace convscope::engine {

/// Numbers of scratch that each of the three convolution kernels needs.
Index conv_scratch(const LaneConv& conv) noexcept;
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

#include "engine/kernels/lane_kernels.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace convscope::engine {

#ifdef CONVSCOPE_LANE_X86
namespace lane_x86_64 {
extern const LaneKernels kTable;
}
namespace lane_v3 {
extern const LaneKernels kTable;
}
namespace lane_v4 {
extern const LaneKernels kTable;
}
#else
namespace lane_generic {
extern const LaneKernels kTable;
}
#endif

namespace {

#ifdef CONVSCOPE_LANE_X86
constexpr std::array<const LaneKernels*, 3> kLevels = {&lane_x86_64::kTable, &lane_v3::kTable,
                                                       &lane_v4::kTable};

// x86-64-v3 without what no kernel uses (LZCNT, MOVBE, F16C).
bool has_v3() noexcept {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
bool has_v4() noexcept {
  return has_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
std::size_t level_count() noexcept {
  if (has_v4()) return 3;
  return has_v3() ? 2 : 1;
}
#else
constexpr std::array<const LaneKernels*, 1> kLevels = {&lane_generic::kTable};
std::size_t level_count() noexcept {
  return 1;
}
#endif

const LaneKernels& choose() noexcept {
  const auto levels = lane_levels();
  const char* const asked = std::getenv("CONVSCOPE_SIMD");
  if (!asked || !*asked) return *levels.back();
  const auto found = std::find_if(levels.begin(), levels.end(), [&](const LaneKernels* level) {
    return std::string_view(level->level) == asked;
  });
  if (found != levels.end()) return **found;
  std::fprintf(stderr, "warning: CONVSCOPE_SIMD=%s is no level of this processor; using %s\n",
               asked, levels.back()->level);
  return *levels.back();
}

}  // namespace

std::span<const LaneKernels* const> lane_levels() noexcept {
  return std::span(kLevels).first(level_count());
}

const LaneKernels& lane_kernels() noexcept {
  static const LaneKernels& chosen = choose();
  return chosen;
}

const char* simd_level() noexcept {
  return lane_kernels().level;
}

Index conv_scratch(const LaneConv& conv) noexcept {
  const LaneWindow& w = conv.window;
  const Index weights = conv.filters * (conv.channels / conv.groups) * w.kernel_y * w.kernel_x;
  const Index height = w.output_y + 2 * w.dilation_y * (w.kernel_y - 1);
  const Index width = w.output_x + 2 * w.dilation_x * (w.kernel_x - 1);
  const Index data = conv.filters * height * width * kLanes + weights;
  constexpr Index kLargestRegister = 16;  // backward-weights keeps one for each weight
  return std::max(data, weights * kLargestRegister);
}

bool can_winograd(const LaneConv& conv) noexcept {
  const LaneWindow& w = conv.window;
  const bool known = w.kernel_x == 3 || w.kernel_x == 5;
  return known && w.stride_x == 1 && w.dilation_x == 1;
}

Index winograd_scratch(const LaneConv& conv) noexcept {
  constexpr Index kOut = 4;  // outputs of a tile
  const LaneWindow& w = conv.window;
  const Index channels = conv.channels / conv.groups, filters = conv.filters / conv.groups;
  const Index tiles = (w.output_x + kOut - 1) / kOut;
  const Index rows = channels * (w.pad_top + w.input_y + w.pad_bottom) + filters;
  return (w.kernel_x + kOut - 1) * (rows * tiles * kLanes + filters * channels * w.kernel_y);
}

Index dense_scratch(const LaneDense& dense) noexcept {
  return (dense.inputs + kLanes - 1) / kLanes * kLanes * kLanes;
}

Index sequence_scratch(const LaneSequence& sequence) noexcept {
  constexpr Index kMostSteps = 8;  // that backward-weights turns at a time
  const Index panels = (sequence.inputs + kLanes - 1) / kLanes;
  return std::max(sequence.units * sequence.inputs, panels * kMostSteps * kLanes * kLanes);
}

Index recurrent_scratch(const LaneRecurrent& recurrent) noexcept {
  constexpr Index kMostGates = 4;
  const Index rows = kMostGates * recurrent.units;
  return rows * (recurrent.units + kLanes) + 2 * recurrent.units * kLanes;
}

}  // namespace convscope::engine

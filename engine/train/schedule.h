#pragma once

#include <optional>
#include <string_view>

#include "engine/core/scalar.h"

namespace convscope::engine {

enum class ScheduleKind { kConstant, kOneCycle };

/// The learning rate of every step of a training of `total_steps`.
///   constant: max_rate.
///   one cycle (after Smith, 2018, arXiv:1803.09820): linear from max_rate/25 at step 0 to max_rate
///   at step warm_up*total_steps, then half a cosine down to max_rate/1000 at the last step and
///   whatever follows it.
struct Schedule {
  static constexpr double kStartDivisor = 25;
  static constexpr double kEndDivisor = 1000;

  ScheduleKind kind = ScheduleKind::kOneCycle;
  double max_rate = 2e-3;
  double warm_up = 0.2;  ///< fraction of the steps, in [0, 1)
  Index total_steps = 1;

  /// `step` counts from 0.
  double rate(Index step) const;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// "constant", "one-cycle".
const char* schedule_name(ScheduleKind kind);
std::optional<ScheduleKind> find_schedule(std::string_view name);

}  // namespace convscope::engine

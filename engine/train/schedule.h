#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/scalar.h"

namespace convscope::engine {

enum class ScheduleKind { kConstant, kOneCycle, kStep, kCosine, kWarmUp };

/// The learning rate of every step of a training of `total_steps`.
///   constant: max_rate.
///   one cycle (after Smith, 2018, arXiv:1803.09820): linear from max_rate/25 at step 0 to max_rate
///   at step warm_up*total_steps, then half a cosine down to max_rate/1000 at the last step and
///   whatever follows it.
///   step: max_rate * decay^floor(step / decay_steps) (torch.optim.lr_scheduler.StepLR).
///   cosine: max_rate * (1 + cos(pi * step / total_steps)) / 2 (CosineAnnealingLR; Loshchilov and
///   Hutter, 2017, arXiv:1608.03983, without restarts).
///   warm-up: linear up to max_rate over the first warm_up*total_steps steps, then constant.
/// Step and cosine begin with the same linear ramp where warm_up is not 0; the cosine then covers
/// the steps that are left.
struct Schedule {
  static constexpr double kStartDivisor = 25;
  static constexpr double kEndDivisor = 1000;

  ScheduleKind kind = ScheduleKind::kOneCycle;
  double max_rate = 2e-3;
  double warm_up = 0.2;  ///< fraction of the steps, in [0, 1)
  Index total_steps = 1;
  double decay = 0.1;     ///< of step
  Index decay_steps = 1;  ///< of step, at least 1

  /// `step` counts from 0.
  double rate(Index step) const;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// "constant", "one-cycle", "step", "cosine", "warm-up".
const char* schedule_name(ScheduleKind kind);
std::optional<ScheduleKind> find_schedule(std::string_view name);
/// All of them, with commas.
std::string schedule_names();

}  // namespace convscope::engine

#include "engine/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace convscope::engine {

double Schedule::rate(Index step) const {
  if (kind == ScheduleKind::kConstant) return max_rate;
  const double last = static_cast<double>(std::max<Index>(total_steps - 1, 1));
  const double now = std::min(static_cast<double>(step), last);
  const double peak = std::floor(warm_up * static_cast<double>(total_steps));
  const double start_rate = max_rate / kStartDivisor;
  const double end_rate = max_rate / kEndDivisor;
  if (now < peak) return start_rate + (max_rate - start_rate) * now / peak;
  if (peak >= last) return max_rate;
  const double done = (now - peak) / (last - peak);
  return end_rate + (max_rate - end_rate) * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

const char* schedule_name(ScheduleKind kind) {
  return kind == ScheduleKind::kConstant ? "constant" : "one-cycle";
}

std::optional<ScheduleKind> find_schedule(std::string_view name) {
  if (name == "constant") return ScheduleKind::kConstant;
  if (name == "one-cycle") return ScheduleKind::kOneCycle;
  return std::nullopt;
}

}  // namespace convscope::engine

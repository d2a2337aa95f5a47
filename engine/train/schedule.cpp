#include "engine/train/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace convscope::engine {
namespace {

struct Name {
  ScheduleKind kind;
  const char* name;
};
constexpr std::array<Name, 5> kNames{{{ScheduleKind::kConstant, "constant"},
                                      {ScheduleKind::kOneCycle, "one-cycle"},
                                      {ScheduleKind::kStep, "step"},
                                      {ScheduleKind::kCosine, "cosine"},
                                      {ScheduleKind::kWarmUp, "warm-up"}}};

double one_cycle(const Schedule& schedule, Index step) {
  const double max_rate = schedule.max_rate;
  const double last = static_cast<double>(std::max<Index>(schedule.total_steps - 1, 1));
  const double now = std::min(static_cast<double>(step), last);
  const double peak = std::floor(schedule.warm_up * static_cast<double>(schedule.total_steps));
  const double start_rate = max_rate / Schedule::kStartDivisor;
  const double end_rate = max_rate / Schedule::kEndDivisor;
  if (now < peak) return start_rate + (max_rate - start_rate) * now / peak;
  if (peak >= last) return max_rate;
  const double done = (now - peak) / (last - peak);
  return end_rate + (max_rate - end_rate) * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

double cosine(double done) {
  return 0.5 * (1 + std::cos(std::numbers::pi * std::min(done, 1.0)));
}

}  // namespace

double Schedule::rate(Index step) const {
  if (kind == ScheduleKind::kConstant) return max_rate;
  if (kind == ScheduleKind::kOneCycle) return one_cycle(*this, step);
  const auto total = static_cast<double>(total_steps);
  const double ramp = std::floor(warm_up * total);
  const auto now = static_cast<double>(step);
  if (now < ramp) return max_rate * (now + 1) / (ramp + 1);
  switch (kind) {
    case ScheduleKind::kStep:
      return max_rate * std::pow(decay, std::floor(now / static_cast<double>(decay_steps)));
    case ScheduleKind::kCosine:
      return max_rate * cosine((now - ramp) / std::max(total - ramp, 1.0));
    default:
      return max_rate;
  }
}

const char* schedule_name(ScheduleKind kind) {
  return std::ranges::find(kNames, kind, &Name::kind)->name;
}

std::optional<ScheduleKind> find_schedule(std::string_view name) {
  for (const Name& row : kNames) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

std::string schedule_names() {
  std::string names;
  for (const Name& row : kNames) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

}  // namespace convscope::engine

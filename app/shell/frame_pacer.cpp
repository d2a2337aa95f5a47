#include "app/shell/frame_pacer.h"

#include <algorithm>

namespace convscope::shell {

void FramePacer::drawn(double at, double cost_s) noexcept {
  constexpr double kNewest = 0.2;
  last_ = at;
  cost_ += kNewest * (cost_s - cost_);
}

double FramePacer::wait_s(double now, bool training) const noexcept {
  if (!training) return 0;
  const double interval = cost_ > kCostly ? kCostlyFrame : kTrainingFrame;
  return std::clamp(last_ + interval - now, 0.0, interval);
}

}  // namespace convscope::shell

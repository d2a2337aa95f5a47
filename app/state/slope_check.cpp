#include "app/state/slope_check.h"

#include <algorithm>
#include <cmath>

namespace convscope::state {

SlopeCheck::Verdict judge(const SlopeCheck& check, const SlopeTolerance& tolerance) {
  using enum SlopeCheck::Verdict;
  constexpr double kMostRounded = 1e-3;
  const bool finite = std::isfinite(check.loss_plus) && std::isfinite(check.loss_minus) &&
                      std::isfinite(check.numeric) && std::isfinite(tolerance.scale) &&
                      std::isfinite(tolerance.rounded);
  if (!finite) return kUnknown;
  const double analytic = std::isfinite(check.analytic) ? std::fabs(check.analytic) : 0;
  const double larger = std::max(analytic, std::fabs(check.numeric));
  const double room = tolerance.share * larger + tolerance.scale_share * tolerance.scale;
  // Comparisons with what is no number are false.
  if (check.difference() <= room) return kAgrees;
  if (tolerance.rounded > kMostRounded * std::max(larger, tolerance.scale)) return kUnknown;
  if (check.difference() <= room + tolerance.rounded) return kAgrees;
  return check.kinks > 0 ? kKink : kDiffers;
}

}  // namespace convscope::state

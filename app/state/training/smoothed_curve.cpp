#include "app/state/training/smoothed_curve.h"

#include <algorithm>
#include <cmath>

namespace convscope::state {

using engine::Index;

void SmoothedCurve::push(double value) {
  ++version_;
  const double before = buckets_.empty() ? 0 : buckets_.back().smooth;
  if (!std::isfinite(value)) value = before;
  const double width = std::min(kMostSmoothed, 1 + static_cast<double>(steps_) / 10);
  // One step beyond all bounds must not drown the hundreds after it.
  const double bounded = before > 0 ? std::min(value, 8 * before) : value;
  const double now = before + (bounded - before) / width;
  const float raw = static_cast<float>(value), smooth = static_cast<float>(now);
  if (steps_ % stride_ == 0) {
    if (buckets_.size() >= capacity_) merge_pairs();
  }
  if (steps_ % stride_ == 0) {
    buckets_.push_back({raw, raw, smooth});
  } else {
    CurveBucket& last = buckets_.back();
    last = {std::min(last.least, raw), std::max(last.most, raw), smooth};
  }
  ++steps_;
}

void SmoothedCurve::merge_pairs() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < buckets_.size(); i += 2) {
    CurveBucket merged = buckets_[i];
    if (i + 1 < buckets_.size()) {
      const CurveBucket& next = buckets_[i + 1];
      merged = {std::min(merged.least, next.least), std::max(merged.most, next.most), next.smooth};
    }
    buckets_[kept++] = merged;
  }
  buckets_.resize(kept);
  stride_ *= 2;
}

void SmoothedCurve::truncate(Index step) {
  if (step >= steps_) return;
  ++version_;
  const Index kept = std::max<Index>((step + stride_ - 1) / stride_, 0);
  buckets_.resize(static_cast<std::size_t>(kept));
  steps_ = std::max<Index>(step, 0);
}

const CurveBucket& SmoothedCurve::at(Index step) const {
  return buckets_[static_cast<std::size_t>((step - 1) / stride_)];
}

}  // namespace convscope::state

#include "engine/train/curve.h"

#include <algorithm>

namespace convscope::engine {
namespace {

Curve::Bin merged(const Curve::Bin& a, const Curve::Bin& b, float share_of_b) {
  return {.low = std::min(a.low, b.low),
          .high = std::max(a.high, b.high),
          .mean = a.mean + (b.mean - a.mean) * share_of_b};
}

}  // namespace

Curve::Curve(std::vector<Bin> bins, Index steps_per_bin, Index last)
    : bins_(std::move(bins)), width_(steps_per_bin), last_(last) {}

void Curve::add(double value) {
  const auto v = static_cast<float>(value);
  const Bin bin{v, v, v};
  if (bins_.empty() || last_ == width_) {
    if (bins_.size() == kMostBins) halve();
    bins_.push_back(bin);
    last_ = 1;
  } else {
    ++last_;
    bins_.back() = merged(bins_.back(), bin, 1.0F / static_cast<float>(last_));
  }
}

void Curve::halve() {
  for (std::size_t i = 0; i < bins_.size() / 2; ++i) {
    bins_[i] = merged(bins_[2 * i], bins_[2 * i + 1], 0.5F);
  }
  bins_.resize(bins_.size() / 2);
  width_ *= 2;
  last_ = width_;
}

void TrainingCurves::add(const BatchMetrics& batch) {
  loss.add(batch.loss);
  accuracy.add(batch.accuracy);
}

}  // namespace convscope::engine

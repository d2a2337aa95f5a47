#include "engine/train/curve.h"

#include <algorithm>
#include <iterator>

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

Index Curve::steps() const noexcept {
  return bins_.empty() ? 0 : (std::ssize(bins_) - 1) * width_ + last_;
}

void Curve::keep(Index steps) {
  if (steps >= this->steps()) return;
  steps = std::max<Index>(steps, 0);
  const Index whole = steps / width_, rest = steps % width_;
  bins_.resize(static_cast<std::size_t>(whole + (rest > 0 ? 1 : 0)));
  last_ = bins_.empty() ? 0 : rest > 0 ? rest : width_;
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

void TrainingCurves::rewind(Index step, Index first) {
  loss.keep(step - first);
  accuracy.keep(step - first);
  std::erase_if(epochs, [step](const EpochMetrics& epoch) { return epoch.step > step; });
}

}  // namespace convscope::engine

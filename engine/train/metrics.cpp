#include "engine/train/metrics.h"

#include <limits>

namespace convscope::engine {
namespace {

double mean(double sum, Index count) {
  return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

double RunningMetrics::loss() const {
  return mean(loss_sum, count);
}

double RunningMetrics::accuracy() const {
  return mean(static_cast<double>(correct), count);
}

void RunningMetrics::add(const RunningMetrics& other) {
  loss_sum += other.loss_sum;
  correct += other.correct;
  count += other.count;
}

ConfusionMatrix::ConfusionMatrix(Index classes)
    : classes_(classes), counts_(static_cast<std::size_t>(classes * classes)) {}

Index ConfusionMatrix::at(Index truth, Index predicted) const {
  return counts_[static_cast<std::size_t>(truth * classes_ + predicted)];
}

void ConfusionMatrix::count(Index truth, Index predicted) {
  ++counts_[static_cast<std::size_t>(truth * classes_ + predicted)];
}

void ConfusionMatrix::add(const ConfusionMatrix& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

}  // namespace convscope::engine

#pragma once

#include <vector>

#include "engine/core/scalar.h"
#include "engine/train/metrics.h"

namespace convscope::engine {

/// A number per step in bounded memory: bins of equally many steps with minimum, maximum and mean.
/// When kMostBins are full, pairs are merged and each bin holds twice as many steps.
class Curve {
 public:
  static constexpr std::size_t kMostBins = 4096;

  struct Bin {
    float low = 0;
    float high = 0;
    float mean = 0;
    friend bool operator==(const Bin&, const Bin&) = default;
  };

  Curve() = default;
  /// What `bins` and `steps_per_bin` gave; the last bin may hold `last` steps only.
  Curve(std::vector<Bin> bins, Index steps_per_bin, Index last);

  void add(double value);
  /// Forgets all but the first `steps`. A bin that ends there later than it should keeps its
  /// minimum, maximum and mean.
  void keep(Index steps);
  Index steps() const noexcept;
  const std::vector<Bin>& bins() const noexcept { return bins_; }
  Index steps_per_bin() const noexcept { return width_; }
  /// Steps in the last bin.
  Index last() const noexcept { return last_; }
  friend bool operator==(const Curve&, const Curve&) = default;

 private:
  void halve();

  std::vector<Bin> bins_;
  Index width_ = 1;
  Index last_ = 0;
};

/// Curves of one training, indexed by step and by epoch.
struct TrainingCurves {
  Curve loss;
  Curve accuracy;
  std::vector<EpochMetrics> epochs;

  void add(const BatchMetrics& batch);
  /// Back to `step`: forgets the batches and epochs after it. `first` is the step before the first
  /// batch that they hold.
  void rewind(Index step, Index first);
};

}  // namespace convscope::engine

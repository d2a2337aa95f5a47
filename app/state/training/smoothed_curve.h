#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::state {

/// Several neighbouring steps of a curve as one: their extremes and where the smoothed curve stands
/// after the last of them.
struct CurveBucket {
  float least = 0;
  float most = 0;
  float smooth = 0;
};

/// A number per training step, in bounded memory: at most `capacity` buckets. When they are full,
/// neighbours are merged in pairs, so a day of training costs no more than a minute. Extremes are
/// never lost. Copies cost one block.
class SmoothedCurve {
 public:
  static constexpr std::size_t kCapacity = std::size_t{1} << 17;
  /// The smoothed curve is an exponentially weighted mean over about a tenth of the steps so far,
  /// at most so many: few at first, so that it does not lag behind a steep beginning.
  static constexpr double kMostSmoothed = 20;

  SmoothedCurve() = default;
  explicit SmoothedCurve(std::size_t capacity) : capacity_(capacity) {}

  /// The value of the step after the last one; the first is step 1. Non-finite values count as the
  /// one before.
  void push(double value);
  /// Forgets what came after `step`. Inside a merged bucket the whole bucket stays.
  void truncate(engine::Index step);

  /// Bucket i covers the steps [i * stride + 1, (i + 1) * stride], the last one maybe fewer.
  std::span<const CurveBucket> buckets() const noexcept { return buckets_; }
  engine::Index stride() const noexcept { return stride_; }
  /// Steps pushed.
  engine::Index steps() const noexcept { return steps_; }
  bool empty() const noexcept { return steps_ == 0; }
  /// The bucket that covers `step`, in [1, steps()].
  const CurveBucket& at(engine::Index step) const;
  /// Grows with every change; what is computed from the curve is kept until it differs.
  std::size_t version() const noexcept { return version_; }

 private:
  void merge_pairs();

  std::size_t capacity_ = kCapacity;
  engine::Index stride_ = 1;
  engine::Index steps_ = 0;
  std::size_t version_ = 0;
  std::vector<CurveBucket> buckets_;
};

}  // namespace convscope::state

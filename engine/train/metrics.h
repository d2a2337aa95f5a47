#pragma once

#include <span>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// Sums of a loss in nats and of right answers, added up sample by sample or block by block.
struct RunningMetrics {
  double loss_sum = 0;
  Index correct = 0;
  Index count = 0;

  /// Means; NaN when nothing was counted.
  double loss() const;
  double accuracy() const;
  void add(const RunningMetrics& other);
  friend bool operator==(const RunningMetrics&, const RunningMetrics&) = default;
};

/// How often samples of a class (row) were taken for a class (column).
class ConfusionMatrix {
 public:
  ConfusionMatrix() = default;
  explicit ConfusionMatrix(Index classes);

  Index classes() const noexcept { return classes_; }
  Index at(Index truth, Index predicted) const;
  void count(Index truth, Index predicted);
  /// Of as many classes.
  void add(const ConfusionMatrix& other);
  friend bool operator==(const ConfusionMatrix&, const ConfusionMatrix&) = default;

 private:
  Index classes_ = 0;
  std::vector<Index> counts_;
};

/// One batch of training, for the curves.
struct BatchMetrics {
  Index step = 0;  ///< of the whole training, from 1
  double loss = 0;
  double accuracy = 0;
  double learning_rate = 0;
};

/// The end of one epoch. Validation is NaN where there is no such set.
struct EpochMetrics {
  Index epoch = 0;  ///< from 1
  Index step = 0;   ///< steps done by then
  double train_loss = 0;
  double train_accuracy = 0;
  double validation_loss = 0;
  double validation_accuracy = 0;
};

}  // namespace convscope::engine

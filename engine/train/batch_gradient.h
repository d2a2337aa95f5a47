#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/train/executor_team.h"
#include "engine/train/metrics.h"

namespace convscope::engine {

/// Loss and gradient of one batch: blocks of samples run in parallel, their gradients are added in
/// block order, parameter ranges in parallel. The bits do not depend on the number of threads.
class BatchGradient {
 public:
  explicit BatchGradient(ExecutorTeam& team);

  /// Overwrites `gradient` with the gradient of the batch's *mean* loss. None when `stop` was
  /// requested before it was done; `gradient` is then undefined.
  std::optional<RunningMetrics> compute(const Split& split, std::span<const Index> rows,
                                        std::span<const Scalar> parameters,
                                        std::span<Scalar> gradient, std::stop_token stop);

 private:
  void reduce(Index blocks, bool first_wave, std::span<Scalar> gradient);

  ExecutorTeam& team_;
  Index wave_ = 1;  // blocks whose gradients are kept at a time
  std::vector<Scalar> block_gradients_;
  std::vector<BlockResult> results_;
};

}  // namespace convscope::engine

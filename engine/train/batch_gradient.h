#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/train/batch_pass.h"
#include "engine/train/executor_team.h"
#include "engine/train/metrics.h"

namespace convscope::engine {

/// Loss and gradient of one batch: blocks of samples run in parallel, their gradients are added in
/// block order, parameter ranges in parallel; a network whose samples see each other goes through
/// a BatchPass instead. The bits do not depend on the number of threads.
class BatchGradient {
 public:
  explicit BatchGradient(ExecutorTeam& team);

  struct Request {
    const Split& split;
    std::span<const Index> rows;
    std::span<const Scalar> block;  ///< the network's parameters and buffers
    Rng rng{0};                     ///< of this step
    Augmentation augmentation{};
    /// Network::state_count numbers a row: what recurrent layers begin with, and where what they
    /// end with goes; empty: zeros, not wanted.
    std::span<const Scalar> state = {};
    std::span<Scalar> new_state = {};
  };
  /// Overwrites `gradient`, parameter_count() numbers, with the gradient of the batch's *mean*
  /// loss, penalties on activities included, and `new_buffers`, buffer_count() numbers. None when
  /// `stop` was requested before it was done; what was written is then undefined.
  std::optional<RunningMetrics> compute(const Request& request, std::span<Scalar> gradient,
                                        std::span<Scalar> new_buffers, std::stop_token stop);

  /// Whether the gradient that the last compute wrote is finite throughout.
  bool finite() const noexcept { return finite_; }
  /// What computes networks whose samples see each other; none for others.
  const BatchPass* batch_pass() const noexcept { return batch_pass_.get(); }

 private:
  std::optional<RunningMetrics> compute_whole(const Request& request, std::span<Scalar> gradient,
                                              std::span<Scalar> new_buffers, std::stop_token stop);

  ExecutorTeam& team_;
  bool finite_ = true;
  Index wave_ = 1;  // blocks whose gradients are kept at a time
  std::vector<Scalar> block_gradients_;
  std::vector<BlockResult> results_;
  std::unique_ptr<BatchPass> batch_pass_;
};

}  // namespace convscope::engine

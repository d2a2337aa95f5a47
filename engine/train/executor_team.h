#pragma once

#include <memory>
#include <vector>

#include "engine/core/parallel.h"
#include "engine/data/dataset.h"
#include "engine/train/augment.h"
#include "engine/train/block_executor.h"

namespace convscope::engine {

/// A pool of threads with an executor and room for one block of samples each. One user at a time.
class ExecutorTeam {
 public:
  /// `threads` < 1 takes the number of processors.
  ExecutorTeam(std::shared_ptr<const Network> network, int threads,
               ExecutorKind kind = ExecutorKind::kFastest);

  const Network& network() const noexcept { return *network_; }
  std::shared_ptr<const Network> shared_network() const noexcept { return network_; }
  ExecutorKind kind() const noexcept { return kind_; }
  ThreadPool& pool() noexcept { return pool_; }
  BlockExecutor& executor(int worker) {
    return *members_[static_cast<std::size_t>(worker)].executor;
  }
  /// Of all executors. Weights of classes are for training: `evaluate` leaves them out.
  void set_objective(const Objective& objective);
  const Objective& objective() const noexcept { return objective_; }
  /// Copies at most kBlockSamples rows of `split` to the worker's room, and augments images there.
  SampleBlock gather(int worker, const Split& split, std::span<const Index> rows,
                     const Augmentation& augmentation = {});

 private:
  struct Member {
    std::unique_ptr<BlockExecutor> executor;
    Tensor images;
    std::vector<Index> labels;
    std::vector<Symbol> symbols;
  };
  std::shared_ptr<const Network> network_;
  ExecutorKind kind_;
  Objective objective_;
  ThreadPool pool_;
  std::vector<Member> members_;
};

/// Throws Error of kind kBadFile: DATA_SHAPE unless the network takes images of this shape, or
/// sequences as long as the text's windows, and DATA_CLASSES unless it has an output for every
/// class, once or for every character of a window.
void check_fits(const Network& network, const Dataset& data);

}  // namespace convscope::engine

#pragma once

#include <span>
#include <vector>

#include "engine/kernels/lane_buffer.h"
#include "engine/train/block_executor.h"
#include "engine/train/lane_plan.h"

namespace convscope::engine {

/// One block of at most kLanes samples on its way through a network in the lanes, forward and
/// backward in as many stretches of stages as the caller likes. Keeps the numbers of its forward
/// pass for its backward one.
class LaneGraph {
 public:
  /// Both must outlive this.
  LaneGraph(const Network& network, const LaneKernels& kernels);

  std::span<const LaneStage> stages() const noexcept { return plan_.stages; }
  /// Numbers that a context's scratch must have.
  Index scratch() const noexcept { return plan_.scratch; }
  Index samples() const noexcept { return samples_; }

  /// What an executor computes with; `rng`, `gradient` and `norms` as LaneContext says.
  LaneContext context(const float* parameters, float* gradient, float* scratch) const;

  /// images (B, C, H, W) or (B, n); `labels` B class numbers, or none when there is no loss.
  void load(const SampleBlock& samples);
  /// Stages [first, last).
  void forward(const LaneContext& context, std::size_t first, std::size_t last);
  /// Leaves the gradient of the logits.
  BlockResult loss(const Objective& objective);
  /// Stages [first, last), the last of them first.
  void backward(const LaneContext& context, std::size_t first, std::size_t last);
  /// Completes the gradient of a stage's output by its penalties, once all its readers' backward
  /// is done; `backward` does so itself where nobody has.
  void finish_gradient(std::size_t stage);
  /// Zeros the gradients of what learns nothing.
  void clear_unlearnt(std::span<float> gradient) const;
  /// Writes (B, K).
  void logits(TensorView to) const;

  const float* x(std::size_t stage) const;
  const float* d_out(std::size_t stage) const;
  /// Whether what a stage wrote is finite, for the samples that there are.
  bool finite(std::size_t stage) const;

 private:
  BlockResult plain_loss();
  BlockResult layers_loss(const Objective& objective);
  void backward(const LaneContext& context, const LaneStage& stage);
  void add_penalty(const Penalty& penalty, const LaneStage& stage);

  const Network& network_;
  const LaneKernels& kernels_;
  LanePlan plan_;
  Index samples_ = 0;
  std::size_t finished_ = ~std::size_t{0};  // the stage whose gradient is complete
  std::vector<LaneBuffer<>> blocks_;
  std::vector<LaneBuffer<>> slots_;  // none before the first loss
  LaneBuffer<int> labels_, predicted_;
  LaneBuffer<> loss_;
};

}  // namespace convscope::engine

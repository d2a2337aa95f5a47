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
  LaneContext context(const float* parameters, float* gradient, float* scratch);

  /// As SampleBlock says; no labels when there is no loss.
  void load(const SampleBlock& samples);
  /// After the last stage: what the recurrent layers ended with, unless `state` is empty.
  void end_state(std::span<Scalar> state) const;
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
  /// Writes (B, K) or (B, T, K).
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

  void load_symbols(std::span<const Symbol> symbols);

  const Network& network_;
  const LaneKernels& kernels_;
  LanePlan plan_;
  bool takes_symbols_ = false;  // nobody needs the input's one-hot vectors
  bool has_symbols_ = false;    // and they have not been written
  Index samples_ = 0;
  std::size_t finished_ = ~std::size_t{0};  // the stage whose gradient is complete
  std::vector<LaneBuffer<>> blocks_;
  std::vector<LaneBuffer<>> slots_;  // none before the first loss
  std::vector<const float*> x_;      // of the stage at work: kept, so that a step allocates nothing
  std::vector<float*> d_x_;
  LaneBuffer<int> labels_, predicted_, symbols_;
  LaneBuffer<> loss_, state_, new_state_;
};

}  // namespace convscope::engine

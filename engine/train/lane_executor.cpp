#include "engine/train/lane_executor.h"

#include "engine/kernels/lane_buffer.h"
#include "engine/train/lane_graph.h"

namespace convscope::engine {
namespace {

class LaneExecutor : public BlockExecutor {
 public:
  LaneExecutor(const Network& network, const LaneKernels& kernels)
      : graph_(network, kernels), scratch_(graph_.scratch()) {}

  BlockResult learn(const SampleBlock& samples, std::span<const Scalar> parameters,
                    std::span<Scalar> gradient, const Rng* rng) override {
    graph_.load(samples);
    LaneContext context = graph_.context(parameters.data(), gradient.data(), scratch_.data());
    context.rng = rng;
    graph_.forward(context, 0, graph_.stages().size());
    graph_.end_state(samples.new_state);
    const BlockResult result = graph_.loss(objective());
    graph_.clear_unlearnt(gradient);
    graph_.backward(context, 0, graph_.stages().size());
    return result;
  }

  void infer(const SampleBlock& samples, std::span<const Scalar> parameters,
             TensorView logits) override {
    graph_.load(samples);
    graph_.forward(graph_.context(parameters.data(), nullptr, scratch_.data()), 0,
                   graph_.stages().size());
    graph_.end_state(samples.new_state);
    graph_.logits(logits);
  }

 private:
  LaneGraph graph_;
  LaneBuffer<> scratch_;
};

}  // namespace

std::unique_ptr<BlockExecutor> make_lane_executor(const Network& network,
                                                  const LaneKernels& kernels) {
  return std::make_unique<LaneExecutor>(network, kernels);
}

}  // namespace convscope::engine

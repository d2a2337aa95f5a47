#include "engine/train/batch_pass.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/model/activations.h"
#include "engine/train/lane_batch_pass.h"

namespace convscope::engine {
namespace {

class NaiveBatchPass : public BatchPass {
 public:
  explicit NaiveBatchPass(const Network& network)
      : network_(network), activations_(network, 1), d_activations_(network, 1) {}

  Result run(ThreadPool& pool, const Request& request, std::span<Scalar> gradient,
             std::span<Scalar> new_buffers, std::stop_token stop) override;
  std::optional<Index> first_non_finite() const override;

 private:
  bool gather(ThreadPool& pool, const Request& request, const std::stop_token& stop);
  bool forward(ThreadPool& pool, const Request& request, std::span<Scalar> new_buffers,
               const std::stop_token& stop);
  bool backward(ThreadPool& pool, const BackwardPass& pass, const std::stop_token& stop);
  bool each_block(ThreadPool& pool, Index node, const std::stop_token& stop,
                  const std::function<void(Index block, BatchRows rows)>& task) const;

  const Network& network_;
  Activations activations_;
  Activations d_activations_;
  std::vector<Index> labels_;
};

BatchPass::Result NaiveBatchPass::run(ThreadPool& pool, const Request& request,
                                      std::span<Scalar> gradient, std::span<Scalar> new_buffers,
                                      std::stop_token stop) {
  const Index batch = request.count;
  if (activations_.batch() != batch) {
    activations_ = Activations(network_, batch);
    d_activations_ = Activations(network_, batch);
  }
  if (!gather(pool, request, stop)) return {.done = false};
  if (!forward(pool, request, new_buffers, stop)) return {.done = false};
  const Index logits = network_.logits_node();
  const Shape rows{batch, network_.class_count()};
  const ConstTensorView scores = std::as_const(activations_).output(logits).reshaped(rows);
  std::ranges::fill(gradient, Scalar(0));
  std::ranges::fill(d_activations_.values(), Scalar(0));
  Result result;
  result.sums =
      block_loss(request.objective, scores, labels_, d_activations_.output(logits).reshaped(rows));
  const BackwardPass pass{network_,       request.block, activations_,
                          d_activations_, gradient,      Mode::kTraining};
  result.done = backward(pool, pass, stop);
  return result;
}

bool NaiveBatchPass::gather(ThreadPool& pool, const Request& request, const std::stop_token& stop) {
  labels_.resize(static_cast<std::size_t>(request.count));
  const auto task = [&](Index block, int worker) {
    const SampleBlock samples = request.gather(block, worker);
    const Index first = block * kBlockSamples;
    const TensorView to = activations_.output(Node::kNetworkInput)
                              .entries(first, static_cast<Index>(samples.labels.size()));
    std::ranges::copy(samples.images.values(), to.data());
    std::ranges::copy(samples.labels, labels_.begin() + first);
  };
  return pool.run((request.count + kBlockSamples - 1) / kBlockSamples, task, stop);
}

bool NaiveBatchPass::each_block(ThreadPool& pool, Index node, const std::stop_token& stop,
                                const std::function<void(Index, BatchRows)>& task) const {
  const Index batch = activations_.batch();
  if (network_.nodes()[static_cast<std::size_t>(node)].buffer_count > 0) {
    if (stop.stop_requested()) return false;
    task(0, {0, batch});
    return true;
  }
  const Index blocks = (batch + kBlockSamples - 1) / kBlockSamples;
  return pool.run(
      blocks,
      [&](Index block, int) {
        const Index first = block * kBlockSamples;
        task(block, {first, std::min(kBlockSamples, batch - first)});
      },
      stop);
}

bool NaiveBatchPass::forward(ThreadPool& pool, const Request& request,
                             std::span<Scalar> new_buffers, const std::stop_token& stop) {
  for (Index node = 0; node <= network_.logits_node(); ++node) {
    const auto task = [&](Index block, BatchRows rows) {
      const PassOptions options{.mode = Mode::kTraining,
                                .rng = request.rng.fork(static_cast<std::uint64_t>(block)),
                                .new_buffers = new_buffers};
      forward_node(network_, node, request.block, activations_, options, rows);
    };
    if (!each_block(pool, node, stop, task)) return false;
  }
  return true;
}

// One more item for the gradients of the parameters, which sum over all samples.
bool NaiveBatchPass::backward(ThreadPool& pool, const BackwardPass& pass,
                              const std::stop_token& stop) {
  const Index batch = activations_.batch();
  const Index blocks = (batch + kBlockSamples - 1) / kBlockSamples;
  for (Index number = network_.logits_node(); number >= 0; --number) {
    const Node& node = network_.nodes()[static_cast<std::size_t>(number)];
    add_activity_penalty(pass, number);
    if (node.buffer_count > 0) {
      if (stop.stop_requested()) return false;
      backward_node(pass, number, {0, batch});
      continue;
    }
    const auto task = [&](Index item, int) {
      if (item == 0) {
        if (node.parameter_count > 0 && !node.frozen) {
          backward_node(pass, number, {0, batch}, BackwardPart::kParameters);
        }
        return;
      }
      const Index first = (item - 1) * kBlockSamples;
      backward_node(pass, number, {first, std::min(kBlockSamples, batch - first)},
                    BackwardPart::kInputs);
    };
    if (!pool.run(blocks + 1, task, stop)) return false;
  }
  return true;
}

std::optional<Index> NaiveBatchPass::first_non_finite() const {
  for (Index node = 0; node <= network_.logits_node(); ++node) {
    const auto values = activations_.output(node).values();
    if (std::ranges::any_of(values, [](Scalar value) { return !std::isfinite(value); })) {
      return node;
    }
  }
  return std::nullopt;
}

}  // namespace

bool needs_whole_batch(const Network& network) {
  return network.buffer_count() > 0;
}

std::unique_ptr<BatchPass> make_naive_batch_pass(const Network& network) {
  return std::make_unique<NaiveBatchPass>(network);
}

std::unique_ptr<BatchPass> make_batch_pass(const Network& network, ExecutorKind kind) {
  if (kind == ExecutorKind::kNaive) return make_naive_batch_pass(network);
  return make_lane_batch_pass(network);
}

}  // namespace convscope::engine

#include "engine/train/batch_pass.h"

#include <algorithm>
#include <utility>

namespace convscope::engine {

bool needs_whole_batch(const Network& network) {
  return network.buffer_count() > 0;
}

BatchPass::BatchPass(const Network& network)
    : network_(network), activations_(network, 1), d_activations_(network, 1) {}

BatchPass::Result BatchPass::run(ThreadPool& pool, const Request& request,
                                 std::span<Scalar> gradient, std::span<Scalar> new_buffers,
                                 std::stop_token stop) {
  const Index batch = request.images.shape()[0];
  if (activations_.batch() != batch) {
    activations_ = Activations(network_, batch);
    d_activations_ = Activations(network_, batch);
  }
  if (!forward(pool, request, new_buffers, stop)) return {.done = false};
  const Index logits = network_.logits_node();
  const Shape rows{batch, network_.class_count()};
  Result result;
  result.sums =
      cross_entropy(std::as_const(activations_).output(logits).reshaped(rows), request.labels, {});
  std::ranges::fill(gradient, Scalar(0));
  std::ranges::fill(d_activations_.values(), Scalar(0));
  cross_entropy(std::as_const(activations_).output(logits).reshaped(rows), request.labels,
                d_activations_.output(logits).reshaped(rows));
  const BackwardPass pass{network_,       request.block, activations_,
                          d_activations_, gradient,      Mode::kTraining};
  result.done = backward(pool, pass, stop);
  return result;
}

bool BatchPass::each_block(ThreadPool& pool, Index node, const std::stop_token& stop,
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

bool BatchPass::forward(ThreadPool& pool, const Request& request, std::span<Scalar> new_buffers,
                        const std::stop_token& stop) {
  std::ranges::copy(request.images.values(), activations_.output(Node::kNetworkInput).data());
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
bool BatchPass::backward(ThreadPool& pool, const BackwardPass& pass, const std::stop_token& stop) {
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

}  // namespace convscope::engine

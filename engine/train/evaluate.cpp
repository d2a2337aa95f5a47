#include "engine/train/evaluate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace convscope::engine {
namespace {

RunningMetrics evaluate_block(ExecutorTeam& team, int worker, std::span<const Scalar> parameters,
                              const SampleBlock& block, std::span<std::uint8_t> predictions) {
  const Index count = block.images.shape()[0];
  Tensor logits({count, team.network().class_count()});
  team.executor(worker).infer(block.images, parameters, logits.view());
  const BlockResult result = block_loss({.loss = team.objective().loss, .class_weights = {}},
                                        logits.view(), block.labels, {});
  for (Index n = 0; n < count; ++n) {
    const auto row = std::as_const(logits).view().entry(n).values();
    predictions[static_cast<std::size_t>(n)] =
        static_cast<std::uint8_t>(std::ranges::max_element(row) - row.begin());
  }
  return {result.loss, result.correct, count};
}

}  // namespace

std::optional<Evaluation> evaluate(ExecutorTeam& team, std::span<const Scalar> parameters,
                                   const Split& split, RowRange rows, std::stop_token stop) {
  Evaluation result;
  const auto count = static_cast<std::size_t>(rows.count);
  result.predictions.resize(count);
  const Index blocks = (rows.count + kBlockSamples - 1) / kBlockSamples;
  std::vector<RunningMetrics> parts(static_cast<std::size_t>(blocks));
  const auto task = [&](Index block, int worker) {
    std::array<Index, kBlockSamples> numbers{};
    const Index first = block * kBlockSamples;
    const auto size = static_cast<std::size_t>(std::min(kBlockSamples, rows.count - first));
    std::iota(numbers.begin(), numbers.end(), rows.first + first);
    parts[static_cast<std::size_t>(block)] = evaluate_block(
        team, worker, parameters, team.gather(worker, split, std::span(numbers).first(size)),
        std::span(result.predictions).subspan(static_cast<std::size_t>(first), size));
  };
  if (!team.pool().run(blocks, task, stop)) return std::nullopt;
  for (const RunningMetrics& part : parts) result.metrics.add(part);
  result.confusion = ConfusionMatrix(team.network().class_count());
  for (std::size_t i = 0; i < count; ++i) {
    result.confusion.count(split.label(rows.first + static_cast<Index>(i)), result.predictions[i]);
  }
  return result;
}

void infer(ExecutorTeam& team, std::span<const Scalar> parameters, ConstTensorView images,
           TensorView logits) {
  const Index count = images.shape()[0];
  const auto task = [&](Index block, int worker) {
    const Index first = block * kBlockSamples, size = std::min(kBlockSamples, count - first);
    team.executor(worker).infer(images.entries(first, size), parameters,
                                logits.entries(first, size));
  };
  team.pool().run((count + kBlockSamples - 1) / kBlockSamples, task);
}

namespace {

std::vector<double> softmax_of(std::span<const Scalar> logits) {
  std::vector<double> probabilities;
  const auto top = static_cast<double>(*std::ranges::max_element(logits));
  double sum = 0;
  for (const Scalar value : logits) {
    probabilities.push_back(std::exp(static_cast<double>(value) - top));
    sum += probabilities.back();
  }
  for (double& value : probabilities) value /= sum;
  return probabilities;
}

}  // namespace

std::vector<double> classify(BlockExecutor& executor, const Network& network,
                             std::span<const Scalar> parameters, ConstTensorView image) {
  Tensor logits({1, network.class_count()});
  executor.infer(image.reshaped(network.input_shape().with_leading(1)), parameters, logits.view());
  return softmax_of(logits.values());
}

std::vector<double> classify(ImagePass& pass, const Network& network, ConstTensorView image) {
  std::vector<Scalar> logits(static_cast<std::size_t>(network.class_count()));
  pass.run(image, logits);
  return softmax_of(logits);
}

}  // namespace convscope::engine

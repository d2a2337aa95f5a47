#include "engine/train/evaluate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/data/text.h"

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

/// A text's windows, stream beside stream.
class TextEvaluation {
 public:
  TextEvaluation(ExecutorTeam& team, std::span<const Scalar> parameters, const Split& split,
                 RowRange rows)
      : team_(team), parameters_(parameters), split_(split), rows_(rows) {
    constexpr Index kMostClasses = 256;
    const Index classes = team.network().class_count();
    for (Block& block : blocks_) {
      block.state.resize(static_cast<std::size_t>(team.network().state_count() * kBlockSamples));
      if (classes <= kMostClasses) block.confusion = ConfusionMatrix(classes);
    }
  }

  std::optional<Evaluation> run(const std::stop_token& stop) {
    const Streams streams(rows_.count, kBlockSamples * static_cast<Index>(blocks_.size()));
    std::vector<Index> windows;
    Evaluation result;
    for (Index step = 0; step < streams.steps(); ++step) {
      streams.rows(step, windows);
      for (Index& window : windows) window += rows_.first;
      const auto count = static_cast<Index>(windows.size());
      const auto task = [&](Index block, int worker) {
        const Index first = block * kBlockSamples, size = std::min(kBlockSamples, count - first);
        compute(blocks_[static_cast<std::size_t>(block)],
                std::span(windows).subspan(static_cast<std::size_t>(first),
                                           static_cast<std::size_t>(size)),
                worker);
      };
      const Index blocks = (count + kBlockSamples - 1) / kBlockSamples;
      if (!team_.pool().run(blocks, task, stop)) return std::nullopt;
      for (Index block = 0; block < blocks; ++block) {
        result.metrics.add(blocks_[static_cast<std::size_t>(block)].metrics);
      }
    }
    result.confusion = std::move(blocks_[0].confusion);
    result.confusion.add(blocks_[1].confusion);
    return result;
  }

 private:
  struct Block {
    std::vector<Scalar> state;
    ConfusionMatrix confusion;
    RunningMetrics metrics;  // of the last step
  };

  void compute(Block& block, std::span<const Index> windows, int worker) const {
    const Index rows = team_.network().logit_rows(), classes = team_.network().class_count();
    SampleBlock samples = team_.gather(worker, split_, windows);
    const auto state =
        std::span(block.state)
            .first(windows.size() * static_cast<std::size_t>(team_.network().state_count()));
    samples.state = samples.new_state = state;
    Tensor logits({static_cast<Index>(windows.size()) * rows, classes});
    team_.executor(worker).infer(samples, parameters_, logits.view());
    const BlockResult result = block_loss({.loss = team_.objective().loss, .class_weights = {}},
                                          logits.view(), samples.labels, {});
    block.metrics = {result.loss, result.correct, logits.shape()[0]};
    for (Index n = 0; block.confusion.classes() > 0 && n < logits.shape()[0]; ++n) {
      const auto row = std::as_const(logits).view().entry(n).values();
      block.confusion.count(samples.labels[static_cast<std::size_t>(n)],
                            std::ranges::max_element(row) - row.begin());
    }
  }

  ExecutorTeam& team_;
  std::span<const Scalar> parameters_;
  const Split& split_;
  RowRange rows_;
  std::array<Block, 2> blocks_;
};

}  // namespace

std::optional<Evaluation> evaluate(ExecutorTeam& team, std::span<const Scalar> parameters,
                                   const Split& split, RowRange rows, std::stop_token stop) {
  if (split.is_text()) return TextEvaluation(team, parameters, split, rows).run(stop);
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

#include "engine/train/batch_gradient.h"

#include <algorithm>
#include <utility>

namespace convscope::engine {
namespace {

constexpr Index kMaxWave = 32;
constexpr Index kWorkspaceNumbers = Index{1} << 24;  // 64 MiB of block gradients
constexpr Index kRange = 4096;                       // parameters one item reduces

}  // namespace

BatchGradient::BatchGradient(ExecutorTeam& team) : team_(team) {
  if (needs_whole_batch(team.network())) batch_pass_.emplace(team.network());
  const Index parameters = std::max<Index>(team.network().parameter_count(), 1);
  const Index threads = team.pool().threads();
  wave_ = std::clamp(kWorkspaceNumbers / parameters, std::min(threads, kMaxWave), kMaxWave);
}

std::optional<RunningMetrics> BatchGradient::compute(const Request& request,
                                                     std::span<Scalar> gradient,
                                                     std::span<Scalar> new_buffers,
                                                     std::stop_token stop) {
  if (batch_pass_) return compute_whole(request, gradient, new_buffers, std::move(stop));
  const auto& rows = request.rows;
  const auto count = static_cast<Index>(rows.size());
  const Index blocks = (count + kBlockSamples - 1) / kBlockSamples;
  const std::size_t size = gradient.size();
  block_gradients_.resize(static_cast<std::size_t>(std::min(wave_, blocks)) * size);
  RunningMetrics sum;
  for (Index first = 0; first < blocks; first += wave_) {
    const Index wave = std::min(wave_, blocks - first);
    results_.assign(static_cast<std::size_t>(wave), {});
    const auto task = [&](Index item, int worker) {
      const Index sample = (first + item) * kBlockSamples;
      const auto some =
          rows.subspan(static_cast<std::size_t>(sample),
                       static_cast<std::size_t>(std::min(kBlockSamples, count - sample)));
      const SampleBlock block = team_.gather(worker, request.split, some, request.augmentation);
      const auto own =
          std::span(block_gradients_).subspan(static_cast<std::size_t>(item) * size, size);
      const Rng rng = request.rng.fork(static_cast<std::uint64_t>(first + item));
      results_[static_cast<std::size_t>(item)] =
          team_.executor(worker).train(block.images, block.labels, request.block, own, rng);
    };
    if (!team_.pool().run(wave, task, stop)) return std::nullopt;
    for (const BlockResult& result : results_) sum.add({result.loss, result.correct, 0});
    reduce(wave, first == 0, gradient);
  }
  sum.count = count;
  const auto scale = static_cast<Scalar>(1.0 / static_cast<double>(count));
  for (Scalar& value : gradient) value *= scale;
  return sum;
}

std::optional<RunningMetrics> BatchGradient::compute_whole(const Request& request,
                                                           std::span<Scalar> gradient,
                                                           std::span<Scalar> new_buffers,
                                                           std::stop_token stop) {
  const auto count = static_cast<Index>(request.rows.size());
  Tensor images(team_.network().input_shape().with_leading(count));
  fill_batch(request.split, request.rows, images.view());
  augment_rows({images.data(), request.split.shape.with_leading(count)}, request.rows,
               request.augmentation);
  std::vector<Index> labels;
  for (const Index row : request.rows) labels.push_back(request.split.label(row));
  const BatchPass::Result result = batch_pass_->run(
      team_.pool(),
      {.images = images.view(), .labels = labels, .block = request.block, .rng = request.rng},
      gradient, new_buffers, std::move(stop));
  if (!result.done) return std::nullopt;
  const auto scale = static_cast<Scalar>(1.0 / static_cast<double>(count));
  for (Scalar& value : gradient) value *= scale;
  return RunningMetrics{result.sums.loss, result.sums.correct, count};
}

// gradient = ((block 0 + block 1) + block 2) + ..., waves included.
void BatchGradient::reduce(Index blocks, bool first_wave, std::span<Scalar> gradient) {
  const auto size = static_cast<Index>(gradient.size());
  const auto task = [&](Index item, int) {
    const Index first = item * kRange;
    const Index count = std::min(kRange, size - first);
    Scalar* sum = gradient.data() + first;
    for (Index block = 0; block < blocks; ++block) {
      const Scalar* part = block_gradients_.data() + block * size + first;
      if (first_wave && block == 0) {
        std::copy(part, part + count, sum);
      } else {
        for (Index i = 0; i < count; ++i) sum[i] += part[i];
      }
    }
  };
  team_.pool().run((size + kRange - 1) / kRange, task);
}

}  // namespace convscope::engine

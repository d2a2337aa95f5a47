#include "engine/train/batch_gradient.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "engine/kernels/lane_kernels.h"
#include "engine/model/spec_check.h"
#include "engine/train/gradient_sum.h"

namespace convscope::engine {
namespace {

// Of `rows` rows' numbers those of `count` of them from `first` on; none of none.
template <typename Number>
std::span<Number> part_of(std::span<Number> numbers, Index first, std::size_t count, Index rows) {
  const std::size_t each = numbers.size() / static_cast<std::size_t>(rows);
  return numbers.subspan(static_cast<std::size_t>(first) * each, count * each);
}

}  // namespace

BatchGradient::BatchGradient(ExecutorTeam& team) : team_(team) {
  if (needs_whole_batch(team.network())) {
    batch_pass_ = make_batch_pass(team.network(), team.kind());
  }
  wave_ = gradients_kept(team.network().parameter_count(), team.pool().threads());
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
  sum.count = count * team_.network().logit_rows();
  const auto scale = static_cast<Scalar>(1.0 / static_cast<double>(sum.count));
  for (Index first = 0; first < blocks; first += wave_) {
    const Index wave = std::min(wave_, blocks - first);
    results_.assign(static_cast<std::size_t>(wave), {});
    const auto task = [&](Index item, int worker) {
      const Index sample = (first + item) * kBlockSamples;
      const auto some =
          rows.subspan(static_cast<std::size_t>(sample),
                       static_cast<std::size_t>(std::min(kBlockSamples, count - sample)));
      SampleBlock block = team_.gather(worker, request.split, some, request.augmentation);
      block.state = part_of(request.state, sample, some.size(), count);
      block.new_state = part_of(request.new_state, sample, some.size(), count);
      const auto own =
          std::span(block_gradients_).subspan(static_cast<std::size_t>(item) * size, size);
      const Rng rng = request.rng.fork(static_cast<std::uint64_t>(first + item));
      results_[static_cast<std::size_t>(item)] =
          team_.executor(worker).learn(block, request.block, own, &rng);
    };
    // By reference: a copy of the captures would be allocated.
    if (!team_.pool().run(wave, std::ref(task), stop)) return std::nullopt;
    for (const BlockResult& result : results_) sum.add({result.loss, result.correct, 0});
    finite_ = add_in_order(team_.pool(),
                           std::span(block_gradients_).first(static_cast<std::size_t>(wave) * size),
                           first > 0, first + wave == blocks ? scale : Scalar(1), gradient);
  }
  return sum;
}

std::optional<RunningMetrics> BatchGradient::compute_whole(const Request& request,
                                                           std::span<Scalar> gradient,
                                                           std::span<Scalar> new_buffers,
                                                           std::stop_token stop) {
  const auto count = static_cast<Index>(request.rows.size());
  const auto gather = [&](Index block, int worker) {
    const Index first = block * kBlockSamples;
    const auto some =
        request.rows.subspan(static_cast<std::size_t>(first),
                             static_cast<std::size_t>(std::min(kBlockSamples, count - first)));
    return team_.gather(worker, request.split, some, request.augmentation);
  };
  const BatchPass::Result result = batch_pass_->run(team_.pool(),
                                                    {.count = count,
                                                     .gather = gather,
                                                     .block = request.block,
                                                     .rng = request.rng,
                                                     .objective = team_.objective()},
                                                    gradient, new_buffers, std::move(stop));
  if (!result.done) return std::nullopt;
  const auto scale = static_cast<Scalar>(1.0 / static_cast<double>(count));
  for (Scalar& value : gradient) value *= scale;
  finite_ = lane_kernels().finite(static_cast<Index>(gradient.size()), gradient.data());
  return RunningMetrics{result.sums.loss, result.sums.correct, count};
}

}  // namespace convscope::engine

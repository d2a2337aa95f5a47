#include "engine/train/parameter_update.h"

#include <algorithm>
#include <atomic>
#include <functional>

#include "engine/kernels/lane_kernels.h"

namespace convscope::engine {
namespace {

constexpr std::size_t kUpdateRange = 8192;

}  // namespace

ParameterUpdate::ParameterUpdate(const Network& network, const OptimizerSpec& spec)
    : parameter_count_(static_cast<std::size_t>(network.parameter_count())),
      backup_(parameter_count_) {
  check_optimizer(spec);
  for (const Node& node : network.nodes()) {
    const auto end = static_cast<std::size_t>(node.parameter_offset + node.parameter_count);
    for (auto first = static_cast<std::size_t>(node.parameter_offset); first < end;) {
      const std::size_t count = std::min(kUpdateRange, end - first);
      const Optimizer optimizer(spec, static_cast<Index>(count));
      ranges_.push_back({first, count, node.frozen, optimizer, optimizer});
      first += count;
    }
  }
}

bool ParameterUpdate::apply(ThreadPool& pool, std::span<Scalar> parameters,
                            std::span<const Scalar> gradient, double learning_rate) {
  std::atomic<bool> finite = true;
  const LaneKernels& kernels = lane_kernels();
  const auto task = [&](Index item, int) {
    Range& range = ranges_[static_cast<std::size_t>(item)];
    const auto values = parameters.subspan(range.first, range.count);
    std::ranges::copy(values, backup_.begin() + static_cast<std::ptrdiff_t>(range.first));
    range.backup = range.optimizer;
    if (range.frozen) return;
    range.optimizer.step_fast(values, gradient.subspan(range.first, range.count), learning_rate);
    if (!kernels.finite(static_cast<Index>(range.count), values.data())) finite = false;
  };
  // By reference: a copy of the captures would be allocated.
  pool.run(static_cast<Index>(ranges_.size()), std::ref(task));
  return finite;
}

void ParameterUpdate::take_back(std::span<Scalar> parameters) {
  std::ranges::copy(backup_, parameters.begin());
  for (Range& range : ranges_) range.optimizer = range.backup;
}

Index ParameterUpdate::steps() const noexcept {
  for (const Range& range : ranges_) {
    if (!range.frozen) return range.optimizer.steps();
  }
  return 0;
}

Moments ParameterUpdate::moments() const {
  Moments result;
  if (ranges_.empty()) return result;
  for (const auto& block : ranges_.front().optimizer.state()) {
    result.emplace_back(block.name, std::vector<Scalar>(parameter_count_));
  }
  for (Range& range : ranges_) {
    const auto blocks = range.optimizer.state();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      std::ranges::copy(blocks[i].values,
                        result[i].second.begin() + static_cast<std::ptrdiff_t>(range.first));
    }
  }
  return result;
}

bool ParameterUpdate::restore(Index steps, const Moments& moments) {
  const Moments own = this->moments();
  const bool fits = std::ranges::equal(own, moments, [](const auto& a, const auto& b) {
    return a.first == b.first && a.second.size() == b.second.size();
  });
  if (!fits) return false;
  for (Range& range : ranges_) {
    const auto blocks = range.optimizer.state();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const auto from = std::span(moments[i].second).subspan(range.first, range.count);
      std::ranges::copy(from, blocks[i].values.begin());
    }
    if (!range.frozen) range.optimizer.set_steps(steps);
  }
  return true;
}

}  // namespace convscope::engine

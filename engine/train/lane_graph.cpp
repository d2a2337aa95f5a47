#include "engine/train/lane_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace convscope::engine {

static_assert(kBlockSamples == kLanes, "a block of samples fills the lanes");

LaneGraph::LaneGraph(const Network& network, const LaneKernels& kernels)
    : network_(network),
      kernels_(kernels),
      plan_(plan_lanes(network)),
      labels_(kLanes),
      predicted_(kLanes),
      loss_(kLanes) {
  for (const Index features : plan_.blocks) blocks_.emplace_back(features * kLanes);
}

LaneContext LaneGraph::context(const float* parameters, float* gradient, float* scratch) const {
  return {.kernels = kernels_,
          .parameters = parameters,
          .gradient = gradient,
          .scratch = scratch,
          .samples = samples_};
}

void LaneGraph::load(const SampleBlock& samples) {
  samples_ = samples.images.shape()[0];
  const Index features = plan_.blocks[0];
  std::array<const float*, kLanes> rows{};
  for (Index n = 0; n < samples_; ++n) {
    rows[static_cast<std::size_t>(n)] = samples.images.data() + n * features;
  }
  kernels_.pack(rows.data(), samples_, features, blocks_[0].data());
  std::fill_n(labels_.data(), kLanes, -1);
  std::ranges::transform(samples.labels, labels_.data(),
                         [](Index k) { return static_cast<int>(k); });
}

void LaneGraph::forward(const LaneContext& context, std::size_t first, std::size_t last) {
  std::vector<const float*> x;
  for (std::size_t i = first; i < last; ++i) {
    const LaneStage& stage = plan_.stages[i];
    x.clear();
    for (const std::size_t block : stage.x) x.push_back(blocks_[block].data());
    stage.step->forward(context, x, blocks_[stage.out].data());
  }
}

BlockResult LaneGraph::loss(const Objective& objective) {
  if (slots_.empty()) {
    for (const Index features : plan_.slots) slots_.emplace_back(features * kLanes);
  }
  return objective.plain() ? plain_loss() : layers_loss(objective);
}

// Out of the lanes and back: there are few logits.
BlockResult LaneGraph::layers_loss(const Objective& objective) {
  const Index classes = network_.class_count();
  Tensor scores({samples_, classes}), d_scores(scores.shape());
  logits(scores.view());
  std::vector<Index> labels(labels_.data(), labels_.data() + samples_);
  const BlockResult result =
      block_loss(objective, std::as_const(scores).view(), labels, d_scores.view());
  std::array<const float*, kLanes> rows{};
  for (Index n = 0; n < samples_; ++n) {
    rows[static_cast<std::size_t>(n)] = d_scores.data() + n * classes;
  }
  kernels_.pack(rows.data(), samples_, classes, slots_[plan_.d_logits].data());
  return result;
}

BlockResult LaneGraph::plain_loss() {
  kernels_.softmax_cross_entropy({.classes = network_.class_count(),
                                  .logits = blocks_[plan_.logits].data(),
                                  .labels = labels_.data(),
                                  .scale = 1.0F,
                                  .d_logits = slots_[plan_.d_logits].data(),
                                  .loss = loss_.data(),
                                  .predicted = predicted_.data()});
  BlockResult result;
  for (Index n = 0; n < samples_; ++n) {
    result.loss += static_cast<double>(loss_.data()[n]);
    if (predicted_.data()[n] == labels_.data()[n]) ++result.correct;
  }
  return result;
}

void LaneGraph::backward(const LaneContext& context, std::size_t first, std::size_t last) {
  for (std::size_t i = last; i-- > first;) {
    if (!plan_.stages[i].learns) continue;
    finish_gradient(i);
    backward(context, plan_.stages[i]);
    finished_ = ~std::size_t{0};
  }
}

void LaneGraph::finish_gradient(std::size_t stage) {
  if (finished_ == stage) return;
  finished_ = stage;
  for (const Penalty& penalty : plan_.stages[stage].penalties) {
    add_penalty(penalty, plan_.stages[stage]);
  }
}

void LaneGraph::backward(const LaneContext& context, const LaneStage& stage) {
  std::vector<const float*> x;
  std::vector<float*> d_x;
  for (std::size_t i = 0; i < stage.x.size(); ++i) {
    x.push_back(blocks_[stage.x[i]].data());
    const LaneStage::Target& target = stage.d_x[i];
    d_x.push_back(target.wanted ? slots_[target.adds ? target.spare : target.slot].data()
                                : nullptr);
  }
  stage.step->backward(
      context,
      {.x = x, .out = blocks_[stage.out].data(), .d_out = slots_[stage.d_out].data(), .d_x = d_x});
  for (std::size_t i = 0; i < d_x.size(); ++i) {
    if (!stage.d_x[i].adds) continue;
    float* const sum = slots_[stage.d_x[i].slot].data();
    kernels_.add(plan_.blocks[stage.x[i]], sum, d_x[i], sum);
  }
}

void LaneGraph::add_penalty(const Penalty& penalty, const LaneStage& stage) {
  const auto l1 = static_cast<float>(penalty.l1), l2 = static_cast<float>(2 * penalty.l2);
  const float* const out = blocks_[stage.out].data();
  float* const d_out = slots_[stage.d_out].data();
  for (Index i = 0; i < plan_.blocks[stage.out] * kLanes; ++i) {
    if (i % kLanes >= samples_) continue;
    const auto sign = static_cast<float>((out[i] > 0) - (out[i] < 0));
    d_out[i] += l1 * sign + l2 * out[i];
  }
}

void LaneGraph::clear_unlearnt(std::span<float> gradient) const {
  const auto clear = [&](const Node& node) {
    std::fill_n(gradient.begin() + node.parameter_offset, node.parameter_count, 0.0F);
  };
  for (const Node& node : network_.nodes()) {
    if (node.frozen) clear(node);
  }
  for (const Index unused : plan_.unused) {
    clear(network_.nodes()[static_cast<std::size_t>(unused)]);
  }
}

void LaneGraph::logits(TensorView to) const {
  std::array<float*, kLanes> rows{};
  for (Index n = 0; n < samples_; ++n) {
    rows[static_cast<std::size_t>(n)] = to.data() + n * network_.class_count();
  }
  kernels_.unpack(blocks_[plan_.logits].data(), samples_, network_.class_count(), rows.data());
}

const float* LaneGraph::x(std::size_t stage) const {
  return blocks_[plan_.stages[stage].x[0]].data();
}

const float* LaneGraph::d_out(std::size_t stage) const {
  return slots_[plan_.stages[stage].d_out].data();
}

bool LaneGraph::finite(std::size_t stage) const {
  const std::size_t block = plan_.stages[stage].out;
  const float* const values = blocks_[block].data();
  for (Index i = 0; i < plan_.blocks[block] * kLanes; ++i) {
    if (i % kLanes < samples_ && !std::isfinite(values[i])) return false;
  }
  return true;
}

}  // namespace convscope::engine

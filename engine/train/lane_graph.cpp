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
      labels_(network.logit_rows() * kLanes),
      predicted_(kLanes),
      loss_(kLanes),
      state_(network.state_count() * kLanes),
      new_state_(network.state_count() * kLanes) {
  for (const Index features : plan_.blocks) blocks_.emplace_back(features * kLanes);
  if (network.spec().vocabulary == 0) return;
  symbols_ = LaneBuffer<int>(network.input_shape()[0] * kLanes);
  takes_symbols_ = network.input_shape().rank() == 2 && plan_.logits != 0;
  for (const LaneStage& stage : plan_.stages) {
    const bool reads = std::ranges::count(stage.x, std::size_t{0}) > 0;
    takes_symbols_ = takes_symbols_ && (!reads || stage.step->takes_symbols());
  }
}

LaneContext LaneGraph::context(const float* parameters, float* gradient, float* scratch) {
  return {.kernels = kernels_,
          .parameters = parameters,
          .gradient = gradient,
          .scratch = scratch,
          .samples = samples_,
          .symbols = has_symbols_ ? symbols_.data() : nullptr,
          .state = state_.data(),
          .new_state = new_state_.data()};
}

namespace {

// The rows of `values`, as many as samples, into the lanes.
void pack_rows(const LaneKernels& kernels, Index samples, Index features, const Scalar* values,
               float* lanes) {
  std::array<const float*, kLanes> rows{};
  for (Index n = 0; n < samples; ++n) rows[static_cast<std::size_t>(n)] = values + n * features;
  kernels.pack(rows.data(), samples, features, lanes);
}

void unpack_rows(const LaneKernels& kernels, Index samples, Index features, const float* lanes,
                 Scalar* values) {
  std::array<float*, kLanes> rows{};
  for (Index n = 0; n < samples; ++n) rows[static_cast<std::size_t>(n)] = values + n * features;
  kernels.unpack(lanes, samples, features, rows.data());
}

}  // namespace

void LaneGraph::load(const SampleBlock& samples) {
  samples_ = samples.count(network_);
  has_symbols_ = takes_symbols_ && !samples.symbols.empty();
  if (has_symbols_) {
    load_symbols(samples.symbols);
  } else if (samples.symbols.empty()) {
    pack_rows(kernels_, samples_, plan_.blocks[0], samples.images.data(), blocks_[0].data());
  } else {
    const Tensor images = expand_symbols(network_, samples.symbols);
    pack_rows(kernels_, samples_, plan_.blocks[0], images.data(), blocks_[0].data());
  }
  const Index rows = network_.logit_rows(), states = network_.state_count();
  std::fill_n(labels_.data(), rows * kLanes, -1);
  for (std::size_t i = 0; i < samples.labels.size(); ++i) {
    const Index n = static_cast<Index>(i) / rows, row = static_cast<Index>(i) % rows;
    labels_.data()[row * kLanes + n] = static_cast<int>(samples.labels[i]);
  }
  if (samples.state.empty()) {
    std::fill_n(state_.data(), states * kLanes, 0.0F);
  } else {
    pack_rows(kernels_, samples_, states, samples.state.data(), state_.data());
  }
}

void LaneGraph::load_symbols(std::span<const Symbol> symbols) {
  const Index steps = network_.input_shape()[0];
  std::fill_n(symbols_.data(), steps * kLanes, 0);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const Index n = static_cast<Index>(i) / steps, t = static_cast<Index>(i) % steps;
    symbols_.data()[t * kLanes + n] = symbols[i];
  }
}

void LaneGraph::end_state(std::span<Scalar> state) const {
  if (state.empty()) return;
  unpack_rows(kernels_, samples_, network_.state_count(), new_state_.data(), state.data());
}

void LaneGraph::forward(const LaneContext& context, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    const LaneStage& stage = plan_.stages[i];
    x_.clear();
    for (const std::size_t block : stage.x) x_.push_back(blocks_[block].data());
    stage.step->forward(context, x_, blocks_[stage.out].data());
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
  const Index classes = network_.class_count(), rows = network_.logit_rows();
  Tensor scores({samples_ * rows, classes}), d_scores(scores.shape());
  logits(scores.view());
  std::vector<Index> labels;
  for (Index n = 0; n < samples_; ++n) {
    for (Index row = 0; row < rows; ++row) labels.push_back(labels_.data()[row * kLanes + n]);
  }
  const BlockResult result =
      block_loss(objective, std::as_const(scores).view(), labels, d_scores.view());
  pack_rows(kernels_, samples_, rows * classes, d_scores.data(), slots_[plan_.d_logits].data());
  return result;
}

BlockResult LaneGraph::plain_loss() {
  const Index classes = network_.class_count();
  BlockResult result;
  for (Index row = 0; row < network_.logit_rows(); ++row) {
    const Index first = row * classes * kLanes;
    const int* const labels = labels_.data() + row * kLanes;
    kernels_.softmax_cross_entropy({.classes = classes,
                                    .logits = blocks_[plan_.logits].data() + first,
                                    .labels = labels,
                                    .scale = 1.0F,
                                    .d_logits = slots_[plan_.d_logits].data() + first,
                                    .loss = loss_.data(),
                                    .predicted = predicted_.data()});
    for (Index n = 0; n < samples_; ++n) {
      result.loss += static_cast<double>(loss_.data()[n]);
      if (predicted_.data()[n] == labels[n]) ++result.correct;
    }
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
  x_.clear();
  d_x_.clear();
  for (std::size_t i = 0; i < stage.x.size(); ++i) {
    x_.push_back(blocks_[stage.x[i]].data());
    const LaneStage::Target& target = stage.d_x[i];
    d_x_.push_back(target.wanted ? slots_[target.adds ? target.spare : target.slot].data()
                                 : nullptr);
  }
  stage.step->backward(context, {.x = x_,
                                 .out = blocks_[stage.out].data(),
                                 .d_out = slots_[stage.d_out].data(),
                                 .d_x = d_x_});
  for (std::size_t i = 0; i < d_x_.size(); ++i) {
    if (!stage.d_x[i].adds) continue;
    float* const sum = slots_[stage.d_x[i].slot].data();
    kernels_.add(plan_.blocks[stage.x[i]], sum, d_x_[i], sum);
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
  unpack_rows(kernels_, samples_, network_.logit_rows() * network_.class_count(),
              blocks_[plan_.logits].data(), to.data());
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

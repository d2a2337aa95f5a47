#include "engine/train/lane_executor.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "engine/kernels/lane_buffer.h"
#include "engine/layers/flatten.h"
#include "engine/train/lane_step.h"

namespace convscope::engine {

static_assert(kBlockSamples == kLanes, "a block of samples fills the lanes");

namespace {

/// One step and its blocks.
struct Placed {
  std::unique_ptr<LaneStep> step;
  std::size_t x;
  std::size_t out;
};

/// A network as steps over blocks of lanes. Block 0 is the input, the last one the logits.
struct Plan {
  std::vector<Placed> steps;
  std::vector<Index> features;    // of each block
  std::size_t first_trained = 0;  // the first step whose parameters learn; steps.size(): none
  Index scratch = 1;
};

/// The nodes up to the logits without flattening, which leaves lanes where they are, and with
/// each ReLU behind the pooling that follows it; none when the network is no chain.
std::optional<std::vector<const Node*>> chain_of(const Network& network) {
  std::vector<const Node*> chain;
  for (Index i = 0; i <= network.logits_node(); ++i) {
    const Node& node = network.nodes()[static_cast<std::size_t>(i)];
    if (node.inputs != std::vector<Index>{i - 1}) return std::nullopt;
    if (!dynamic_cast<const Flatten*>(node.layer.get())) chain.push_back(&node);
  }
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    if (relu_before_max_pool(*chain[i], *chain[i + 1])) std::swap(chain[i], chain[i + 1]);
  }
  return chain;
}

std::optional<Plan> plan_of(const Network& network) {
  static_assert(Node::kNetworkInput == -1);
  const auto chain = chain_of(network);
  if (!chain) return std::nullopt;
  Plan plan;
  plan.features = {network.input_shape().count()};
  bool trained = false;
  for (const Node* node : *chain) {
    const Index features = plan.features.back();
    const bool in_place = !plan.steps.empty() && !plan.steps.back().step->reads_output();
    const Index number = node - network.nodes().data();
    auto step = make_lane_step(*node, number, features, in_place);
    if (!step) return std::nullopt;
    const std::size_t x = plan.features.size() - 1;
    const bool pointwise = step->reads_output();
    if (!step->in_place()) {
      plan.features.push_back(pointwise ? features : node->layer->output_shape().count());
    }
    plan.scratch = std::max(plan.scratch, step->scratch());
    plan.steps.push_back({std::move(step), x, plan.features.size() - 1});
    trained = trained || (!node->frozen && node->parameter_count > 0);
    if (!trained) plan.first_trained = plan.steps.size();
  }
  return plan;
}

class LaneExecutor : public BlockExecutor {
 public:
  LaneExecutor(const Network& network, Plan plan, const LaneKernels& kernels)
      : network_(network),
        kernels_(kernels),
        plan_(std::move(plan)),
        scratch_(plan_.scratch),
        labels_(kLanes),
        predicted_(kLanes),
        loss_(kLanes) {
    for (const Index features : plan_.features) blocks_.emplace_back(features * kLanes);
    const Index largest = *std::ranges::max_element(plan_.features);
    for (auto& gradient : d_blocks_) gradient = LaneBuffer<>(largest * kLanes);
  }

  BlockResult run(ConstTensorView images, std::span<const Index> labels,
                  std::span<const Scalar> parameters, std::span<Scalar> gradient) override {
    return learn(images, labels, parameters, gradient, nullptr);
  }

  BlockResult train(ConstTensorView images, std::span<const Index> labels,
                    std::span<const Scalar> parameters, std::span<Scalar> gradient,
                    const Rng& rng) override {
    return learn(images, labels, parameters, gradient, &rng);
  }

  void infer(ConstTensorView images, std::span<const Scalar> parameters,
             TensorView logits) override {
    forward({kernels_, parameters.data(), nullptr, scratch_.data()}, images);
    std::array<float*, kLanes> rows{};
    for (Index n = 0; n < images.shape()[0]; ++n) {
      rows[static_cast<std::size_t>(n)] = logits.data() + n * network_.class_count();
    }
    kernels_.unpack(blocks_.back().data(), images.shape()[0], network_.class_count(), rows.data());
  }

 private:
  BlockResult learn(ConstTensorView images, std::span<const Index> labels,
                    std::span<const Scalar> parameters, std::span<Scalar> gradient,
                    const Rng* rng) {
    const LaneContext context = {kernels_, parameters.data(), gradient.data(), scratch_.data(),
                                 rng};
    forward(context, images);
    const BlockResult result = loss(labels);
    for (const Node& node : network_.nodes()) {
      if (!node.frozen) continue;
      std::fill_n(gradient.begin() + node.parameter_offset, node.parameter_count, 0.0F);
    }
    backward(context);
    return result;
  }

  void forward(const LaneContext& context, ConstTensorView images) {
    const Index samples = images.shape()[0], features = plan_.features[0];
    std::array<const float*, kLanes> rows{};
    for (Index n = 0; n < samples; ++n) {
      rows[static_cast<std::size_t>(n)] = images.data() + n * features;
    }
    kernels_.pack(rows.data(), samples, features, blocks_[0].data());
    for (const Placed& placed : plan_.steps) {
      placed.step->forward(context, blocks_[placed.x].data(), blocks_[placed.out].data());
    }
  }

  /// Leaves the gradient of the logits in d_blocks_[0].
  BlockResult loss(std::span<const Index> labels) {
    std::fill_n(labels_.data(), kLanes, -1);
    std::ranges::transform(labels, labels_.data(), [](Index k) { return static_cast<int>(k); });
    kernels_.softmax_cross_entropy({.classes = network_.class_count(),
                                    .logits = blocks_.back().data(),
                                    .labels = labels_.data(),
                                    .scale = 1.0F,
                                    .d_logits = d_blocks_[0].data(),
                                    .loss = loss_.data(),
                                    .predicted = predicted_.data()});
    BlockResult result;
    for (std::size_t n = 0; n < labels.size(); ++n) {
      result.loss += static_cast<double>(loss_.data()[n]);
      if (predicted_.data()[n] == labels_.data()[n]) ++result.correct;
    }
    return result;
  }

  void backward(const LaneContext& context) {
    std::size_t current = 0;
    for (std::size_t i = plan_.steps.size(); i-- > plan_.first_trained;) {
      const Placed& placed = plan_.steps[i];
      const std::size_t next = placed.step->in_place() ? current : 1 - current;
      placed.step->backward(context,
                            {.x = blocks_[placed.x].data(),
                             .out = blocks_[placed.out].data(),
                             .d_out = d_blocks_[current].data(),
                             .d_x = i == plan_.first_trained ? nullptr : d_blocks_[next].data()});
      current = next;
    }
  }

  const Network& network_;
  const LaneKernels& kernels_;
  Plan plan_;
  std::vector<LaneBuffer<>> blocks_;
  std::array<LaneBuffer<>, 2> d_blocks_;  // a gradient and the one before it
  LaneBuffer<> scratch_;
  LaneBuffer<int> labels_, predicted_;
  LaneBuffer<> loss_;
};

}  // namespace

std::unique_ptr<BlockExecutor> make_lane_executor(const Network& network,
                                                  const LaneKernels& kernels) {
  auto plan = plan_of(network);
  if (!plan) return nullptr;
  return std::make_unique<LaneExecutor>(network, std::move(*plan), kernels);
}

}  // namespace convscope::engine

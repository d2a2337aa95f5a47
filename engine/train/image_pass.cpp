#include "engine/train/image_pass.h"

#include <algorithm>
#include <optional>

#include "engine/core/denormals.h"
#include "engine/layers/batch_norm.h"
#include "engine/layers/dropout.h"
#include "engine/layers/flatten.h"
#include "engine/train/image_step.h"
#include "engine/train/lane_step.h"

namespace convscope::engine {
namespace {

/// The nodes up to the logits, each with the normalisation and the ReLU behind it; none where the
/// network is no chain of that.
std::optional<std::vector<ImageNode>> chain_of(const Network& network) {
  std::vector<ImageNode> chain;
  Shape shape = network.input_shape();
  for (Index i = 0; i <= network.logits_node(); ++i) {
    const Node& node = network.nodes()[static_cast<std::size_t>(i)];
    if (node.inputs != std::vector<Index>{i - 1}) return std::nullopt;
    const Layer* const layer = node.layer.get();
    // What comes flat out of flattening still lies as a picture.
    if (dynamic_cast<const Dropout*>(layer) || dynamic_cast<const Flatten*>(layer)) continue;
    if (shape.rank() == 2) return std::nullopt;
    if (dynamic_cast<const BatchNorm*>(layer)) {
      if (chain.empty() || chain.back().norm || chain.back().relu) return std::nullopt;
      chain.back().norm = &node;
    } else if (is_relu(*layer)) {
      if (chain.empty()) return std::nullopt;
      chain.back().relu = true;
    } else {
      chain.push_back({.node = &node, .input = shape});
      shape = layer->output_shape();
    }
  }
  return chain;
}

class ChainPass : public ImagePass {
 public:
  ChainPass(const Network& network, std::vector<std::unique_ptr<ImageStep>> steps)
      : network_(network), steps_(std::move(steps)) {
    for (const auto& step : steps_) planes_.push_back(step->input());
    planes_.emplace_back(1, 1, network.class_count(), nullptr);
  }

  void set_parameters(std::span<const Scalar> block) override {
    for (const auto& step : steps_) step->set_parameters(block);
  }

  void run(ConstTensorView image, std::span<Scalar> logits, ThreadPool* pool) override {
    const FlushDenormals flush;
    load(image);
    for (std::size_t i = 0; i < steps_.size(); ++i)
      steps_[i]->run(planes_[i], planes_[i + 1], pool);
    std::copy_n(planes_.back().data(), network_.class_count(), logits.data());
  }

 private:
  void load(ConstTensorView image) {
    ImagePlane& to = planes_.front();
    const Index cells = to.height * to.width;
    const float* from = image.data();
    for (Index y = 0; y < to.height; ++y) {
      float* const row = to.first() + y * to.row();
      if (to.channels == 1) {
        std::copy_n(from + y * to.width, to.width, row);
        continue;
      }
      for (Index x = 0; x < to.width; ++x) {
        for (Index c = 0; c < to.channels; ++c) {
          row[x * to.channels + c] = from[c * cells + y * to.width + x];
        }
      }
    }
  }

  const Network& network_;
  std::vector<std::unique_ptr<ImageStep>> steps_;
  std::vector<ImagePlane> planes_;
};

}  // namespace

std::unique_ptr<ImagePass> ImagePass::make(const Network& network, const LaneKernels& kernels) {
  const auto chain = chain_of(network);
  if (!chain || chain->empty()) return nullptr;
  std::vector<std::unique_ptr<ImageStep>> steps;
  for (const ImageNode& node : *chain) {
    auto step = make_image_step(node, kernels);
    if (!step) return nullptr;
    steps.push_back(std::move(step));
  }
  return std::make_unique<ChainPass>(network, std::move(steps));
}

}  // namespace convscope::engine

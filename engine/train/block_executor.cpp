#include "engine/train/block_executor.h"

#include <algorithm>
#include <utility>

#include "engine/model/activations.h"
#ifdef CONVSCOPE_KERNELS
#include "engine/train/lane_executor.h"
#endif

namespace convscope::engine {
namespace {

// The layers' own loops. Keeps one workspace a block size that occurred: the full one and what a
// batch leaves over.
class NaiveExecutor : public BlockExecutor {
 public:
  explicit NaiveExecutor(const Network& network)
      : network_(network), activations_(network, 1), d_activations_(network, 1) {}

  BlockResult run(ConstTensorView images, std::span<const Index> labels,
                  std::span<const Scalar> parameters, std::span<Scalar> gradient) override {
    return learn(images, labels, parameters, gradient, {});
  }

  BlockResult train(ConstTensorView images, std::span<const Index> labels,
                    std::span<const Scalar> parameters, std::span<Scalar> gradient,
                    const Rng& rng) override {
    return learn(images, labels, parameters, gradient, {.mode = Mode::kTraining, .rng = rng});
  }

  void infer(ConstTensorView images, std::span<const Scalar> parameters,
             TensorView logits_out) override {
    compute(images, parameters, {});
    std::ranges::copy(logits().values(), logits_out.data());
  }

 private:
  BlockResult learn(ConstTensorView images, std::span<const Index> labels,
                    std::span<const Scalar> parameters, std::span<Scalar> gradient,
                    const PassOptions& options) {
    compute(images, parameters, options);
    if (d_activations_.batch() != activations_.batch()) {
      d_activations_ = Activations(network_, activations_.batch());
    }
    Tensor d_logits(logits().shape());
    const BlockResult result = block_loss(objective(), logits(), labels, d_logits.view());
    std::ranges::fill(gradient, Scalar(0));
    backward({network_, parameters, activations_, d_activations_, gradient, options.mode},
             d_logits.view());
    return result;
  }

  void compute(ConstTensorView images, std::span<const Scalar> parameters,
               const PassOptions& options) {
    const Index batch = images.shape()[0];
    if (activations_.batch() != batch) activations_ = Activations(network_, batch);
    forward(network_, parameters, images, activations_, options);
  }

  ConstTensorView logits() const {
    const ConstTensorView view = activations_.output(network_.logits_node());
    return view.reshaped({activations_.batch(), network_.class_count()});
  }

  const Network& network_;
  Activations activations_;
  Activations d_activations_;
};

}  // namespace

std::unique_ptr<BlockExecutor> make_executor(const Network& network,
                                             [[maybe_unused]] ExecutorKind kind) {
#ifdef CONVSCOPE_KERNELS  // not in the double build
  if (kind == ExecutorKind::kFastest) return make_lane_executor(network);
#endif
  return std::make_unique<NaiveExecutor>(network);
}

}  // namespace convscope::engine

#include "engine/train/block_executor.h"

#include <algorithm>
#include <cmath>
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
    const BlockResult result = cross_entropy(logits(), labels, d_logits.view());
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

BlockResult cross_entropy(ConstTensorView logits, std::span<const Index> labels,
                          TensorView d_logits) {
  const Index classes = logits.shape()[1];
  BlockResult result;
  for (Index n = 0; n < logits.shape()[0]; ++n) {
    const auto row = logits.entry(n).values();
    const auto label = static_cast<std::size_t>(labels[static_cast<std::size_t>(n)]);
    const auto largest = std::ranges::max_element(row);
    const auto top = static_cast<double>(*largest);
    double sum = 0;
    for (const Scalar value : row) sum += std::exp(static_cast<double>(value) - top);
    const double log_sum = std::log(sum) + top;
    result.loss += log_sum - static_cast<double>(row[label]);
    if (static_cast<std::size_t>(largest - row.begin()) == label) ++result.correct;
    if (d_logits.empty()) continue;
    for (Index k = 0; k < classes; ++k) {
      const auto i = static_cast<std::size_t>(k);
      const double probability = std::exp(static_cast<double>(row[i]) - log_sum);
      d_logits(n, k) = static_cast<Scalar>(probability - (i == label ? 1.0 : 0.0));
    }
  }
  return result;
}

std::unique_ptr<BlockExecutor> make_executor(const Network& network,
                                             [[maybe_unused]] ExecutorKind kind) {
#ifdef CONVSCOPE_KERNELS  // not in the double build
  if (kind == ExecutorKind::kFastest) return make_lane_executor(network);
#endif
  return std::make_unique<NaiveExecutor>(network);
}

}  // namespace convscope::engine

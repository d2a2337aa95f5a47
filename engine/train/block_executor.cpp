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

  BlockResult learn(const SampleBlock& samples, std::span<const Scalar> parameters,
                    std::span<Scalar> gradient, const Rng* rng) override {
    PassOptions options;
    if (rng) options = {.mode = Mode::kTraining, .rng = *rng};
    compute(samples, parameters, options);
    if (d_activations_.batch() != activations_.batch()) {
      d_activations_ = Activations(network_, activations_.batch());
    }
    Tensor d_logits(logits().shape());
    const BlockResult result = block_loss(objective(), logits(), samples.labels, d_logits.view());
    std::ranges::fill(gradient, Scalar(0));
    backward({network_, parameters, activations_, d_activations_, gradient, options.mode},
             d_logits.view());
    return result;
  }

  void infer(const SampleBlock& samples, std::span<const Scalar> parameters,
             TensorView logits_out) override {
    compute(samples, parameters, {});
    std::ranges::copy(logits().values(), logits_out.data());
  }

 private:
  void compute(const SampleBlock& samples, std::span<const Scalar> parameters,
               const PassOptions& options) {
    const Index batch = samples.count(network_);
    if (activations_.batch() != batch) activations_ = Activations(network_, batch);
    activations_.begin_with(samples.state);
    if (samples.symbols.empty()) {
      forward(network_, parameters, samples.images, activations_, options);
    } else {
      const Tensor images = expand_symbols(network_, samples.symbols);
      forward(network_, parameters, images.view(), activations_, options);
    }
    if (!samples.new_state.empty()) activations_.end_state(network_, samples.new_state);
  }

  ConstTensorView logits() const {
    const ConstTensorView view = activations_.output(network_.logits_node());
    return view.reshaped({view.size() / network_.class_count(), network_.class_count()});
  }

  const Network& network_;
  Activations activations_;
  Activations d_activations_;
};

}  // namespace

Index SampleBlock::count(const Network& network) const {
  if (symbols.empty()) return images.shape()[0];
  return static_cast<Index>(symbols.size()) / network.input_shape()[0];
}

Tensor expand_symbols(const Network& network, std::span<const Symbol> symbols) {
  const Shape& input = network.input_shape();
  const Index count = static_cast<Index>(symbols.size());
  Tensor images(input.with_leading(count / input[0]));
  const Index width = input.rank() == 2 ? input[1] : 1;
  for (Index i = 0; i < count; ++i) {
    const Symbol symbol = symbols[static_cast<std::size_t>(i)];
    if (input.rank() == 2) {
      images[i * width + symbol] = 1;
    } else {
      images[i] = static_cast<Scalar>(symbol);
    }
  }
  return images;
}

std::unique_ptr<BlockExecutor> make_executor(const Network& network,
                                             [[maybe_unused]] ExecutorKind kind) {
#ifdef CONVSCOPE_KERNELS  // not in the double build
  if (kind == ExecutorKind::kFastest) return make_lane_executor(network);
#endif
  return std::make_unique<NaiveExecutor>(network);
}

}  // namespace convscope::engine

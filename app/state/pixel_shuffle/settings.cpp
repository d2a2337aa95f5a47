#include "app/state/pixel_shuffle/settings.h"

#include "engine/model/spec_builder.h"

namespace convscope::state {

using engine::Index;

engine::NetworkSpec shuffle_network(bool convolutional) {
  constexpr Index kHidden = 25, kFirst = 16, kSecond = 48, kClasses = 10;
  engine::SpecBuilder builder(convolutional ? "cnn" : "mlp", {1, 28, 28});
  if (convolutional) {
    builder.conv(kFirst, {.kernel = 5}).relu().max_pool({.kernel = 2, .stride = 2});
    // What remains is which features there are, not where.
    builder.conv(kSecond, {.kernel = 5}).relu().max_pool({.kernel = 8, .stride = 8}).flatten();
  } else {
    builder.flatten().dense(kHidden).relu();
  }
  return builder.dense(kClasses).softmax().build();
}

std::vector<Index> shuffle_order(const PixelShuffleSettings& settings) {
  return engine::pixel_order(
      {.block = settings.block, .share = settings.on ? settings.share : 0, .seed = settings.seed});
}

engine::TrainOptions shuffle_options(const PixelShuffleSettings& settings, Index images) {
  engine::TrainOptions options;
  options.max_rate = 6e-3;
  options.batch = 64;
  options.epochs = settings.epochs;
  options.train_count = images;
  return options;
}

}  // namespace convscope::state

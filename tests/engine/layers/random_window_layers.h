#pragma once

#include "engine/layers/conv1d.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/conv_transpose2d.h"
#include "engine/layers/global_pool2d.h"
#include "engine/layers/padding2d.h"
#include "engine/layers/pool2d.h"
#include "tests/engine/layers/layer_case.h"

// Layers that slide a window, with random settings.
namespace convscope::engine::testing {

inline Shape random_image(Rng& rng) {
  return {2 * random_index(rng, 1, 2), random_index(rng, 3, 7), random_index(rng, 3, 7)};
}

inline PadPair random_pads(Rng& rng) {
  const Index before = random_index(rng, 0, 2);
  return {before, random_index(rng, 0, 2)};
}

inline PaddingMode random_mode(Rng& rng) {
  return coin(rng) ? PaddingMode::kZeros : static_cast<PaddingMode>(rng.below(4));
}

inline WindowOptions random_window(Rng& rng, bool dilated, bool ceil_mode) {
  WindowOptions options;
  for (std::size_t i = 0; i < 2; ++i) {
    options.kernel[i] = random_index(rng, 1, 4);
    options.stride[i] = random_index(rng, 1, 3);
    if (dilated) options.dilation[i] = random_index(rng, 1, 2);
  }
  switch (rng.below(3)) {
    case 0:
      options.padding = PaddingRule::kValid;
      break;
    case 1:
      options.padding = PaddingRule::kSame;
      break;
    default: {
      const PadPair y = random_pads(rng);
      options.padding = std::array<PadPair, 2>{y, random_pads(rng)};
    }
  }
  options.ceil_mode = ceil_mode && coin(rng);
  return options;
}

inline LayerCase random_conv2d(Rng& rng, PaddingMode mode) {
  Conv2dOptions options;
  options.groups = random_index(rng, 1, 2);
  options.filters = options.groups * random_index(rng, 1, 2);
  options.bias = coin(rng);
  options.window = random_window(rng, true, false);
  options.window.mode = mode;
  return make_case("conv2d", std::make_unique<Conv2d>(random_image(rng), options), rng);
}

/// As the lane kernels compute it.
inline LayerCase zero_padded_conv2d(Rng& rng) {
  return random_conv2d(rng, PaddingMode::kZeros);
}

inline LayerCase random_conv2d(Rng& rng) {
  return random_conv2d(rng, random_mode(rng));
}

inline LayerCase random_conv1d(Rng& rng) {
  Conv1dOptions options;
  options.groups = random_index(rng, 1, 2);
  options.filters = options.groups * random_index(rng, 1, 2);
  options.kernel = random_index(rng, 1, 4);
  options.stride = random_index(rng, 1, 3);
  options.dilation = random_index(rng, 1, 2);
  options.bias = coin(rng);
  options.mode = random_mode(rng);
  if (coin(rng)) {
    options.padding = random_pads(rng);
  } else {
    options.padding = coin(rng) ? PaddingRule::kSame : PaddingRule::kValid;
  }
  const Shape input{2 * random_index(rng, 1, 2), random_index(rng, 3, 9)};
  return make_case("conv1d", std::make_unique<Conv1d>(input, options), rng);
}

inline LayerCase random_conv_transpose2d(Rng& rng) {
  ConvTranspose2dOptions options;
  options.groups = random_index(rng, 1, 2);
  options.filters = options.groups * random_index(rng, 1, 2);
  options.bias = coin(rng);
  options.window = random_window(rng, true, false);
  for (std::size_t i = 0; i < 2; ++i) {
    const Index most = std::max(options.window.stride[i], options.window.dilation[i]) - 1;
    options.output_padding[i] = random_index(rng, 0, most);
  }
  const Shape input{2 * random_index(rng, 1, 2), random_index(rng, 1, 4), random_index(rng, 1, 4)};
  return make_case("conv_transpose2d", std::make_unique<ConvTranspose2d>(input, options), rng);
}

inline LayerCase random_max_pool2d(Rng& rng) {
  return make_case("maxpool2d",
                   std::make_unique<MaxPool2d>(random_image(rng), random_window(rng, true, true)),
                   rng);
}

inline LayerCase random_average_pool2d(Rng& rng) {
  const WindowOptions window = random_window(rng, false, true);
  return make_case("avgpool2d",
                   std::make_unique<AveragePool2d>(random_image(rng), window, coin(rng)), rng);
}

inline LayerCase random_l2_pool2d(Rng& rng) {
  return make_case("l2pool2d",
                   std::make_unique<L2Pool2d>(random_image(rng), random_window(rng, true, true)),
                   rng);
}

inline LayerCase random_global_pool2d(Rng& rng) {
  const auto kind = coin(rng) ? GlobalPoolKind::kMaximum : GlobalPoolKind::kAverage;
  return make_case("globalpool2d", std::make_unique<GlobalPool2d>(random_image(rng), kind), rng);
}

inline LayerCase random_padding2d(Rng& rng) {
  const PadPair y = random_pads(rng);
  const Padding2dOptions options{{y, random_pads(rng)}, random_mode(rng)};
  return make_case("padding2d", std::make_unique<Padding2d>(random_image(rng), options), rng);
}

}  // namespace convscope::engine::testing

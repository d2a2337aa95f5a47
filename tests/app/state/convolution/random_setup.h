#pragma once

#include "app/state/convolution/setup.h"

namespace convscope::state {

/// Small numbers that depend on the seed alone.
class Random {
 public:
  explicit Random(std::uint32_t seed) : state_(seed) {}
  engine::Index draw(engine::Index least, engine::Index most) {
    state_ = state_ * 1664525U + 1013904223U;
    const auto range = static_cast<std::uint32_t>(most - least + 1);
    return least + static_cast<engine::Index>((state_ >> 8) % range);
  }

 private:
  std::uint32_t state_;
};

/// Any setting of any option; may have no output.
inline ConvolutionSetup random_setup(Random& random) {
  using Size = ConvolutionSize;
  const auto draw = [&](engine::Index least, engine::Index most) {
    return random.draw(least, most);
  };
  ConvolutionChoices choices{.one_dimensional = draw(0, 4) == 0,
                             .per_axis = draw(0, 1) == 1,
                             .padding = static_cast<PaddingChoice>(draw(0, 3)),
                             .mode = static_cast<engine::PaddingMode>(draw(0, 3)),
                             .flipped = draw(0, 2) == 0};
  if (draw(0, 2) == 0) choices.activation = engine::ActivationFunction::kRelu;
  ConvolutionSetup setup = example_setup(static_cast<int>(draw(0, 5)));
  setup = with_choices(std::move(setup), choices);
  const engine::Index groups = draw(1, 2);
  ConvolutionSizes sizes;
  sizes[Size::kHeight] = draw(3, 9);
  sizes[Size::kWidth] = draw(3, 9);
  sizes[Size::kChannels] = groups * draw(1, 3);
  sizes[Size::kFilters] = groups * draw(1, 3);
  sizes[Size::kGroups] = groups;
  for (const Size size : {Size::kKernel, Size::kKernelX}) sizes[size] = draw(1, 4);
  for (const Size size : {Size::kStride, Size::kStrideX}) sizes[size] = draw(1, 3);
  for (const Size size : {Size::kDilation, Size::kDilationX}) sizes[size] = draw(1, 3);
  for (const Size size :
       {Size::kPadding, Size::kPaddingBelow, Size::kPaddingLeft, Size::kPaddingRight}) {
    sizes[size] = draw(0, 3);
  }
  setup = with_sizes(setup, settled(sizes, choices));
  for (float& v : setup.weight.values()) v += 0.25F * static_cast<float>(draw(-2, 2));
  setup.has_bias = draw(0, 1) == 1;
  for (float& v : setup.bias.values()) v = static_cast<float>(draw(-2, 2));
  setup.upstream = engine::Tensor({sizes[Size::kFilters], 2, 3});
  for (float& v : setup.upstream.values()) v = 0.5F * static_cast<float>(draw(-4, 4));
  return setup;
}

}  // namespace convscope::state

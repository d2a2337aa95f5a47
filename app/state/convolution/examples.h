#pragma once

#include <span>
#include <string_view>

#include "app/state/convolution/setup.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// A worked example of the lectures, with the numbers it should have.
struct ConvolutionExample {
  std::string_view key;  ///< in scenes
  Phrase name;
  Phrase note;  ///< where the printed slide differs
  ConvolutionSizes sizes;
  bool has_bias;
  std::span<const float> input;   ///< (C, H, W)
  std::span<const float> weight;  ///< (F, C, k, k)
  std::span<const float> bias;    ///< (F)
};

/// In the order of the list; never empty.
std::span<const ConvolutionExample> convolution_examples();

}  // namespace convscope::state

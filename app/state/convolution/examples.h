#pragma once

#include <span>
#include <string_view>

#include "app/state/convolution/setup.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// A worked example of the lectures, with the numbers it should have, or, where those differ, as
/// the slide prints it. Without numbers of its own it has small integers.
struct ConvolutionExample {
  std::string_view key;  ///< in scenes
  Phrase name;
  Phrase note;  ///< where the printed slide differs
  ConvolutionSizes sizes;
  bool has_bias;
  std::span<const float> input;   ///< (C, H, W)
  std::span<const float> weight;  ///< (F, C, k, k)
  std::span<const float> bias;    ///< (F)
  ConvolutionChoices choices = {};
  Phrase lecture;                      ///< which it is from; empty: none
  std::string_view printed_as = {};    ///< key of the example with the slide's numbers
  std::string_view corrected_by = {};  ///< of such an example: the one with the right numbers

  bool printed() const { return !corrected_by.empty(); }
};

/// The example with this key; -1: there is none.
int find_example(std::string_view key);

/// In the order of the list; never empty.
std::span<const ConvolutionExample> convolution_examples();

}  // namespace convscope::state

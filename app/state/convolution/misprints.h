#pragma once

#include <array>
#include <span>
#include <string>

#include "app/state/convolution/convolution_state.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// A number that a slide prints wrong.
struct Misprint {
  ConvolutionNumber::Kind kind;
  std::array<engine::Index, 4> index;  ///< as many of them as the kind has axes
  double printed;
  double right;

  ConvolutionNumber number() const;
};

/// Whether sizes and choices are still the example's, and most of its numbers: a few edits make it
/// no other.
bool keeps_example(const ConvolutionSetup& setup);

/// Of the setup's example, right or as printed; none once it is another.
std::span<const Misprint> misprints_of(const ConvolutionSetup& setup);

/// "w[0,1,1,0]: the slide prints 1, right is -1"
std::string misprint_text(const Misprint& misprint, Language language);

}  // namespace convscope::state

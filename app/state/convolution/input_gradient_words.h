#pragma once

#include <string>

#include "app/state/phrase.h"

namespace convscope::state {

class ConvolutionView;

/// What dX is said to be, as this setting makes it: a full convolution with the kernel turned (or,
/// where the forward pass turned it, as it is written), with zeros between the outputs only for a
/// stride and a margin only where the padding leaves one.
struct InputGradientWords {
  std::string filters;      ///< above the second grids: "filters, turned 180°"
  std::string detail;       ///< beside the title of g: "with a margin"; empty: as it is
  std::string title;        ///< "Why the kernel is turned"
  std::string explanation;  ///< some sentences
  std::string patches;      ///< about the matrix whose rows are the patches of g
};

/// `view` must be of the pass dX. Source of the facts: Dumoulin and Visin, "A guide to convolution
/// arithmetic for deep learning", 2016, section 4.
InputGradientWords input_gradient_words(const ConvolutionView& view, Language language);

}  // namespace convscope::state

#pragma once

#include "app/state/convolution/view.h"
#include "app/state/number_card.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// The card of a gradient that is hovered, else pinned, else of the one being computed; or of a
/// number of g, a weight or an input. For the backward passes.
NumberCard gradient_card(const ConvolutionView& view, Language language);

}  // namespace convscope::state

#pragma once

#include "app/state/convolution/view.h"
#include "app/state/number_card.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// The card of what is hovered, else pinned, else of the output being computed.
NumberCard convolution_card(const ConvolutionView& view, Language language);

}  // namespace convscope::state

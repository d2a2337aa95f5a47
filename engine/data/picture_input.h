#pragma once

#include "engine/core/tensor.h"

namespace convscope::engine {

/// How much ink each pixel of a grey picture (H, W) in [0, 1] carries, whether it is dark on light
/// or light on dark: the distance from the paper, 0, towards the strongest ink, 1. The paper is
/// the median of the picture's rim. Unless that is pure black or white, what differs from it by
/// less than a tenth of the strongest ink is taken for paper too, and the strongest becomes 1. A
/// picture of one grey has no ink.
Tensor ink_of(ConstTensorView grey);

/// A grey picture (H, W) of any size as the input (1, h, w) of a network that learnt from light
/// digits on dark: turned that way; as it is when it has the network's size, otherwise centred as
/// MNIST's digits are for (1, 28, 28) and scaled for other sizes.
/// Throws Error{PICTURE_INPUT, kBadFile} for a network that does not take one channel.
Tensor picture_input(ConstTensorView grey, const Shape& input);

}  // namespace convscope::engine

#pragma once

#include "engine/core/tensor.h"

namespace convscope::engine {

/// Ink below this counts as empty when the box around a digit is sought; of 1 for full ink. One
/// step of a byte is above it, as in the images of MNIST.
inline constexpr Scalar kInkThreshold = Scalar(1) / 512;

/// A picture of ink (H, W), values in [0, 1], 0 is paper, any size -> (1, 28, 28) as MNIST makes
/// its digits: the box around the ink is scaled to fit 20 x 20 pixels with its aspect kept, by
/// averaging areas, and moved by whole pixels so that the centre of mass lies at the centre of the
/// 28 x 28 field (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist). No ink gives no ink.
/// A picture that is centred already stays where it is within a pixel.
/// Cost: a few operations a pixel of the box. Throws Error{DIGIT_PICTURE} unless the rank is 2.
Tensor center_digit(ConstTensorView ink);

/// (h, w) -> (height, width): each pixel is the mean over the area it covers in `picture`, also
/// when that is less than one pixel.
Tensor resample_area(ConstTensorView picture, Index height, Index width);

}  // namespace convscope::engine

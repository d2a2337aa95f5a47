#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/core/rng.h"
#include "engine/core/tensor.h"

namespace convscope::engine {

/// How far an image may be changed before it is learnt from. Zeros, the default, change nothing.
struct AugmentOptions {
  double shift = 0;       ///< of each side's length, either way; 0 to 1
  double rotation = 0;    ///< degrees, either way; 0 to 180
  double scale = 0;       ///< factor from 1 - scale to 1 + scale; below 1
  double shear = 0;       ///< degrees, either way; below 90
  bool flip_x = false;    ///< left and right swapped, for every other image
  bool flip_y = false;    ///< top and bottom swapped, for every other image
  double blur = 0;        ///< largest standard deviation of a Gaussian, in pixels; 0 to 16
  double brightness = 0;  ///< of full scale, added to all pixels, either way; 0 to 1
  double noise = 0;       ///< standard deviation of normal noise, of full scale; 0 to 1

  bool none() const { return *this == AugmentOptions{}; }
  friend bool operator==(const AugmentOptions&, const AugmentOptions&) = default;
};

/// Throws Error{AUGMENT_OPTION, kUsage} unless every number is in its range.
void check_augment(const AugmentOptions& options);

/// As a user writes them, those that are not 0: "shift=0.1,rotation=10,flip_x"; empty for none.
std::string augment_text(const AugmentOptions& options);
/// The inverse. Throws Error{AUGMENT_OPTION, kUsage} for an unknown or repeated name, for what is
/// no number, and as check_augment does.
AugmentOptions parse_augment(std::string_view text);

/// What is done to one image: the numbers that were drawn.
struct AugmentDraw {
  double shift_y = 0, shift_x = 0;  ///< of the sides' lengths, down and to the right
  double rotation = 0;              ///< degrees, counter-clockwise
  double scale = 1;
  double shear = 0;  ///< degrees: the top moves to the right
  bool flip_x = false, flip_y = false;
  double blur = 0;  ///< standard deviation in pixels
  double brightness = 0;
  double noise = 0;              ///< standard deviation
  std::uint64_t noise_seed = 0;  ///< what the noise is drawn from
};

/// Each number uniform in its range, a flip as likely as none; always the same count of draws.
AugmentDraw draw_augment(const AugmentOptions& options, Rng& rng);

/// Changes an image (C, H, W) of values from 0 to 1 in place: first flipped, scaled, sheared,
/// rotated and shifted about its centre, in one step with bilinear sampling and 0 outside; then
/// blurred (separable, to 3 standard deviations, the border repeated); then brightness and noise
/// are added and the values kept from 0 to 1. Quarter turns of a square, flips and shifts by whole
/// pixels are exact. Cost: some 20 operations a pixel, 12 * blur more for a blur.
void apply_augment(const AugmentDraw& draw, TensorView image);

/// Draws and applies. Of the options only.
void augment(TensorView image, const AugmentOptions& options, Rng rng);

/// What a training draws its changes from: they depend on the seed, the epoch and the image's row,
/// never on threads or batches.
struct Augmentation {
  AugmentOptions options;
  std::uint64_t seed = 0;
  Index epoch = 0;
};

/// Changes image i of a batch (B, C, H, W) as row rows[i] is in this epoch. Nothing without
/// options.
void augment_rows(TensorView images, std::span<const Index> rows, const Augmentation& with);

}  // namespace convscope::engine

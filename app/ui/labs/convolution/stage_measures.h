#pragma once

#include "app/ui/labs/convolution/stage_layout.h"

/// What the two arrangements of the stage share.
namespace convscope::ui::convolution {

inline constexpr float kLeastDigits = 16;    ///< the smallest cell whose digits can be read
inline constexpr float kSumLineHeight = 44;  ///< below the products: their sum written out

/// The design's measures at this size of the window, before scaling.
struct Measures {
  float inset, title, gap, label, row_gap;
  float input, filter, product_width, product_height, output, other;
  float sum_width, sum_pitch, partial_width;
};

Measures measures_of(float roominess, const StageContent& content);
/// What a line of the sum needs besides four digits.
float extra_digits(const StageContent& content);
/// The width in which so many signs of 12 px type stand, or of a projector's.
float width_of_signs(int signs, bool presenting);

/// Of 1-D grids: filter and products below the input, not beside it. `area` is what the titles
/// leave. Cells that cannot keep 16 px have no digits; rows that do not fit scroll.
StageLayout stacked_layout(const figure::Rect& area, const Measures& m,
                           const StageContent& content);

}  // namespace convscope::ui::convolution

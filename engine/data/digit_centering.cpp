#include "engine/data/digit_centering.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

constexpr Index kField = 28;
constexpr Index kBox = 20;

struct InkBox {
  Index top = 0, left = 0, height = 0, width = 0;
};

InkBox find_ink(ConstTensorView ink) {
  const Index height = ink.shape()[0], width = ink.shape()[1];
  Index top = height, bottom = -1, left = width, right = -1;
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      if (!(ink[y * width + x] > kInkThreshold)) continue;
      top = std::min(top, y);
      bottom = y;
      left = std::min(left, x);
      right = std::max(right, x);
    }
  }
  if (bottom < 0) return {};
  return {top, left, bottom - top + 1, right - left + 1};
}

Tensor crop(ConstTensorView ink, const InkBox& box) {
  Tensor result(Shape{box.height, box.width});
  for (Index y = 0; y < box.height; ++y) {
    const Scalar* row = ink.data() + (box.top + y) * ink.shape()[1] + box.left;
    std::copy(row, row + box.width, result.data() + y * box.width);
  }
  return result;
}

// Which inputs output i covers on one axis and how much of each.
struct Coverage {
  Index first = 0;
  std::vector<Scalar> shares;  // add up to 1
};

std::vector<Coverage> coverages(Index input, Index output) {
  std::vector<Coverage> result(static_cast<std::size_t>(output));
  const double step = static_cast<double>(input) / static_cast<double>(output);
  for (Index i = 0; i < output; ++i) {
    const double from = static_cast<double>(i) * step, to = from + step;
    Coverage& coverage = result[static_cast<std::size_t>(i)];
    coverage.first = std::min(static_cast<Index>(from), input - 1);
    for (Index k = coverage.first; k < input; ++k) {
      const double part =
          std::min(to, static_cast<double>(k + 1)) - std::max(from, static_cast<double>(k));
      if (part <= 1e-9) break;
      coverage.shares.push_back(static_cast<Scalar>(part / step));
    }
  }
  return result;
}

// Offset of the field's upper left pixel from the digit's, so that the centre of mass is central.
Index shift_of(double moment, double mass, Index size) {
  const double center = moment / mass + 0.5;  // of pixel areas, not of their corners
  const auto shift = static_cast<Index>(std::llround(static_cast<double>(kField) / 2 - center));
  return std::clamp<Index>(shift, 0, kField - size);
}

}  // namespace

Tensor resample_area(ConstTensorView picture, Index height, Index width) {
  const Index in_width = picture.shape()[1];
  const auto rows = coverages(picture.shape()[0], height);
  const auto columns = coverages(in_width, width);
  Tensor result(Shape{height, width});
  for (Index y = 0; y < height; ++y) {
    const Coverage& row = rows[static_cast<std::size_t>(y)];
    for (Index x = 0; x < width; ++x) {
      const Coverage& column = columns[static_cast<std::size_t>(x)];
      double sum = 0;
      for (std::size_t i = 0; i < row.shares.size(); ++i) {
        const Scalar* line = picture.data() + (row.first + static_cast<Index>(i)) * in_width;
        double along = 0;
        for (std::size_t j = 0; j < column.shares.size(); ++j) {
          along += static_cast<double>(column.shares[j]) *
                   static_cast<double>(line[column.first + static_cast<Index>(j)]);
        }
        sum += static_cast<double>(row.shares[i]) * along;
      }
      result[y * width + x] = static_cast<Scalar>(sum);
    }
  }
  return result;
}

Tensor center_digit(ConstTensorView ink) {
  if (ink.shape().rank() != 2) {
    throw Error(ErrorKind::kBadFile, "DIGIT_PICTURE",
                {.found = "the shape " + ink.shape().to_string(), .expected = "[height,width]"});
  }
  Tensor field(Shape{1, kField, kField});
  const InkBox box = find_ink(ink);
  if (box.height == 0) return field;
  const double scale =
      static_cast<double>(kBox) / static_cast<double>(std::max(box.height, box.width));
  const auto scaled = [&](Index size) {
    const auto rounded = static_cast<Index>(std::llround(static_cast<double>(size) * scale));
    return std::clamp<Index>(rounded, 1, kBox);
  };
  const Index height = scaled(box.height), width = scaled(box.width);
  const Tensor digit = resample_area(crop(ink, box).view(), height, width);
  double mass = 0, moment_y = 0, moment_x = 0;
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      const double value = static_cast<double>(digit[y * width + x]);
      mass += value;
      moment_y += value * static_cast<double>(y);
      moment_x += value * static_cast<double>(x);
    }
  }
  const Index top = shift_of(moment_y, mass, height), left = shift_of(moment_x, mass, width);
  for (Index y = 0; y < height; ++y) {
    const Scalar* row = digit.data() + y * width;
    std::copy(row, row + width, field.data() + (top + y) * kField + left);
  }
  return field;
}

}  // namespace convscope::engine

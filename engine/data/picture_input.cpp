#include "engine/data/picture_input.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/core/error.h"
#include "engine/data/digit_centering.h"

namespace convscope::engine {
namespace {

constexpr Scalar kPaperShare = Scalar(0.1);

Scalar median_of_rim(ConstTensorView grey) {
  const Index height = grey.shape()[0], width = grey.shape()[1];
  std::vector<Scalar> rim;
  for (Index y = 0; y < height; ++y) {
    const Index step = y == 0 || y == height - 1 ? 1 : std::max<Index>(width - 1, 1);
    for (Index x = 0; x < width; x += step) rim.push_back(grey(y, x));
  }
  const auto middle = rim.begin() + static_cast<std::ptrdiff_t>(rim.size() / 2);
  std::nth_element(rim.begin(), middle, rim.end());
  return *middle;
}

}  // namespace

Tensor ink_of(ConstTensorView grey) {
  const Scalar paper = median_of_rim(grey);
  // The side of the paper on which more lies is the ink's.
  double above = 0, below = 0;
  for (const Scalar value : grey.values()) {
    const auto distance = static_cast<double>(value - paper);
    (distance > 0 ? above : below) += distance * distance;
  }
  const Scalar sign = above >= below ? Scalar(1) : Scalar(-1);
  Tensor ink(grey.shape());
  Scalar strongest = 0;
  for (Index i = 0; i < ink.size(); ++i) {
    ink[i] = std::max(sign * (grey[i] - paper), Scalar(0));
    strongest = std::max(strongest, ink[i]);
  }
  // Clean paper needs no cleaning: such a picture keeps its numbers.
  const bool clean = paper <= 0 || paper >= 1;
  if (strongest <= 0 || clean) return ink;
  for (Scalar& value : ink.values()) {
    value /= strongest;
    if (value < kPaperShare) value = 0;
  }
  return ink;
}

Tensor picture_input(ConstTensorView grey, const Shape& input) {
  const bool flat = input.rank() == 1 && input[0] == 28 * 28;
  const Shape wanted = flat ? Shape{1, 28, 28} : input;
  if (wanted.rank() != 3 || wanted[0] != 1) {
    throw Error(ErrorKind::kBadFile, "PICTURE_INPUT",
                {.found = "a network with the input " + input.to_string(),
                 .expected = "one channel, [1,H,W]"});
  }
  const Tensor ink = ink_of(grey);
  const auto reshaped = [&](const Tensor& plane) {
    const auto values = plane.values();
    return Tensor(input, std::vector<Scalar>(values.begin(), values.end()));
  };
  if (grey.shape() == wanted.without_leading()) return reshaped(ink);
  if (wanted == Shape{1, 28, 28}) return reshaped(center_digit(ink.view()));
  return reshaped(resample_area(ink.view(), wanted[1], wanted[2]));
}

}  // namespace convscope::engine

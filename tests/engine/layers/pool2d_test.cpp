#include "engine/layers/pool2d.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/core/error.h"

namespace convscope::engine {
namespace {

// Outputs along one axis, window by window: rounding up also takes a window that reaches beyond
// the padding behind the input, unless it starts there.
Index brute_force_outputs(const WindowAxis& axis) {
  const Index end = axis.input + axis.pad.after;
  Index count = 0;
  for (Index start = -axis.pad.before; start < end; start += axis.stride) {
    const bool fits = start + axis.reach() <= end;
    const bool previous_fits = count == 0 || start - axis.stride + axis.reach() < end;
    if (fits || (axis.ceil_mode && previous_fits && count > 0 && start < axis.input)) ++count;
  }
  return count;
}

TEST(Pool2d, CeilModeAgreesWithCounting) {
  for (Index input = 1; input <= 9; ++input)
    for (Index kernel = 1; kernel <= 4; ++kernel)
      for (Index stride = 1; stride <= 4; ++stride)
        for (Index pad = 0; pad <= kernel / 2; ++pad) {
          const WindowAxis axis{input, kernel, stride, 1, {pad, pad}, true};
          if (axis.reach() > input + 2 * pad) continue;
          EXPECT_EQ(axis.outputs(), brute_force_outputs(axis)) << axis.formula_with_numbers();
        }
}

struct Pooled {
  Tensor out, indices;
};

Pooled max_pool(const Tensor& x, const WindowOptions& options) {
  const MaxPool2d layer(x.shape().without_leading(), options);
  Pooled result{Tensor(layer.output_shape().with_leading(x.shape()[0])),
                Tensor(layer.output_shape().with_leading(x.shape()[0]))};
  const std::vector<ConstTensorView> inputs{x.view()};
  const std::vector<TensorView> slots{result.indices.view()};
  layer.forward({inputs, {}, result.out.view(), slots});
  return result;
}

TEST(Pool2d, TiesGoToTheFirstInRowMajorOrder) {
  const Pooled pooled = max_pool(Tensor({1, 1, 2, 2}, {1, 3, 3, 3}), {.kernel = {2, 2}});
  EXPECT_EQ(pooled.out[0], 3);
  EXPECT_EQ(pooled.indices[0], 1);
}

TEST(Pool2d, NegativeNumbersBeatThePadding) {
  const Pooled pooled =
      max_pool(Tensor({1, 1, 1, 1}, {-5}),
               {.kernel = {2, 2}, .padding = std::array<PadPair, 2>{PadPair{1, 1}, PadPair{1, 1}}});
  for (const Scalar value : pooled.out.values()) EXPECT_EQ(value, -5);
}

TEST(Pool2d, AWindowInThePaddingIsMinusInfinity) {
  const Pooled pooled =
      max_pool(Tensor({1, 1, 1, 1}, {-5}),
               {.kernel = {1, 1}, .padding = std::array<PadPair, 2>{PadPair{1, 0}, PadPair{0, 0}}});
  EXPECT_EQ(pooled.out[0], -std::numeric_limits<Scalar>::infinity());
  EXPECT_EQ(pooled.indices[0], -1);
  EXPECT_EQ(pooled.out[1], -5);
}

TEST(Pool2d, NotANumberWins) {
  const Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();
  const Pooled pooled = max_pool(Tensor({1, 1, 1, 3}, {9, nan, 1}), {.kernel = {1, 3}});
  EXPECT_TRUE(std::isnan(pooled.out[0]));
}

TEST(Pool2d, DivisorsAtTheBorder) {
  const WindowOptions options{.kernel = {3, 3},
                              .stride = {2, 2},
                              .padding = std::array<PadPair, 2>{PadPair{1, 1}, PadPair{1, 1}},
                              .ceil_mode = true};
  const AveragePool2d with({1, 4, 4}, options, true), without({1, 4, 4}, options, false);
  EXPECT_EQ(with.output_shape(), (Shape{1, 3, 3}));
  EXPECT_EQ(with.divisor(0, 0), 9);
  EXPECT_EQ(without.divisor(0, 0), 4);
  EXPECT_EQ(with.divisor(2, 2), 4);  // two rows of it: one inside, one of the padding
  EXPECT_EQ(without.divisor(2, 2), 1);
  EXPECT_EQ(without.divisor(1, 1), 9);
}

TEST(Pool2d, RefusesDilatedAverages) {
  EXPECT_THROW(AveragePool2d({1, 4, 4}, {.dilation = {2, 1}}), Error);
  EXPECT_THROW(MaxPool2d({4, 4}, {}), Error);
}

}  // namespace
}  // namespace convscope::engine

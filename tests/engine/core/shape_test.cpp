#include "engine/core/shape.h"

#include <gtest/gtest.h>

#include <limits>

#include "engine/core/error.h"
#include "engine/core/tensor.h"

namespace convscope::engine {
namespace {

TEST(Shape, OffsetAndCellAreInverse) {
  const Shape shape{2, 3, 4, 5};
  EXPECT_EQ(shape.count(), 120);
  for (Index i = 0; i < shape.count(); ++i) EXPECT_EQ(shape.offset(shape.cell_at(i)), i);
  EXPECT_TRUE(shape.contains({1, 2, 3, 4}));
  EXPECT_FALSE(shape.contains({1, 2, 3, 5}));
  EXPECT_FALSE(shape.contains({1, 2, 3}));
}

TEST(Shape, CountSaturates) {
  const Index large = Index{1} << 40;
  EXPECT_EQ((Shape{large, large}).count(), std::numeric_limits<Index>::max());
  EXPECT_EQ(saturating_add(std::numeric_limits<Index>::max(), 1),
            std::numeric_limits<Index>::max());
}

TEST(Shape, RefusesNineAxes) {
  EXPECT_THROW((Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}), Error);
}

TEST(Tensor, RefusesValuesThatDoNotFillIt) {
  EXPECT_THROW(Tensor({2, 2}, {1, 2, 3}), Error);
  Tensor tensor({2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(tensor.view().entry(1)[0], Scalar(3));
  EXPECT_EQ(tensor.at({1, 1}), Scalar(4));
}

}  // namespace
}  // namespace convscope::engine

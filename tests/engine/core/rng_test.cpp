#include "engine/core/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace convscope::engine {
namespace {

TEST(Rng, SameSeedSameNumbersAndStateResumes) {
  Rng a(7), b(7);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
  Rng resumed(a.state());
  EXPECT_EQ(a.next(), resumed.next());
  EXPECT_NE(Rng(1).next(), Rng(2).next());
}

TEST(Rng, ForksAreIndependentOfTheParentsProgressOnly) {
  const Rng parent(3);
  EXPECT_EQ(parent.fork(1).next(), parent.fork(1).next());
  EXPECT_NE(parent.fork(1).next(), parent.fork(2).next());
}

TEST(Rng, NormalHasMeanZeroAndVarianceOne) {
  Rng rng(5);
  double sum = 0, squares = 0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.01);
  EXPECT_NEAR(squares / kCount, 1, 0.02);
}

TEST(Rng, ShuffleIsAPermutationAndFair) {
  Rng rng(9);
  std::vector<int> first(5);
  for (int round = 0; round < 50000; ++round) {
    std::vector<Index> values(5);
    std::iota(values.begin(), values.end(), 0);
    rng.shuffle(values);
    ++first[static_cast<std::size_t>(values[0])];
    std::sort(values.begin(), values.end());
    for (Index i = 0; i < 5; ++i) ASSERT_EQ(values[static_cast<std::size_t>(i)], i);
  }
  for (int count : first) EXPECT_NEAR(count, 10000, 500);
}

}  // namespace
}  // namespace convscope::engine

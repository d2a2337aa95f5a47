#include "engine/data/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/support/expect_error.h"

namespace convscope::engine {
namespace {

using test::expect_error;
using testing::Each;
using testing::ElementsAre;

/// counts[c] images of class c, the classes one after the other; pixel = row.
Split split_with(const std::vector<int>& counts) {
  Split split{.shape = {1, 1, 1}, .images = {}, .labels = {}};
  for (std::size_t label = 0; label < counts.size(); ++label) {
    split.labels.resize(split.labels.size() + static_cast<std::size_t>(counts[label]),
                        static_cast<std::uint8_t>(label));
  }
  for (std::size_t i = 0; i < split.labels.size(); ++i) {
    split.images.push_back(static_cast<std::uint8_t>(i));
  }
  return split;
}

Split last(const Split& split, const std::vector<Index>& order, Index count) {
  return rows_of(split, std::span(order).last(static_cast<std::size_t>(count)));
}

TEST(SplitRows, TakesRowsInTheirOrder) {
  const std::vector<Index> rows = {3, 0, 3};
  const Split some = rows_of(split_with({2, 2}), rows);
  EXPECT_EQ(some.images, (Bytes{3, 0, 3}));
  EXPECT_EQ(some.labels, (Bytes{1, 0, 1}));
  const std::vector<Index> beyond = {4};
  EXPECT_EQ(expect_error("SPLIT_OPTION",
                         [&] {
                           rows_of(split_with({2, 2}), beyond);
                         })
                .kind(),
            ErrorKind::kUsage);
}

TEST(SplitRows, RoundsAFraction) {
  EXPECT_EQ(part_count(60000, 0.2), 12000);
  EXPECT_EQ(part_count(7, 0.5), 4);
  EXPECT_EQ(part_count(7, 0), 0);
  for (const double fraction : {1.0, -0.1, double(NAN)}) {
    expect_error("SPLIT_OPTION", [&] { part_count(7, fraction); });
  }
}

TEST(StratifiedOrder, KeepsTheSharesOfTheClasses) {
  const Split split = split_with({60, 30, 10});
  const auto order = stratified_order(split, 3, 20, 1);
  EXPECT_THAT(last(split, order, 20).per_class(3), ElementsAre(12, 6, 2));
  // 15 of 100 are 9, 4.5 and 1.5: the largest remainders, the lower class first.
  EXPECT_THAT(last(split, stratified_order(split, 3, 15, 1), 15).per_class(3),
              ElementsAre(9, 5, 1));
  EXPECT_THAT(last(split, stratified_order(split, 3, 100, 1), 100).per_class(3),
              ElementsAre(60, 30, 10));
}

TEST(StratifiedOrder, IsAPermutationWithBothPartsInOrder) {
  const Split split = split_with({13, 7, 0, 20});
  const auto order = stratified_order(split, 4, 9, 5);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end() - 9));
  EXPECT_TRUE(std::is_sorted(order.end() - 9, order.end()));
  auto sorted = order;
  std::ranges::sort(sorted);
  std::vector<Index> all(40);
  std::iota(all.begin(), all.end(), Index{0});
  EXPECT_EQ(sorted, all);
  EXPECT_EQ(stratified_order(split, 4, 0, 5), all);
}

TEST(StratifiedOrder, DependsOnTheSeedOnly) {
  const Split split = split_with({50, 50});
  EXPECT_EQ(stratified_order(split, 2, 20, 7), stratified_order(split, 2, 20, 7));
  EXPECT_NE(stratified_order(split, 2, 20, 7), stratified_order(split, 2, 20, 8));
  expect_error("SPLIT_OPTION", [&] { stratified_order(split, 2, 101, 7); });
  expect_error("SPLIT_OPTION", [&] { stratified_order(split, 1, 20, 7); });
}

TEST(ClassWeights, BalanceTheClasses) {
  EXPECT_THAT(balanced_class_weights(split_with({6, 3, 0, 1}), 4),
              ElementsAre(10.0 / 18, 10.0 / 9, 0, 10.0 / 3));
  EXPECT_THAT(balanced_class_weights(split_with({5, 5}), 2), Each(1));
}

TEST(ClassWeights, AreCheckedWhenGiven) {
  const auto check = [](const std::vector<double>& weights) { check_class_weights(weights, 3); };
  check({0, 1, 2.5});
  for (const auto& wrong : std::vector<std::vector<double>>{
           {1, 1}, {0, 0, 0}, {1, -1, 1}, {1, NAN, 1}, {1, INFINITY, 1}}) {
    expect_error("SPLIT_OPTION", [&] { check(wrong); });
  }
}

TEST(NoisyLabels, ChangesExactlyThatMany) {
  const Split split = split_with({40, 40, 20});
  for (const double fraction : {0.0, 0.1, 0.255, 1.0}) {
    const Bytes labels = noisy_labels(split, 3, fraction, 3);
    Index changed = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      EXPECT_LT(labels[i], 3);
      changed += labels[i] != split.labels[i] ? 1 : 0;
    }
    EXPECT_EQ(changed, std::llround(100 * fraction));
  }
  EXPECT_EQ(noisy_labels(split, 3, 0.3, 4), noisy_labels(split, 3, 0.3, 4));
  EXPECT_NE(noisy_labels(split, 3, 0.3, 4), noisy_labels(split, 3, 0.3, 5));
}

TEST(NoisyLabels, TakesEveryOtherClassAlike) {
  const Split split = split_with({0, 30000, 0, 0});
  Split noisy = split;
  noisy.labels = noisy_labels(split, 4, 1, 1);
  const auto counts = noisy.per_class(4);
  EXPECT_EQ(counts[1], 0);
  for (const std::size_t other : {0u, 2u, 3u}) {  // five standard deviations
    EXPECT_NEAR(static_cast<double>(counts[other]), 10000, 5 * std::sqrt(30000 * 2.0 / 9));
  }
  expect_error("SPLIT_OPTION", [] { noisy_labels(split_with({3}), 1, 0.5, 1); });
  expect_error("SPLIT_OPTION", [] { noisy_labels(split_with({3, 3}), 2, 1.5, 1); });
}

TEST(Imbalance, KeepsAPartOfOneClass) {
  const Split split = split_with({30, 40, 30});
  const auto rows = imbalanced_rows(split, 1, 0.25, 2);
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
  EXPECT_THAT(rows_of(split, rows).per_class(3), ElementsAre(30, 10, 30));
  EXPECT_EQ(rows, imbalanced_rows(split, 1, 0.25, 2));
  EXPECT_NE(rows, imbalanced_rows(split, 1, 0.25, 3));
  EXPECT_EQ(imbalanced_rows(split, 1, 1, 2).size(), 100u);
  EXPECT_EQ(imbalanced_rows(split, 1, 0, 2).size(), 60u);
  EXPECT_EQ(imbalanced_rows(split, 9, 0, 2).size(), 100u);
}

}  // namespace
}  // namespace convscope::engine

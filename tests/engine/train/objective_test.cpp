#include "engine/train/objective.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "engine/model/presets.h"
#include "engine/train/lane_executor.h"

namespace convscope::engine {
namespace {

constexpr LossKind kKinds[] = {LossKind::kSparseCrossEntropy, LossKind::kBinaryCrossEntropy,
                               LossKind::kMeanSquaredError, LossKind::kMeanAbsoluteError,
                               LossKind::kHuber};

struct Scores {
  Scores() : logits({5, 4}), one_hot({5, 4}) {
    Rng rng(71);
    for (Scalar& value : logits.values()) value = static_cast<Scalar>(2 * rng.normal());
    for (std::size_t n = 0; n < labels.size(); ++n) {
      one_hot.view()(static_cast<Index>(n), labels[n]) = 1;
    }
  }
  ConstTensorView view() const { return std::as_const(logits).view(); }

  Tensor logits, one_hot;
  std::vector<Index> labels = {3, 0, 0, 2, 1};
};

TEST(Objective, IsTheMeanLossTimesTheSamples) {
  const Scores scores;
  for (const LossKind kind : kKinds) {
    SCOPED_TRACE(loss_name(kind));
    Tensor found({5, 4}), expected({5, 4});
    const BlockResult result =
        block_loss({.loss = kind, .class_weights = {}}, scores.view(), scores.labels, found.view());
    const double mean =
        compute_loss({.kind = kind}, scores.view(),
                     {.classes = scores.labels, .values = std::as_const(scores.one_hot).view()},
                     {.probs = {}, .grad_logits = expected.view()});
    EXPECT_NEAR(result.loss, 5 * mean, 1e-6 * std::abs(result.loss));
    for (Index i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], 5 * expected[i], 1e-6);
    EXPECT_EQ(
        block_loss({.loss = kind, .class_weights = {}}, scores.view(), scores.labels, {}).loss,
        result.loss);
  }
}

TEST(Objective, WeighsEachSampleByItsClass) {
  const Scores scores;
  const std::vector<double> weights = {2, 0.5, 0, 3};
  for (const LossKind kind : kKinds) {
    SCOPED_TRACE(loss_name(kind));
    Tensor found({5, 4}), plain({5, 4});
    const BlockResult result = block_loss({.loss = kind, .class_weights = weights}, scores.view(),
                                          scores.labels, found.view());
    const BlockResult all =
        block_loss({.loss = kind, .class_weights = {}}, scores.view(), scores.labels, plain.view());
    EXPECT_EQ(result.correct, all.correct);
    double sum = 0;
    for (Index n = 0; n < 5; ++n) {
      const auto label = std::span(scores.labels).subspan(static_cast<std::size_t>(n), 1);
      const double weight = weights[static_cast<std::size_t>(label[0])];
      const auto own = scores.view().entries(n, 1);
      sum += weight * block_loss({.loss = kind, .class_weights = {}}, own, label, {}).loss;
      for (Index k = 0; k < 4; ++k) {
        EXPECT_NEAR(found[n * 4 + k], weight * static_cast<double>(plain[n * 4 + k]), 1e-6);
      }
    }
    EXPECT_NEAR(result.loss, sum, 1e-9 * std::abs(sum));
  }
}

TEST(Objective, ALabelThatDoesNotCountCostsNothing) {
  const Tensor logits({1, 2}, {0, INFINITY});
  const Index label[] = {0};
  EXPECT_EQ(block_loss({.loss = LossKind::kMeanSquaredError, .class_weights = {0, 1}},
                       logits.view(), label, {})
                .loss,
            0);
}

TEST(Objective, TheLanesLearnByItAsTheLayersLoopsDo) {
  const Network network(lenet());
  Rng rng(72);
  Tensor images(network.input_shape().with_leading(7));
  for (Scalar& value : images.values()) value = static_cast<Scalar>(rng.uniform());
  const std::vector<Index> labels = {1, 5, 9, 0, 5, 2, 7};
  const auto block = network.initial_parameters(3);
  for (const LossKind kind : kKinds) {
    SCOPED_TRACE(loss_name(kind));
    const Objective objective{.loss = kind, .class_weights = {1, 2, 3, 4, 0.5, 6, 7, 0, 9, 10}};
    const auto naive = make_executor(network, ExecutorKind::kNaive);
    const auto lanes = make_lane_executor(network);
    naive->set_objective(objective);
    lanes->set_objective(objective);
    std::vector<Scalar> expected(block.size()), found(block.size());
    const auto a = naive->run(images.view(), labels, block, expected);
    const auto b = lanes->run(images.view(), labels, block, found);
    EXPECT_NEAR(a.loss, b.loss, 1e-5 * std::abs(a.loss));
    EXPECT_EQ(a.correct, b.correct);
    double largest = 0;
    for (const Scalar value : expected) largest = std::max(largest, std::abs(double{value}));
    ASSERT_GT(largest, 0);
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_NEAR(found[i], expected[i], 1e-5 * largest) << i;
    }
  }
}

TEST(Objective, NamesAreFoundAgain) {
  for (const LossKind kind : kKinds) EXPECT_EQ(find_loss(loss_name(kind)), kind);
  EXPECT_EQ(find_loss("l2"), std::nullopt);
  EXPECT_EQ(loss_names(), "cross-entropy, bce, mse, mae, huber");
}

}  // namespace
}  // namespace convscope::engine

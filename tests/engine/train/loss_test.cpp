// The losses' values and gradients, against finite differences and at the ends of float32.
#include "engine/train/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/train/loss_explain.h"

namespace convscope::engine {
namespace {

constexpr LossKind kEntryKinds[] = {LossKind::kBinaryCrossEntropy, LossKind::kMeanSquaredError,
                                    LossKind::kMeanAbsoluteError, LossKind::kHuber};

struct Sample {
  Tensor prediction{Shape{3, 2}}, target{Shape{3, 2}};
};

Sample random_sample(Rng& rng) {
  Sample sample;
  // Eighths, so that a difference of 2^-10 is exact in float32 and crosses no kink.
  for (Scalar& x : sample.prediction.values()) x = Scalar(rng.below(40)) / 8 - Scalar(2.5);
  for (Scalar& t : sample.target.values()) t = Scalar(rng.below(8)) / 8 + Scalar(1) / 16;
  return sample;
}

TEST(Loss, GradientsAreDifferencesAndExplained) {
  Rng rng(8);
  for (const LossKind kind : kEntryKinds) {
    for (const Reduction reduction : {Reduction::kMean, Reduction::kSum}) {
      const LossSpec spec{.kind = kind, .reduction = reduction, .delta = 0.7};
      Sample sample = random_sample(rng);
      const LossTarget target{.values = sample.target.view()};
      Tensor gradient(sample.prediction.shape());
      const double loss =
          compute_loss(spec, sample.prediction.view(), target, {{}, gradient.view()});
      const Explanation whole = explain_loss(spec, sample.prediction.view(), target);
      EXPECT_NEAR(whole.result, loss, 1e-12 * std::max(1.0, std::fabs(loss)));
      EXPECT_EQ(whole.sum, whole.result);
      for (Index i = 0; i < gradient.size(); ++i) {
        const Scalar before = sample.prediction[i];
        constexpr Scalar kStep = Scalar(1) / 1024;
        const auto at = [&](Scalar x) {
          sample.prediction[i] = x;
          return compute_loss(spec, sample.prediction.view(), target, {});
        };
        const double slope = (at(before + kStep) - at(before - kStep)) / (2.0 * kStep);
        sample.prediction[i] = before;
        EXPECT_NEAR(gradient[i], slope, 1e-6);
        const Explanation one = explain_loss_gradient(spec, sample.prediction.view(), target,
                                                      gradient.shape().cell_at(i));
        EXPECT_NEAR(one.result, gradient[i], 1e-6);
      }
    }
  }
}

TEST(Loss, KinksHaveTheirSides) {
  const auto derivative = [](LossKind kind, double e) {
    return entry_loss({.kind = kind, .delta = 0.5}, e, 0).derivative;
  };
  EXPECT_EQ(derivative(LossKind::kMeanAbsoluteError, 0), 0);
  EXPECT_EQ(derivative(LossKind::kMeanAbsoluteError, -3), -1);
  EXPECT_EQ(derivative(LossKind::kHuber, 0.5), 0.5);
  EXPECT_EQ(derivative(LossKind::kHuber, -4), -0.5);
  EXPECT_EQ(entry_loss({.kind = LossKind::kHuber, .delta = 0.5}, 2, 0).loss, 0.5 * (2 - 0.25));
}

TEST(Loss, LargeLogitsStayFinite) {
  constexpr Scalar kHuge = std::numeric_limits<float>::max();
  const Tensor logits({1, 4}, {kHuge, -kHuge, 100, -100}), target({1, 4}, {1, 0, 1, 0});
  Tensor probs(logits.shape()), gradient(logits.shape());
  const LossSpec spec{.kind = LossKind::kBinaryCrossEntropy};
  const double loss =
      compute_loss(spec, logits.view(), {.values = target.view()}, {probs.view(), gradient.view()});
  EXPECT_NEAR(loss, 0, 1e-30);
  EXPECT_EQ(probs[0], 1);
  EXPECT_EQ(probs[1], 0);
  const Tensor opposite({1, 4}, {0, 1, 0, 1});
  const double wrong = compute_loss(spec, logits.view(), {.values = opposite.view()}, {});
  EXPECT_NEAR(wrong / (2.0 * static_cast<double>(kHuge) / 4), 1, 1e-6);
  const std::vector<Index> classes{1};
  EXPECT_NEAR(softmax_cross_entropy(logits.view(), classes, Reduction::kMean, {}) /
                  (2.0 * static_cast<double>(kHuge)),
              1, 1e-6);
}

TEST(Loss, RefusesOtherShapesAndDeltas) {
  const Tensor a({2, 2}), b({2, 1});
  EXPECT_THROW(compute_loss({.kind = LossKind::kHuber}, a.view(), {.values = b.view()}, {}), Error);
  EXPECT_THROW(
      compute_loss({.kind = LossKind::kHuber, .delta = 0}, a.view(), {.values = a.view()}, {}),
      Error);
}

}  // namespace
}  // namespace convscope::engine

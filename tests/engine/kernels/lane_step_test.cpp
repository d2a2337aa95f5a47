// The kernels around the layers: in and out of the lanes, loss, the sum of gradients, optimizers,
// and how the level is chosen.

#include "engine/layers/softmax.h"
#include "engine/train/block_executor.h"
#include "engine/train/optimizer.h"
#include "tests/engine/kernels/lane_block.h"

namespace convscope::engine::testing {
namespace {

TEST(LanePack, RoundTripsAndClearsUnusedLanes) {
  Rng rng(21);
  for (const LaneKernels* k : lane_levels()) {
    for (const Index samples : {1, 7, 16}) {
      constexpr Index kFeatures = 37;
      Tensor rows({samples, kFeatures}), back({samples, kFeatures});
      fill_random(rows.values(), rng);
      LaneBlock<> block(kFeatures * kLanes);
      to_lanes(*k, rows.view(), block);
      for (Index i = 0; i < kFeatures; ++i) {
        for (Index n = samples; n < kLanes; ++n) ASSERT_EQ(block.data()[i * kLanes + n], 0);
      }
      std::vector<float*> to;
      for (Index n = 0; n < samples; ++n) to.push_back(back.view().entry(n).data());
      k->unpack(block.data(), samples, kFeatures, to.data());
      EXPECT_EQ(rows, back);
    }
  }
}

TEST(LaneSoftmax, AgreesWithTheLayerAndStaysFinite) {
  Rng rng(22);
  for (const LaneKernels* k : lane_levels()) {
    constexpr Index kClasses = 11;
    Tensor logits({kLanes, kClasses}), expected(logits.shape());
    for (float& value : logits.values()) value = static_cast<float>(30 * rng.normal());
    logits[3] = 3000;
    const std::vector<ConstTensorView> in = {std::as_const(logits).view()};
    Softmax(Shape{kClasses}).forward({in, {}, expected.view(), {}});
    LaneBlock<> x(kClasses * kLanes), out(kClasses * kLanes);
    to_lanes(*k, logits.view(), x);
    k->softmax(kClasses, x.data(), out.data());
    expect_close(from_lanes(out, logits.shape()).values(), expected.values(), expected.values());
  }
}

TEST(LaneCrossEntropy, AgreesWithTheNaiveLossAndMasksUnusedLanes) {
  Rng rng(23);
  for (const LaneKernels* k : lane_levels()) {
    for (const Index samples : {1, 5, 16}) {
      constexpr Index kClasses = 10;
      Tensor logits({samples, kClasses}), d_expected(logits.shape());
      for (float& value : logits.values()) value = static_cast<float>(4 * rng.normal());
      std::vector<Index> labels;
      LaneBlock<int> lane_labels(kLanes), predicted(kLanes);
      for (Index n = 0; n < kLanes; ++n) {
        lane_labels.data()[n] = n < samples ? static_cast<int>(rng.below(kClasses)) : -1;
        if (n < samples) labels.push_back(lane_labels.data()[n]);
      }
      const BlockResult expected = cross_entropy(logits.view(), labels, d_expected.view());
      LaneBlock<> x(kClasses * kLanes), d_x(x.size()), loss(kLanes);
      to_lanes(*k, logits.view(), x);
      k->softmax_cross_entropy({kClasses, x.data(), lane_labels.data(), 0.25F, d_x.data(),
                                loss.data(), predicted.data()});
      double sum = 0;
      Index correct = 0;
      for (Index n = 0; n < kLanes; ++n) {
        sum += static_cast<double>(loss.data()[n]);
        if (n < samples) correct += predicted.data()[n] == lane_labels.data()[n] ? 1 : 0;
        if (n >= samples) {
          EXPECT_EQ(predicted.data()[n], -1);
        }
        for (Index c = 0; c < kClasses; ++c) {
          const double d = n < samples ? static_cast<double>(d_expected[n * kClasses + c]) : 0.0;
          ASSERT_NEAR(d_x.data()[c * kLanes + n], 0.25 * d, n < samples ? 1e-6 : 0.0);
        }
      }
      EXPECT_NEAR(sum, expected.loss, 1e-5 * expected.loss);
      EXPECT_EQ(correct, expected.correct);
      k->softmax_cross_entropy(
          {kClasses, x.data(), lane_labels.data(), 1.0F, nullptr, loss.data(), predicted.data()});
      double again = 0;
      for (Index n = 0; n < kLanes; ++n) again += static_cast<double>(loss.data()[n]);
      EXPECT_EQ(again, sum);
    }
  }
}

TEST(LaneCrossEntropy, TellsOfNonFiniteLogits) {
  for (const LaneKernels* k : lane_levels()) {
    LaneBlock<> x(2 * kLanes), loss(kLanes);
    LaneBlock<int> labels(kLanes), predicted(kLanes);
    for (Index n = 0; n < kLanes; ++n) {
      x.data()[n] = 0;
      x.data()[kLanes + n] = n == 4 ? std::numeric_limits<float>::quiet_NaN() : 1.0F;
      labels.data()[n] = 0;
    }
    k->softmax_cross_entropy(
        {2, x.data(), labels.data(), 1.0F, nullptr, loss.data(), predicted.data()});
    for (Index n = 0; n < kLanes; ++n) EXPECT_EQ(std::isfinite(loss.data()[n]), n != 4);
  }
}

TEST(LaneReduce, AddsInBlockOrder) {
  Rng rng(24);
  for (const LaneKernels* k : lane_levels()) {
    for (const Index count : {1, 31, 100}) {
      std::vector<std::vector<float>> blocks(5,
                                             std::vector<float>(static_cast<std::size_t>(count)));
      std::vector<const float*> pointers;
      for (auto& block : blocks) {
        fill_random(block, rng);
        pointers.push_back(block.data());
      }
      std::vector<float> sum(static_cast<std::size_t>(count));
      k->reduce(pointers.data(), 5, count, 1.0F, sum.data());
      for (std::size_t i = 0; i < sum.size(); ++i) {
        float expected = blocks[0][i];
        for (std::size_t b = 1; b < 5; ++b) expected += blocks[b][i];
        ASSERT_EQ(sum[i], expected);
      }
    }
  }
}

class LaneOptimizer : public ::testing::Test {
 protected:
  static constexpr std::size_t kCount = 37;

  /// Takes `steps` steps of `spec` and compares after each with what `step(t, gradient)` did.
  template <typename Step>
  void compare(const OptimizerSpec& spec, const Step& step) {
    Rng rng(25);
    Optimizer optimizer(spec, kCount);
    std::vector<float> expected(kCount), gradient(kCount);
    fill_random(expected, rng);
    value = expected;
    first.assign(kCount, 0);
    second.assign(kCount, 0);
    for (int t = 1; t <= 5; ++t) {
      fill_random(gradient, rng);
      optimizer.step(expected, gradient, 0.1);
      step(t, gradient.data());
      for (std::size_t i = 0; i < kCount; ++i) ASSERT_NEAR(value[i], expected[i], 2e-6);
    }
  }

  std::vector<float> value, first, second;
};

TEST_F(LaneOptimizer, SgdAgreesWithTheNaiveOne) {
  for (const LaneKernels* k : lane_levels()) {
    SCOPED_TRACE(k->level);
    compare({.weight_decay = 0.01}, [&](int, const float* gradient) {
      k->sgd({.learning_rate = 0.1F, .weight_decay = 0.01F}, kCount, gradient, value.data(),
             nullptr);
    });
    for (const bool nesterov : {false, true}) {
      compare({.momentum = 0.9, .nesterov = nesterov}, [&](int t, const float* gradient) {
        k->sgd(
            {.learning_rate = 0.1F, .momentum = 0.9F, .nesterov = nesterov, .first_step = t == 1},
            kCount, gradient, value.data(), first.data());
      });
    }
    compare({.momentum = 0.9, .dampening = 0.5}, [&](int t, const float* gradient) {
      k->sgd({.learning_rate = 0.1F, .momentum = 0.9F, .dampening = 0.5F, .first_step = t == 1},
             kCount, gradient, value.data(), first.data());
    });
  }
}

TEST_F(LaneOptimizer, AdamAgreesWithTheNaiveOne) {
  for (const LaneKernels* k : lane_levels()) {
    SCOPED_TRACE(k->level);
    compare(
        {.kind = OptimizerKind::kAdam, .weight_decay = 0.01}, [&](int t, const float* gradient) {
          const LaneAdam step = {.step_size = static_cast<float>(0.1 / (1 - std::pow(0.9, t))),
                                 .beta1 = 0.9F,
                                 .gain1 = static_cast<float>(1 - 0.9),
                                 .beta2 = 0.999F,
                                 .gain2 = static_cast<float>(1 - 0.999),
                                 .root = static_cast<float>(1 / std::sqrt(1 - std::pow(0.999, t))),
                                 .epsilon = 1e-8F,
                                 .weight_decay = 0.01F};
          k->adam(step, kCount, gradient, value.data(), first.data(), second.data());
        });
  }
}

TEST(LaneOptimizerStep, IsTheNaiveStepForEveryKind) {
  Rng rng(26);
  const OptimizerSpec specs[] = {
      {},
      {.weight_decay = 0.1},
      {.momentum = 0.9, .dampening = 0.3},
      {.momentum = 0.9, .nesterov = true},
      {.kind = OptimizerKind::kAdam},
      {.kind = OptimizerKind::kAdam, .weight_decay = 0.1, .betas = {0.8, 0.9}, .eps = 1e-3},
      {.kind = OptimizerKind::kAdam, .amsgrad = true},
      default_optimizer(OptimizerKind::kAdamW),
      default_optimizer(OptimizerKind::kRmsProp),
      default_optimizer(OptimizerKind::kAdadelta),
      default_optimizer(OptimizerKind::kAdagrad)};
  for (const OptimizerSpec& spec : specs) {
    constexpr std::size_t kCount = 100;
    std::vector<float> expected(kCount), gradient(kCount);
    fill_random(expected, rng);
    std::vector<float> found = expected;
    Optimizer naive(spec, kCount), fast(spec, kCount);
    for (int step = 1; step <= 5; ++step) {
      fill_random(gradient, rng);
      naive.step(expected, gradient, 0.1);
      fast.step_fast(found, gradient, 0.1);
      EXPECT_EQ(fast.steps(), step);
      for (std::size_t i = 0; i < kCount; ++i) ASSERT_NEAR(found[i], expected[i], 2e-6);
    }
  }
}

TEST(LaneLevels, TheChosenOneIsAmongThoseOfTheProcessor) {
  ASSERT_FALSE(lane_levels().empty());
  EXPECT_EQ(simd_level(), lane_kernels().level);
  bool found = false;
  for (const LaneKernels* k : lane_levels()) found = found || k == &lane_kernels();
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace convscope::engine::testing

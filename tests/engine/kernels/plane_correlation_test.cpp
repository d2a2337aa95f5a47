#include "engine/kernels/plane_correlation.h"

#include <gtest/gtest.h>

#include "engine/core/rng.h"
#include "engine/train/kernel_learner.h"

namespace convscope::engine {
namespace {

Plane noise(Rng& rng, Index height, Index width) {
  Plane plane{height, width, {}};
  for (Index i = 0; i < height * width; ++i) {
    plane.values.push_back(static_cast<float>(rng.normal()));
  }
  return plane;
}

std::vector<float> noise_kernel(Rng& rng, Index k) {
  std::vector<float> kernel;
  for (Index i = 0; i < k * k; ++i) kernel.push_back(static_cast<float>(rng.normal()));
  return kernel;
}

// As the contract says it, pixel by pixel in double.
double naive(const Plane& plane, const std::vector<float>& kernel, Index k, Index y, Index x) {
  double sum = 0;
  for (Index i = 0; i < k; ++i) {
    for (Index j = 0; j < k; ++j) {
      sum += static_cast<double>(kernel[static_cast<std::size_t>(i * k + j)]) *
             static_cast<double>(plane.nearest(y + i - k / 2, x + j - k / 2));
    }
  }
  return sum;
}

TEST(PlaneCorrelation, IsTheSumOverTheKernelForEverySizeAndEdge) {
  Rng rng(3);
  for (const Index k : {1, 2, 3, 4, 5, 7, 15}) {
    for (const auto& [height, width] : {std::pair<Index, Index>{1, 1}, {5, 31}, {9, 32}, {4, 67}}) {
      const Plane plane = noise(rng, height, width);
      const std::vector<float> kernel = noise_kernel(rng, k);
      const Plane out = correlate(plane, kernel, k);
      ASSERT_EQ(out.values.size(), plane.values.size());
      for (Index y = 0; y < height; ++y) {
        for (Index x = 0; x < width; ++x) {
          EXPECT_NEAR(static_cast<double>(out.at(y, x)), naive(plane, kernel, k, y, x), 1e-4)
              << k << " " << y << " " << x;
        }
      }
    }
  }
}

TEST(PlaneCorrelation, TheGradientIsTheSlopeOfTheSum) {
  Rng rng(5);
  const Index k = 3;
  const Plane plane = noise(rng, 6, 19), weights = noise(rng, 6, 19);
  std::vector<float> kernel = noise_kernel(rng, k);
  const auto total = [&] {
    double sum = 0;
    for (Index y = 0; y < 6; ++y) {
      for (Index x = 0; x < 19; ++x) {
        sum += naive(plane, kernel, k, y, x) * static_cast<double>(weights.at(y, x));
      }
    }
    return sum;
  };
  const std::vector<double> gradient = correlate_gradient(plane, weights, k);
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    // Linear in each weight: the difference is the slope for any step.
    const float before = kernel[i];
    kernel[i] = before + 1;
    const double above = total();
    kernel[i] = before;
    EXPECT_NEAR(gradient[i], above - total(), 1e-4);
  }
}

TEST(KernelLearner, FindsTheKernelThatMadeThePicture) {
  Rng rng(9);
  const Plane picture = noise(rng, 32, 40);
  const std::vector<float> wanted{-1, 0, 1, -2, 0, 2, -1, 0, 1};
  KernelLearner learner(picture, 3, wanted, std::vector<float>(9, 0.1F),
                        default_optimizer(OptimizerKind::kAdam));
  const double first = learner.look().loss;
  KernelPoint point;
  for (int i = 0; i < 400; ++i) {
    point = learner.look();
    learner.step(point, 0.05);
  }
  point = learner.look();
  EXPECT_LT(point.loss, first * 1e-4);
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(point.kernel[i], wanted[i], 0.02);
}

TEST(KernelLearner, TheSameCallsGiveTheSameBitsAndNoiseHasItsSeed) {
  Rng rng(2);
  const Plane picture = noise(rng, 16, 16);
  const auto run = [&](std::uint64_t seed) {
    KernelLearner learner(picture, 3, std::vector<float>(9, 1), std::vector<float>(9, 0),
                          default_optimizer(OptimizerKind::kSgd));
    learner.set_noise(0.5, seed);
    for (int i = 0; i < 5; ++i) learner.step(learner.look(), 0.01);
    return learner.look();
  };
  EXPECT_EQ(run(1).kernel, run(1).kernel);
  EXPECT_NE(run(1).loss, run(2).loss);
}

TEST(KernelLearner, APictureIsStandardizedAndReducedByAveraging) {
  const Plane flat = standardized({2, 2, {5, 5, 5, 5}});
  EXPECT_EQ(flat.values, (std::vector<float>{0, 0, 0, 0}));
  const Plane small = reduced({2, 4, {1, 3, 5, 7, 1, 3, 5, 7}}, 2);
  EXPECT_EQ(small.height, 1);
  EXPECT_EQ(small.values, (std::vector<float>{2, 6}));
}

}  // namespace
}  // namespace convscope::engine

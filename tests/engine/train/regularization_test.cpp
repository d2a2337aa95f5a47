#include "engine/train/regularization.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/model/spec_json.h"

namespace convscope::engine {
namespace {

Network penalised() {
  return Network(parse_spec(
      R"({"format":1,"name":"t","input":[3],"layers":[
            {"type":"dense","units":4,"regularizer":{"kernel":{"l1":0.1,"l2":0.02},
                                                     "bias":{"l2":0.3}}},
            {"type":"dense","units":2,"regularizer":{"l1":0.5}},
            {"type":"dense","units":2,"regularizer":{"l2":5},"frozen":true}]})",
      "t"));
}

TEST(Regularization, PenaltyIsWrittenOut) {
  const Network network = penalised();
  std::vector<Scalar> block(static_cast<std::size_t>(network.number_count()));
  block[0] = 2;  // of the first kernel
  block[1] = -3;
  block[12] = 4;   // of the first bias
  block[16] = -7;  // of the second kernel
  block[24] = 9;   // of the second bias, which has no penalty
  EXPECT_NEAR(parameter_penalty(network, block), 0.1 * 5 + 0.02 * 13 + 0.3 * 16 + 0.5 * 7, 1e-6);
}

TEST(Regularization, GradientIsThatOfThePenalty) {
  const Network network = penalised();
  std::vector<Scalar> block = network.initial_parameters(2);
  for (Scalar& value : block) value += Scalar(0.3);
  std::vector<Scalar> gradient(block.size(), Scalar(1));
  add_penalty_gradient(network, block, gradient);
  for (std::size_t i = 0; i < block.size(); ++i) {
    const Scalar kept = block[i];
    constexpr double kStep = 1.0 / 128;
    block[i] = kept + Scalar(kStep);
    const double above = parameter_penalty(network, block);
    block[i] = kept - Scalar(kStep);
    const double below = parameter_penalty(network, block);
    block[i] = kept;
    const bool frozen = i >= static_cast<std::size_t>(network.nodes()[2].parameter_offset);
    if (std::fabs(kept) < Scalar(kStep)) continue;  // the kink of |w|
    EXPECT_NEAR(gradient[i] - 1, frozen ? 0 : (above - below) / (2 * kStep), 2e-3) << i;
  }
}

TEST(Regularization, ClippingScalesToTheNormThenCutsValues) {
  std::vector<Scalar> gradient{3, -4};
  clip_gradient({.norm = 10}, gradient);
  EXPECT_EQ(gradient, (std::vector<Scalar>{3, -4}));
  clip_gradient({.norm = 1}, gradient);
  EXPECT_NEAR(gradient[0], 0.6, 1e-6);
  EXPECT_NEAR(gradient[1], -0.8, 1e-6);
  clip_gradient({.value = 0.5}, gradient);
  EXPECT_EQ(gradient, (std::vector<Scalar>{Scalar(0.5), Scalar(-0.5)}));
  clip_gradient({}, gradient);
  EXPECT_EQ(gradient, (std::vector<Scalar>{Scalar(0.5), Scalar(-0.5)}));
}

}  // namespace
}  // namespace convscope::engine

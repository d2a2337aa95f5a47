// Every layer's backward against finite differences, in double precision.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/train/loss.h"
#include "tests/engine/layers/random_layers.h"

namespace convscope::engine {
namespace {

using testing::backward;
using testing::Gradients;
using testing::LayerCase;

static_assert(sizeof(Scalar) == sizeof(double), "link convscope_engine_double");

constexpr double kStep = 1e-5;
constexpr double kTolerance = 1e-6;

// d(sum of out * d_out) / d(entry) by central differences.
double numeric(LayerCase& sample, const Tensor& d_out, Scalar& entry) {
  const Scalar before = entry;
  double sides[2];
  for (int side = 0; side < 2; ++side) {
    entry = before + (side == 0 ? kStep : -kStep);
    sample.forward();
    sides[side] = 0;
    for (Index i = 0; i < d_out.size(); ++i) {
      // A pooling window wholly inside the padding is -infinity on both sides.
      if (std::isfinite(sample.out[i])) sides[side] += sample.out[i] * d_out[i];
    }
  }
  entry = before;
  sample.forward();
  return (sides[0] - sides[1]) / (2 * kStep);
}

TEST(Gradient, EveryLayerAgreesWithFiniteDifferences) {
  Rng rng(7);
  for (int round = 0; round < 30; ++round) {
    for (const testing::RandomKind kind : testing::kRandomKinds) {
      LayerCase sample = testing::random_layer(kind, rng);
      Tensor d_out(sample.out.shape());
      testing::fill_random(d_out, rng);
      const Gradients gradients = backward(sample, d_out);
      SCOPED_TRACE(sample.name);
      for (std::size_t k = 0; sample.differentiable && k < sample.inputs.size(); ++k) {
        for (Index i = 0; i < sample.inputs[k].size(); i += 3) {
          ASSERT_NEAR(gradients.d_inputs[k][i], numeric(sample, d_out, sample.inputs[k][i]),
                      kTolerance)
              << testing::input_name(k) << " " << i;
        }
      }
      for (std::size_t p = 0; p < sample.parameters.size(); ++p) {
        for (Index i = 0; i < sample.parameters[p].size(); i += 2) {
          ASSERT_NEAR(gradients.d_parameters[p][i], numeric(sample, d_out, sample.parameters[p][i]),
                      kTolerance)
              << sample.layer->parameters()[p].name << " " << i;
        }
      }
    }
  }
}

TEST(Gradient, EveryActivationOverItsRange) {
  for (const ActivationInfo& row : activation_table()) {
    ActivationOptions options = default_options(row.function);
    for (const double factor : {1.0, 0.7, 2.5}) {
      options.parameter = row.parameter_default * factor;
      for (double x = -8.013; x < 8; x += 0.0917) {
        const double difference =
            (activate(options, x + kStep) - activate(options, x - kStep)) / (2 * kStep);
        EXPECT_NEAR(activation_derivative(options, x), difference, 1e-8) << row.name << " " << x;
      }
    }
  }
}

TEST(Gradient, PiecesOfAnActivationEndWhereItOrItsSlopeJumps) {
  constexpr double kNear = 0.001;
  for (const ActivationInfo& row : activation_table()) {
    ActivationOptions options = default_options(row.function);
    for (const double factor : {1.0, 0.7, 2.5}) {
      options.parameter = row.parameter_default * factor;
      for (double x = -8.0003; x < 8; x += kNear) {
        const double next = x + kNear;
        const bool jumps = std::abs(activate(options, next) - activate(options, x)) > 0.5 ||
                           std::abs(activation_derivative(options, next) -
                                    activation_derivative(options, x)) > 0.05;
        ASSERT_EQ(activation_piece(options, x) != activation_piece(options, next), jumps)
            << row.name << " " << options.parameter << " " << x;
      }
    }
  }
}

TEST(Gradient, BackwardAddsAndLeavesOutWhatIsNotWanted) {
  Rng rng(3);
  for (const testing::RandomKind kind : testing::kRandomKinds) {
    LayerCase sample = testing::random_layer(kind, rng);
    Tensor d_out(sample.out.shape());
    testing::fill_random(d_out, rng);
    const Gradients once = backward(sample, d_out);
    std::vector<Tensor> twice = once.d_inputs;
    const std::vector<TensorView> none(sample.parameters.size());
    const std::vector<TensorView> no_input(sample.inputs.size());
    if (!sample.differentiable) continue;
    sample.backward(d_out, testing::writable_views(twice), none);
    sample.backward(d_out, no_input, none);
    for (std::size_t k = 0; k < twice.size(); ++k) {
      for (Index i = 0; i < twice[k].size(); ++i) {
        EXPECT_NEAR(twice[k][i], 2 * once.d_inputs[k][i], 1e-12) << sample.name;
      }
    }
  }
}

TEST(Gradient, CrossEntropyWithClassesAndProbabilities) {
  Rng rng(11);
  for (const Reduction reduction : {Reduction::kMean, Reduction::kSum}) {
    Tensor logits({3, 4}), target({3, 4}), grad({3, 4});
    testing::fill_random(logits, rng);
    // Rows that do not add up to 1: the gradient must carry their sum.
    for (Scalar& value : target.values()) value = rng.uniform();
    const std::vector<Index> classes{2, 0, 3};
    for (const bool soft : {false, true}) {
      const auto loss = [&](TensorView gradient) {
        const LossOutputs outputs{{}, gradient};
        return soft ? softmax_cross_entropy(logits.view(), target.view(), reduction, outputs)
                    : softmax_cross_entropy(logits.view(), classes, reduction, outputs);
      };
      loss(grad.view());
      for (Index i = 0; i < logits.size(); ++i) {
        const Scalar before = logits[i];
        logits[i] = before + kStep;
        const double up = loss({});
        logits[i] = before - kStep;
        const double down = loss({});
        logits[i] = before;
        EXPECT_NEAR(grad[i], (up - down) / (2 * kStep), 1e-8);
      }
    }
  }
}

}  // namespace
}  // namespace convscope::engine

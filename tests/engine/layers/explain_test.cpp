// explain against forward, explain_gradient against backward, reads against both, on random layers.
// Built twice, in float and in double; EXPLAIN_SUITE names which.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/layers/random_layers.h"

namespace convscope::engine {
namespace {

using testing::LayerCase;

constexpr double kTolerance = sizeof(Scalar) == sizeof(double) ? 1e-12 : 1e-5;

double magnitude(const Explanation& explanation) {
  double sum = explanation.bias ? std::fabs(explanation.bias->value) : 0;
  for (const Term& term : explanation.terms) sum += std::fabs(term.product);
  return std::max({sum, std::fabs(explanation.result), 1.0});
}

void expect_near(const Explanation& explanation, Scalar computed) {
  const double number = static_cast<double>(computed);
  if (std::isinf(number)) {
    EXPECT_EQ(explanation.result, number) << explanation.what;
    return;
  }
  EXPECT_NEAR(explanation.result, number, kTolerance * magnitude(explanation)) << explanation.what;
}

// The products and the bias add up, the running sums follow them, only padding has no reference.
void expect_consistent(const Explanation& explanation) {
  double sum = 0;
  for (const Term& term : explanation.terms) {
    sum += term.product;
    EXPECT_EQ(term.running_sum, sum);
    EXPECT_TRUE(term.padding || term.input.has_value());
    if (std::isfinite(term.x)) {
      EXPECT_EQ(term.product, term.x * term.w);
    }
  }
  if (explanation.bias) sum += explanation.bias->value;
  if (std::isfinite(explanation.sum)) {
    EXPECT_EQ(explanation.sum, sum);
  }
  if (explanation.activation.empty()) {
    EXPECT_EQ(explanation.result, explanation.sum);
  }
  EXPECT_FALSE(explanation.what.empty());
  EXPECT_FALSE(explanation.formula.empty());
  EXPECT_FALSE(explanation.formula_latex.empty());
  EXPECT_FALSE(explanation.substituted.empty());
}

TEST(EXPLAIN_SUITE, EveryCellOfRandomLayersAgreesWithForward) {
  Rng rng(21);
  for (int round = 0; round < 20; ++round) {
    for (const testing::RandomKind kind : testing::kRandomKinds) {
      const LayerCase sample = testing::random_layer(kind, rng);
      SCOPED_TRACE(sample.name);
      for (Index i = 0; i < sample.out.size(); ++i) {
        const Explanation explanation = sample.explain(sample.out.shape().cell_at(i));
        expect_near(explanation, sample.out[i]);
        expect_consistent(explanation);
      }
    }
  }
}

// Every number of one gradient, derived again.
void expect_gradient(const LayerCase& sample, const std::string& of, const Tensor& d_out,
                     const Tensor& gradient) {
  for (Index i = 0; i < gradient.size(); ++i) {
    const Explanation explanation = sample.explain_gradient(of, gradient.shape().cell_at(i), d_out);
    expect_near(explanation, gradient[i]);
    expect_consistent(explanation);
  }
}

TEST(EXPLAIN_SUITE, EveryGradientOfRandomLayersAgreesWithBackward) {
  Rng rng(22);
  for (int round = 0; round < 12; ++round) {
    for (const testing::RandomKind kind : testing::kRandomKinds) {
      const LayerCase sample = testing::random_layer(kind, rng);
      SCOPED_TRACE(sample.name);
      Tensor d_out(sample.out.shape());
      testing::fill_random(d_out, rng);
      const testing::Gradients gradients = testing::backward(sample, d_out);
      for (std::size_t k = 0; sample.differentiable && k < sample.inputs.size(); ++k) {
        expect_gradient(sample, testing::input_name(k), d_out, gradients.d_inputs[k]);
      }
      for (std::size_t p = 0; p < sample.parameters.size(); ++p) {
        expect_gradient(sample, sample.layer->parameters()[p].name, d_out,
                        gradients.d_parameters[p]);
      }
    }
  }
}

TEST(EXPLAIN_SUITE, ReadsAreTheInputsOfTheTerms) {
  Rng rng(23);
  for (int round = 0; round < 8; ++round) {
    for (const testing::RandomKind kind : testing::kRandomKinds) {
      const LayerCase sample = testing::random_layer(kind, rng);
      for (Index i = 0; i < sample.layer->output_shape().count(); ++i) {
        const Cell cell = sample.layer->output_shape().cell_at(i);
        std::vector<Cell> referenced;
        // Through x_hat and the state of the step before a layer reads further than its terms say.
        bool further = false;
        for (const Term& term : sample.explain(cell.with_leading(0)).terms) {
          if (!term.input) continue;
          if (term.input->name == "x") {
            referenced.push_back(term.input->index.without_leading());
          } else {
            further = true;
          }
        }
        const std::vector<Cell> reads = sample.layer->reads(cell);
        if (!further) {
          EXPECT_EQ(reads, referenced) << sample.name;
        }
        for (const Cell& read : referenced) EXPECT_THAT(reads, ::testing::Contains(read));
      }
    }
  }
}

}  // namespace
}  // namespace convscope::engine

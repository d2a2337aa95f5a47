#include "engine/explain/formula.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/engine/layers/random_layers.h"

namespace convscope::engine {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A 1x1x3 dense cell with a bias: 2*0.5 + 0*1 + (-1)*0.1 + 0.25.
Explanation dense_cell() {
  testing::LayerCase sample;
  sample.layer = std::make_unique<Dense>(Shape{3}, 1, true);
  sample.inputs = {Tensor({1, 3}, {2, 0, -1})};
  sample.out = Tensor({1, 1});
  sample.parameters = {Tensor({1, 3}, {Scalar(0.5), 1, Scalar(0.1)}), Tensor({1}, {Scalar(0.25)})};
  return sample.explain({0, 0});
}

TEST(Formula, SubstitutesNumbers) {
  EXPECT_EQ(dense_cell().substituted, "2*0.5 + 0*1 + (-1)*0.1 + 0.25 = 1.15");
}

TEST(Formula, SubstitutesIntoFunctions) {
  const auto activation = [](ActivationFunction function, Scalar x) {
    testing::LayerCase sample;
    sample.layer = std::make_unique<Activation>(Shape{1}, default_options(function));
    sample.inputs = {Tensor({1, 1}, {x})};
    sample.out = Tensor({1, 1});
    return sample.explain({0, 0}).substituted;
  };
  EXPECT_EQ(activation(ActivationFunction::kRelu, -2), "max(0, (-2)) = 0");
  EXPECT_EQ(activation(ActivationFunction::kSigmoid, 0), "1 / (1 + exp(-0)) = 0.5");
  EXPECT_EQ(activation(ActivationFunction::kLeakyRelu, -2),
            "(-2) if (-2) > 0 else 0.01*(-2) = -0.02");
  testing::LayerCase sample;
  sample.layer = std::make_unique<Softmax>(Shape{2});
  sample.inputs = {Tensor({1, 2}, {3, 3})};
  sample.out = Tensor({1, 2});
  EXPECT_EQ(sample.explain({0, 1}).substituted, "exp(3 - 3) / (exp(3 - 3) + exp(3 - 3)) = 0.5");
}

TEST(Formula, TextEndsWithTheResult) {
  EXPECT_EQ(to_text(dense_cell()),
            "out[n=0,j=0]\n"
            "  out[n,j] = bias[j] + sum over i of weight[j,i] * x[n,i]\n"
            "\n"
            "k input   x weight        w  x*w sum\n"
            "0 x[0,0]  2 weight[0,0] 0.5    1   1\n"
            "1 x[0,1]  0 weight[0,1]   1    0   1\n"
            "2 x[0,2] -1 weight[0,2] 0.1 -0.1 0.9\n"
            "\n"
            "bias bias[0] = 0.25\n"
            "sum = 1.15\n"
            "2*0.5 + 0*1 + (-1)*0.1 + 0.25 = 1.15\n"
            "= 1.15\n");
}

TEST(Formula, CsvHasALineATerm) {
  EXPECT_EQ(to_csv(dense_cell()),
            "input,weight,x,w,product,running_sum,padding,chosen\n"
            "\"x[0,0]\",\"weight[0,0]\",2,0.5,1,1,false,false\n"
            "\"x[0,1]\",\"weight[0,1]\",0,1,0,1,false,false\n"
            "\"x[0,2]\",\"weight[0,2]\",-1,0.1,-0.1,0.9,false,false\n");
}

TEST(Formula, LatexAlignsFormulaNumbersAndResult) {
  EXPECT_EQ(to_latex(dense_cell()),
            "\\begin{align*}\n"
            "o_{n,j} &= b_j + \\sum_i w_{j,i} \\, x_{n,i} \\\\\n"
            "&= 2 \\cdot 0.5 + 0 \\cdot 1 + (-1) \\cdot 0.1 + 0.25 \\\\\n"
            "&= 1.15\n"
            "\\end{align*}\n");
}

TEST(Formula, NumpyIsOneLine) {
  EXPECT_EQ(to_numpy(dense_cell()),
            "np.dot(np.array([2, 0, -1]), np.array([0.5, 1, 0.1])) + 0.25\n");
  Explanation maximum;
  maximum.kind = FormulaKind::kMaximum;
  for (const double x : {-1.0, 3.0}) maximum.add({.x = x, .w = x == 3 ? 1.0 : 0.0});
  EXPECT_EQ(to_numpy(maximum), "np.max(np.array([-1, 3]))\n");
}

TEST(Formula, NoTextLineIsLongerThanEightyColumns) {
  Rng rng(5);
  for (int round = 0; round < 10; ++round) {
    for (const testing::RandomKind kind : testing::kRandomKinds) {
      const testing::LayerCase sample = testing::random_layer(kind, rng);
      for (Index i = 0; i < sample.out.size(); i += 7) {
        const std::string text = to_text(sample.explain(sample.out.shape().cell_at(i)));
        std::istringstream lines(text);
        std::string line, last;
        while (std::getline(lines, line)) {
          EXPECT_LE(line.size(), 80u) << line;
          last = line;
        }
        EXPECT_THAT(last, StartsWith("= "));
      }
    }
  }
}

TEST(Formula, LongReferencesAreWrapped) {
  Explanation wide;
  wide.what = std::string(200, 'w');
  for (Index i = 0; i < 3; ++i) {
    wide.add({.input = TensorRef{"a_tensor_with_a_long_name", {100000, 200000, 300000, i}},
              .weight = TensorRef{"another_tensor", {1000000, 200000, 300000, i}},
              .x = -1.23456789e-30,
              .w = -9.87654321e-30});
  }
  wide.substituted = substitute(wide);
  std::istringstream lines(to_text(wide));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

}  // namespace
}  // namespace convscope::engine

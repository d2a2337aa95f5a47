// Layers without parameters against numbers of torch 1.13 and by hand.
#include <gtest/gtest.h>

#include "engine/layers/local_response_norm.h"
#include "engine/layers/merge.h"
#include "engine/layers/padding2d.h"
#include "engine/layers/pool2d.h"
#include "engine/layers/reshape.h"
#include "tests/support/expect_error.h"

namespace convscope::engine {
namespace {

// The output for inputs of one sample each, the batch axis included.
Tensor run(const Layer& layer, const std::vector<Tensor>& inputs) {
  Tensor out(layer.output_shape().with_leading(1));
  std::vector<ConstTensorView> views;
  for (const Tensor& input : inputs) views.push_back(input.view());
  layer.forward({.inputs = views, .parameters = {}, .output = out.view(), .slots = {}});
  return out;
}

// torch.nn.LocalResponseNorm(3, alpha=0.5, beta=0.75, k=2)(tensor([[1., -2., 3., 0.5]])[..., None])
TEST(LocalResponseNorm, AgreesWithTorch) {
  const LocalResponseNorm layer({4, 1}, {.size = 3, .alpha = 0.5, .beta = 0.75, .k = 2});
  const Tensor out = run(layer, {Tensor({1, 4, 1}, {1, -2, 3, Scalar(0.5)})});
  const double expected[] = {0.457906435, -0.665906758, 1.02103036, 0.193670842};
  for (Index c = 0; c < 4; ++c) EXPECT_NEAR(out[c], expected[c], 1e-6) << c;
}

TEST(LocalResponseNorm, RefusesWhatHasNoChannels) {
  test::expect_error("LRN_INPUT", [] { LocalResponseNorm(Shape{}, {}); });
  test::expect_error("LRN_SIZE", [] { LocalResponseNorm({3, 2, 2}, {.size = 0}); });
}

TEST(L2Pool2d, IsTheRootOfTheSquares) {
  const L2Pool2d layer({1, 2, 3}, {.kernel = {2, 2}, .stride = {1, 1}});
  const Tensor out = run(layer, {Tensor({1, 1, 2, 3}, {3, 0, 0, 4, 0, 0})});
  EXPECT_EQ(out, Tensor({1, 1, 1, 2}, {5, 0}));
}

TEST(Merge, AddsAndConcatenates) {
  const Tensor a({1, 1, 2}, {1, 2}), b({1, 1, 2}, {10, 20});
  EXPECT_EQ(run(Add(std::vector<Shape>{{1, 2}, {1, 2}}), {a, b}), Tensor({1, 1, 2}, {11, 22}));
  const Concat concat(std::vector<Shape>{{1, 2}, {2, 2}});
  EXPECT_EQ(run(concat, {a, Tensor({1, 2, 2}, {3, 4, 5, 6})}),
            Tensor({1, 3, 2}, {1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(concat.source(0).input, 0u);
  EXPECT_EQ(concat.source(2).input, 1u);
  EXPECT_EQ(concat.source(2).first, 1);
}

TEST(Merge, RefusesWhatDoesNotFit) {
  test::expect_error("ADD_INPUTS", [] { Add(std::vector<Shape>{{1, 2}}); });
  test::expect_error("ADD_INPUTS", [] { Add(std::vector<Shape>{{1, 2}, {2, 1}}); });
  test::expect_error("CONCAT_INPUTS", [] { Concat(std::vector<Shape>{{1, 2}}); });
  test::expect_error("CONCAT_INPUTS", [] { Concat(std::vector<Shape>{{1, 2}, {1, 3}}); });
}

TEST(Reshape, KeepsTheOrderAndTheCount) {
  const Tensor x({1, 2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(run(Reshape({2, 3}, {3, 2}), {x}), Tensor({1, 3, 2}, {1, 2, 3, 4, 5, 6}));
  test::expect_error("RESHAPE", [] { Reshape({2, 3}, {4, 2}); });
  test::expect_error("RESHAPE", [] { Reshape({2, 3}, {-2, -3}); });
}

TEST(Padding2d, PadsEachSide) {
  const Tensor x({1, 1, 1, 3}, {1, 2, 3});
  const Padding2d zeros({1, 1, 3}, {.pad = {PadPair{0, 1}, PadPair{1, 0}}});
  EXPECT_EQ(run(zeros, {x}), Tensor({1, 1, 2, 4}, {0, 1, 2, 3, 0, 0, 0, 0}));
  const Padding2d mirrored({1, 1, 3}, {{PadPair{}, PadPair{2, 1}}, PaddingMode::kReflect});
  EXPECT_EQ(run(mirrored, {x}), Tensor({1, 1, 1, 6}, {3, 2, 1, 2, 3, 2}));
  test::expect_error("WINDOW", [] {
    Padding2d({1, 1, 3}, {{PadPair{1, 0}, PadPair{}}, PaddingMode::kReflect});
  });
}

}  // namespace
}  // namespace convscope::engine

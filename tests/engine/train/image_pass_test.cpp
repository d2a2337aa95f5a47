#include "engine/train/image_pass.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/model/activations.h"
#include "engine/model/presets.h"
#include "engine/model/spec_builder.h"

namespace convscope::engine {
namespace {

Index pick(Rng& rng, Index least, Index most) {
  return least + static_cast<Index>(rng.below(static_cast<std::uint64_t>(most - least + 1)));
}

/// A convolution with any window that fits (size, size).
void add_conv(SpecBuilder& spec, Rng& rng, Index& size) {
  Conv2dOptions options;
  options.filters = pick(rng, 1, 3) == 1 ? pick(rng, 1, 9) : pick(rng, 10, 140);
  options.bias = rng.below(4) != 0;
  WindowOptions& window = options.window;
  window.kernel = {pick(rng, 1, 3), pick(rng, 1, 3)};
  window.stride = {pick(rng, 1, 2), pick(rng, 1, 2)};
  if (rng.below(3) == 0) window.dilation = {pick(rng, 1, 2), 2};
  window.padding = std::array<PadPair, 2>{PadPair{pick(rng, 0, 2), pick(rng, 0, 2)},
                                          PadPair{pick(rng, 0, 2), pick(rng, 0, 2)}};
  spec.add(Conv2dSpec{options});
  size = size / 2;
}

NetworkSpec random_chain(Rng& rng) {
  Index size = pick(rng, 14, 30);
  SpecBuilder spec("chain", {pick(rng, 1, 5), size, size + pick(rng, 0, 3)});
  for (Index i = pick(rng, 1, 2); i > 0; --i) {
    add_conv(spec, rng, size);
    if (rng.below(3) == 0) spec.add(BatchNormSpec{});
    if (rng.below(4) != 0) spec.relu();
    if (rng.below(3) == 0) spec.dropout(0.3);
    if (size > 4 && rng.below(2) == 0) {
      const SpecBuilder::Window half{
          .kernel = pick(rng, 2, 3), .stride = 2, .padding = pick(rng, 0, 1)};
      rng.below(2) == 0 ? spec.max_pool(half) : spec.average_pool(half);
      size /= 2;
    }
  }
  if (rng.below(2) == 0) spec.flatten();
  if (rng.below(2) == 0) spec.dense(pick(rng, 1, 40)).relu();
  return spec.dense(pick(rng, 2, 20)).softmax().build();
}

std::vector<Scalar> random_block(const Network& network, Rng& rng) {
  auto block = network.initial_parameters(rng.below(1000));
  for (Index i = network.parameter_count(); i < network.number_count(); ++i) {
    block[static_cast<std::size_t>(i)] = static_cast<Scalar>(0.5 + rng.uniform());
  }
  return block;
}

void expect_as_naive(const Network& network, Rng& rng) {
  const auto block = random_block(network, rng);
  Tensor image(network.input_shape().with_leading(1));
  for (Scalar& pixel : image.values()) pixel = static_cast<Scalar>(rng.uniform() - 0.3);
  Activations activations(network, 1);
  forward(network, block, std::as_const(image).view(), activations);
  const auto expected = activations.output(network.logits_node()).values();
  const auto count = static_cast<std::size_t>(network.class_count());
  double size = 0;
  for (const Scalar value : expected) size = std::max(size, std::abs(static_cast<double>(value)));
  for (const LaneKernels* level : lane_levels()) {
    const auto pass = ImagePass::make(network, *level);
    ASSERT_TRUE(pass);
    pass->set_parameters(block);
    std::vector<Scalar> alone(count), shared(count);
    ThreadPool pool(3);
    pass->run(std::as_const(image).view().entry(0), shared, &pool);
    pass->run(std::as_const(image).view().entry(0), alone);
    EXPECT_EQ(alone, shared) << level->level;
    for (std::size_t k = 0; k < count; ++k) {
      EXPECT_NEAR(alone[k], expected[k], 1e-5 * (1 + size)) << level->level << " class " << k;
    }
  }
}

TEST(ImagePass, AgreesWithTheNaiveLoopsOnRandomChains) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed);
    expect_as_naive(Network(random_chain(rng)), rng);
  }
}

TEST(ImagePass, KnowsTheNetworksThatPeopleTeachWith) {
  Rng rng(1);
  for (const NetworkSpec& spec : {lenet(), mlp(), sequential16(), keras_lenet()}) {
    SCOPED_TRACE(spec.name);
    expect_as_naive(Network(spec), rng);
  }
}

TEST(ImagePass, SharedLayersHaveTheSameBits) {
  Rng rng(5);
  SpecBuilder spec("wide", {3, 40, 40});
  spec.conv(70, {.kernel = 3, .padding = 1}).relu().max_pool({.kernel = 2, .stride = 2});
  spec.conv(130, {.kernel = 3, .padding = 1}).relu();
  expect_as_naive(Network(spec.flatten().dense(33).softmax().build()), rng);
}

TEST(ImagePass, ThreeByThreeOfManyChannelsOnMapsOfAnySize) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed);
    SpecBuilder spec("winograd", {16 * pick(rng, 2, 4), pick(rng, 6, 17), pick(rng, 6, 17)});
    for (int i = 0; i < 2; ++i) {
      spec.conv(16 * pick(rng, 2, 5), {.kernel = 3, .padding = 1});
      if (rng.below(2) == 0) spec.add(BatchNormSpec{});
      if (rng.below(2) == 0) spec.relu();
    }
    expect_as_naive(Network(spec.dense(5).softmax().build()), rng);
  }
}

TEST(ImagePass, OfManyChannelsTheWeightsComeInBlocks) {
  Rng rng(6);
  SpecBuilder spec("deep", {600, 5, 5});
  spec.conv(64, {.kernel = 5, .padding = 2}).relu();
  expect_as_naive(Network(spec.flatten().dense(3).softmax().build()), rng);
}

TEST(ImagePass, IsNoneForWhatTheKernelsDoNotKnow) {
  EXPECT_FALSE(ImagePass::make(Network(lenet5())));  // tanh
  SpecBuilder groups("groups", {4, 6, 6});
  Conv2dOptions options;
  options.filters = 4;
  options.groups = 2;
  const Network grouped(groups.add(Conv2dSpec{options}).flatten().dense(2).build());
  EXPECT_FALSE(ImagePass::make(grouped));
}

}  // namespace
}  // namespace convscope::engine

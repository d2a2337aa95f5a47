#include "engine/train/lane_executor.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.h"
#include "engine/model/presets.h"
#include "engine/model/spec_json.h"
#include "tests/engine/layers/random_layers.h"

namespace convscope::engine {
namespace {

using testing::random_index;

struct Answer {
  BlockResult result;
  std::vector<Scalar> gradient;
  Tensor logits;
};

/// A block of random samples and parameters of a network.
struct Sample {
  Sample(const Network& network_in, Index samples, Rng& rng)
      : network(network_in), images(network.input_shape().with_leading(samples)) {
    for (Scalar& value : images.values()) value = static_cast<Scalar>(rng.normal());
    for (Index n = 0; n < samples; ++n) {
      labels.push_back(random_index(rng, 0, network.class_count() - 1));
    }
    parameters = network.initial_parameters(rng.next());
    for (Scalar& value : parameters) value += static_cast<Scalar>(0.05 * rng.normal());
  }

  Answer answer(BlockExecutor& executor) const {
    Answer a{{}, {}, Tensor({images.shape()[0], network.class_count()})};
    a.gradient.assign(parameters.size(), NAN);  // overwritten, not added to
    a.result = executor.run(images.view(), labels, parameters, a.gradient);
    executor.infer(images.view(), parameters, a.logits.view());
    return a;
  }

  const Network& network;
  Tensor images;
  std::vector<Index> labels;
  std::vector<Scalar> parameters;
};

void expect_close(std::span<const Scalar> found, std::span<const Scalar> expected,
                  const std::string& what) {
  double largest = 0;
  for (const Scalar value : expected) {
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], 1e-4 * largest) << what << ", number " << i;
  }
}

void expect_agreement(const Network& network, Index samples, Rng& rng) {
  const Sample sample(network, samples, rng);
  const Answer naive = sample.answer(*make_executor(network, ExecutorKind::kNaive));
  for (const LaneKernels* kernels : lane_levels()) {
    SCOPED_TRACE(kernels->level);
    const auto executor = make_lane_executor(network, *kernels);
    const Answer lanes = sample.answer(*executor);
    EXPECT_NEAR(lanes.result.loss, naive.result.loss, 1e-4 * naive.result.loss);
    EXPECT_EQ(lanes.result.correct, naive.result.correct);
    expect_close(lanes.logits.values(), naive.logits.values(), "logits");
    for (const ParameterTensor& tensor : network.parameter_tensors()) {
      const auto first = static_cast<std::size_t>(tensor.offset);
      const auto count = static_cast<std::size_t>(tensor.info.shape.count());
      ASSERT_NO_FATAL_FAILURE(expect_close(std::span(lanes.gradient).subspan(first, count),
                                           std::span(naive.gradient).subspan(first, count),
                                           tensor.name));
    }
    const Answer again = sample.answer(*executor);
    EXPECT_EQ(again.gradient, lanes.gradient) << "keeps state";
    EXPECT_EQ(again.logits, lanes.logits);
  }
}

TEST(LaneExecutor, AgreesWithTheNaiveOneOnThePresets) {
  Rng rng(31);
  for (const NetworkSpec& spec : {lenet(), lenet5()}) {
    SCOPED_TRACE(spec.name);
    const Network network(spec);
    expect_agreement(network, kBlockSamples, rng);
    expect_agreement(network, 5, rng);
  }
}

/// A layer over the spec's names, hanging on the layer before it.
void append(NetworkSpec& spec, LayerSpec layer, bool frozen = false) {
  const std::string before = spec.layers.empty() ? "input" : spec.layers.back().name;
  spec.layers.push_back({.name = "layer" + std::to_string(spec.layers.size()),
                         .inputs = {before},
                         .layer = std::move(layer),
                         .frozen = frozen});
}

LayerSpec random_activation(Rng& rng) {
  constexpr ActivationFunction kKnown[] = {ActivationFunction::kRelu, ActivationFunction::kTanh,
                                           ActivationFunction::kSigmoid};
  return ActivationSpec{default_options(kKnown[rng.below(3)])};
}

LayerSpec random_image_layer(Rng& rng) {
  const WindowOptions window = testing::random_window(rng, false, true);
  switch (rng.below(5)) {
    case 0:
      return MaxPool2dSpec{window};
    case 1:
      return AveragePool2dSpec{window, rng.below(2) == 0};
    case 2:
    case 3: {
      Conv2dSpec conv;
      conv.options.filters = random_index(rng, 1, 7);
      conv.options.window = testing::random_window(rng, true, false);
      conv.options.bias = rng.below(2) == 0;
      return conv;
    }
    default:
      return random_activation(rng);
  }
}

/// A chain of every kind of layer, some of them frozen; redraws settings that give no output and
/// poolings whose window lies in the padding (their -infinity has no place in a training).
Network random_network(Rng& rng) {
  for (;;) {
    NetworkSpec spec{.name = "random", .input = {random_index(rng, 1, 3), 9, 8}, .layers = {}};
    const Index image_layers = random_index(rng, 0, 5);
    for (Index i = 0; i < image_layers; ++i) {
      append(spec, random_image_layer(rng), rng.below(5) == 0);
    }
    append(spec, FlattenSpec{});
    const Index dense_layers = random_index(rng, 1, 3);
    for (Index i = 0; i < dense_layers; ++i) {
      append(spec, DenseSpec{random_index(rng, 2, 9), rng.below(2) == 0}, rng.below(5) == 0);
      if (i + 1 < dense_layers) append(spec, random_activation(rng));
    }
    if (rng.below(2) == 0) append(spec, SoftmaxSpec{});
    try {
      Network network(spec);
      Rng unused(1);
      const Sample sample(network, 2, unused);
      const auto naive = make_executor(network, ExecutorKind::kNaive);
      if (std::isfinite(sample.answer(*naive).result.loss)) return network;
    } catch (const Error& error) {
      if (error.code() != "NO_OUTPUT" && error.code() != "WINDOW") throw;
    }
  }
}

TEST(LaneExecutor, AgreesWithTheNaiveOneOnRandomNetworks) {
  Rng rng(32);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    const Network network = random_network(rng);
    ASSERT_NO_FATAL_FAILURE(expect_agreement(network, random_index(rng, 1, kBlockSamples), rng));
  }
}

TEST(LaneExecutor, ComputesUnknownLayersByTheirOwnLoopsAndLeavesOutWhatNobodyReads) {
  NetworkSpec odd{.name = "odd", .input = {4}, .layers = {}};
  append(odd, DenseSpec{3, true});
  append(odd, ActivationSpec{default_options(ActivationFunction::kGelu)});
  Rng rng(33);
  expect_agreement(Network(odd), 3, rng);

  NetworkSpec skipping{.name = "skipping", .input = {4}, .layers = {}};
  append(skipping, DenseSpec{3, true});
  append(skipping, DenseSpec{2, true});
  skipping.layers.back().inputs = {"input"};
  expect_agreement(Network(skipping), 5, rng);
}

TEST(LaneExecutor, TellsOfANonFiniteLoss) {
  const Network network(lenet());
  Rng rng(34);
  Sample sample(network, 16, rng);
  sample.parameters[3] = std::numeric_limits<Scalar>::quiet_NaN();
  for (const LaneKernels* kernels : lane_levels()) {
    const auto executor = make_lane_executor(network, *kernels);
    EXPECT_FALSE(std::isfinite(sample.answer(*executor).result.loss));
  }
}

Network parse(const std::string& layers) {
  return Network(
      parse_spec(R"({"format":1,"name":"t","input":[2,8,8],"layers":[)" + layers + "]}", "t.json"));
}

TEST(LaneExecutor, DropsWhatTheLayersLoopsDrop) {
  const Network network = parse(
      R"({"type":"conv2d","filters":3,"kernel":3},{"type":"dropout","rate":0.4},
         {"type":"activation","function":"relu"},{"type":"maxpool2d","kernel":2},
         {"type":"flatten"},{"type":"dropout","rate":0.2},{"type":"dense","units":4},
         {"type":"softmax"})");
  Rng rng(31);
  for (const Index samples : {16, 5}) {
    const Sample sample(network, samples, rng);
    std::vector<Scalar> found(sample.parameters.size()), expected(found.size());
    const auto fast = make_executor(network), naive = make_executor(network, ExecutorKind::kNaive);
    const auto a = fast->train(sample.images.view(), sample.labels, sample.parameters, found, rng);
    const auto b =
        naive->train(sample.images.view(), sample.labels, sample.parameters, expected, rng);
    EXPECT_NEAR(a.loss, b.loss, 1e-4);
    expect_close(found, expected, "gradient");
    expect_agreement(network, samples, rng);  // without masks
  }
}

TEST(LaneExecutor, InfersByTheRunningStatistics) {
  const Network network = parse(
      R"({"type":"conv2d","filters":3,"kernel":3},{"type":"batchnorm"},
         {"type":"activation","function":"relu"},{"type":"flatten"},{"type":"batchnorm"},
         {"type":"dense","units":4},{"type":"softmax"})");
  Rng rng(32);
  Sample sample(network, 7, rng);
  for (Scalar& value : sample.parameters) value = std::abs(value) + Scalar(0.1);
  Tensor found({7, 4}), expected({7, 4});
  make_executor(network)->infer(sample.images.view(), sample.parameters, found.view());
  make_executor(network, ExecutorKind::kNaive)
      ->infer(sample.images.view(), sample.parameters, expected.view());
  expect_close(found.values(), expected.values(), "logits");
}

}  // namespace
}  // namespace convscope::engine

// Graphs of layers in the lanes against the layers' own loops: block by block, and whole batches
// that batch normalisation looks at.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/model/presets.h"
#include "engine/model/spec_json.h"
#include "engine/train/batch_pass.h"
#include "engine/train/lane_batch_pass.h"
#include "engine/train/lane_executor.h"
#include "engine/train/lane_graph.h"
#include "tests/engine/layers/random_layers.h"

namespace convscope::engine {
namespace {

using testing::random_index;

/// Random samples and parameters of a network.
struct Batch {
  Batch(const Network& network_in, Index count, Rng& rng)
      : network(network_in), images(network.input_shape().with_leading(count)) {
    for (Scalar& value : images.values()) value = static_cast<Scalar>(rng.normal());
    for (Index n = 0; n < count; ++n) {
      labels.push_back(random_index(rng, 0, network.class_count() - 1));
    }
    block = network.initial_parameters(rng.next());
    for (Scalar& value : block) value += static_cast<Scalar>(0.05 * rng.normal());
    for (std::size_t i = static_cast<std::size_t>(network.parameter_count()); i < block.size();
         ++i) {
      block[i] = std::abs(block[i]) + Scalar(0.5);  // variances
    }
  }

  const Network& network;
  Tensor images;
  std::vector<Index> labels;
  std::vector<Scalar> block;
};

struct Answer {
  BlockResult result;
  std::vector<Scalar> gradient, buffers;
  friend bool operator==(const Answer& a, const Answer& b) {
    return a.result.loss == b.result.loss && a.result.correct == b.result.correct &&
           a.gradient == b.gradient && a.buffers == b.buffers;
  }
};

Answer answer(BatchPass& pass, const Batch& batch, int threads, const Rng& rng) {
  ThreadPool pool(threads);
  Answer a;
  a.gradient.assign(static_cast<std::size_t>(batch.network.parameter_count()), NAN);
  a.buffers.assign(static_cast<std::size_t>(batch.network.buffer_count()), NAN);
  const auto count = static_cast<Index>(batch.labels.size());
  const auto gather = [&](Index block, int) {
    const Index first = block * kBlockSamples, size = std::min(kBlockSamples, count - first);
    return SampleBlock{
        std::as_const(batch.images).view().entries(first, size),
        std::span(batch.labels)
            .subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(size))};
  };
  const auto result =
      pass.run(pool, {.count = count, .gather = gather, .block = batch.block, .rng = rng},
               a.gradient, a.buffers);
  EXPECT_TRUE(result.done);
  a.result = result.sums;
  return a;
}

Answer answer(BlockExecutor& executor, const Batch& batch, const Rng* rng) {
  Answer a;
  a.gradient.assign(static_cast<std::size_t>(batch.network.parameter_count()), NAN);
  const auto images = std::as_const(batch.images).view();
  a.result = rng ? executor.train(images, batch.labels, batch.block, a.gradient, *rng)
                 : executor.run(images, batch.labels, batch.block, a.gradient);
  return a;
}

double largest_of(std::span<const Scalar> values, double at_least) {
  for (const Scalar value : values) {
    at_least = std::max(at_least, std::abs(static_cast<double>(value)));
  }
  return at_least;
}

void expect_close(std::span<const Scalar> found, std::span<const Scalar> expected, double scale,
                  const std::string& what) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], 2e-4 * scale) << what << ", number " << i;
  }
}

void expect_close(const Network& network, const Answer& found, const Answer& expected) {
  EXPECT_NEAR(found.result.loss, expected.result.loss, 1e-4 * expected.result.loss);
  EXPECT_EQ(found.result.correct, expected.result.correct);
  expect_close(found.buffers, expected.buffers, 1, "buffers");
  // A bias before a batch normalisation has a gradient of 0: the rounding of larger terms.
  const double terms = 0.01 * largest_of(expected.gradient, 0);
  for (const ParameterTensor& tensor : network.parameter_tensors()) {
    const auto first = static_cast<std::size_t>(tensor.offset);
    const auto count = static_cast<std::size_t>(tensor.info.shape.count());
    const auto wanted = std::span(expected.gradient).subspan(first, count);
    ASSERT_NO_FATAL_FAILURE(expect_close(std::span(found.gradient).subspan(first, count), wanted,
                                         largest_of(wanted, terms), tensor.name));
  }
}

/// A graph of layers, as it grows.
class Growing {
 public:
  Growing(Rng& rng, bool norms) : rng_(rng), norms_(norms) {
    spec_ = {.name = "random", .input = {random_index(rng, 1, 3), 8, 7}, .layers = {}};
  }

  NetworkSpec grow() {
    add(conv(random_index(rng_, 2, 4)));
    const Index layers = random_index(rng_, 2, 7);
    for (Index i = 0; i < layers; ++i) add_some();
    add(rng_.below(2) == 0 ? LayerSpec(FlattenSpec{})
                           : LayerSpec(GlobalPool2dSpec{rng_.below(2) == 0}));
    if (rng_.below(2) == 0) {
      add(DenseSpec{5, true});
      if (norms_) add(BatchNormSpec{.eps = 1e-2});
      add(random_activation());
      if (rng_.below(2) == 0) add(DropoutSpec{0.3});
    }
    add(DenseSpec{random_index(rng_, 2, 5), true});
    if (rng_.below(2) == 0) {
      add(SoftmaxSpec{});
      spec_.layers.back().regularizer = {};
    }
    return spec_;
  }

 private:
  LayerSpec conv(Index filters) const {
    Conv2dSpec spec;
    spec.options.filters = filters;
    spec.options.window = {.kernel = {3, 3}, .padding = PaddingRule::kSame};
    if (rng_.below(6) == 0) {
      spec.options.window.padding = std::array{PadPair{1, 1}, PadPair{1, 1}};
      spec.options.window.mode = PaddingMode::kReflect;
    }
    return spec;
  }

  LayerSpec random_activation() const {
    constexpr ActivationFunction kSome[] = {ActivationFunction::kRelu, ActivationFunction::kRelu,
                                            ActivationFunction::kTanh, ActivationFunction::kSigmoid,
                                            ActivationFunction::kGelu};
    return ActivationSpec{default_options(kSome[rng_.below(5)])};
  }

  std::string add(LayerSpec layer, std::vector<std::string> inputs = {}) {
    if (inputs.empty()) inputs = {spec_.layers.empty() ? "input" : spec_.layers.back().name};
    const std::string name = "layer" + std::to_string(spec_.layers.size());
    LayerEntry entry{.name = name, .inputs = std::move(inputs), .layer = std::move(layer)};
    entry.frozen = rng_.below(8) == 0;
    if (rng_.below(8) == 0) entry.regularizer.activity = {.l1 = 0.01, .l2 = 0.02};
    spec_.layers.push_back(std::move(entry));
    return name;
  }

  void add_some() {
    const std::string before = spec_.layers.back().name;
    switch (rng_.below(9)) {
      case 0:
        add(conv(random_index(rng_, 2, 4)));
        break;
      case 1:
        add(norms_ ? LayerSpec(BatchNormSpec{.eps = 1e-2}) : conv(3));
        break;
      case 2:
        add(random_activation());
        break;
      case 3:
        add(DropoutSpec{0.25});
        break;
      case 4:
        add(ActivationSpec{default_options(ActivationFunction::kRelu)});
        if (rng_.below(2) == 0) add(DropoutSpec{0.25});
        add(MaxPool2dSpec{{.kernel = {2, 2}, .stride = {1, 1}}});
        break;
      case 5:
        add(LrnSpec{3});
        break;
      case 6:
        add(ConcatSpec{}, {before, add(conv(2)), before});
        break;
      default: {  // a shortcut
        add(conv(3));
        const std::string trunk = add(random_activation());
        if (norms_) add(BatchNormSpec{.eps = 1e-2});
        add(random_activation());
        const std::string end = add(conv(3));
        add(AddSpec{}, {end, trunk, trunk});
      }
    }
  }

  Rng& rng_;
  bool norms_;
  NetworkSpec spec_;
};

/// Redraws graphs that shrink to nothing.
Network random_graph(Rng& rng, bool norms) {
  for (;;) {
    try {
      return Network(Growing(rng, norms).grow());
    } catch (const Error& error) {
      if (error.code() != "NO_OUTPUT" && error.code() != "WINDOW") throw;
    }
  }
}

TEST(LaneGraph, BlocksAgreeWithTheLayersLoopsOnRandomGraphs) {
  Rng rng(61);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    const Network network = random_graph(rng, rng.below(2) == 0);
    const Batch batch(network, random_index(rng, 1, kBlockSamples), rng);
    const auto naive = make_executor(network, ExecutorKind::kNaive);
    // Batch normalisation learns from whole batches.
    const Rng masks(rng.next());
    const Rng* const with = network.buffer_count() > 0 ? nullptr : &masks;
    const Answer expected = answer(*naive, batch, with);
    for (const LaneKernels* kernels : lane_levels()) {
      SCOPED_TRACE(kernels->level);
      const auto executor = make_lane_executor(network, *kernels);
      const Answer found = answer(*executor, batch, with);
      ASSERT_NO_FATAL_FAILURE(expect_close(network, found, expected));
      EXPECT_EQ(answer(*executor, batch, with), found) << "keeps state";
    }
  }
}

TEST(LaneGraph, WholeBatchesAgreeWithTheLayersLoopsOnRandomGraphs) {
  Rng rng(62);
  for (int round = 0; round < 15; ++round) {
    SCOPED_TRACE(round);
    const Network network = random_graph(rng, true);
    const Batch batch(network, random_index(rng, 2, 40), rng);
    const Rng masks(rng.next());
    const Answer expected = answer(*make_naive_batch_pass(network), batch, 1, masks);
    for (const LaneKernels* kernels : lane_levels()) {
      SCOPED_TRACE(kernels->level);
      const auto pass = make_lane_batch_pass(network, *kernels);
      const Answer found = answer(*pass, batch, 1, masks);
      ASSERT_NO_FATAL_FAILURE(expect_close(network, found, expected));
      EXPECT_EQ(answer(*pass, batch, 2, masks), found);
      EXPECT_EQ(answer(*make_lane_batch_pass(network, *kernels), batch, 3, masks), found);
    }
  }
}

TEST(LaneGraph, APassServesBatchesOfAnySizeOneAfterTheOther) {
  Rng rng(63);
  const Network network = random_graph(rng, true);
  const auto pass = make_lane_batch_pass(network);
  const Rng masks(5);
  for (const Index count : {40, 3, 17, 40}) {
    const Batch batch(network, count, rng);
    EXPECT_EQ(answer(*pass, batch, 2, masks),
              answer(*make_lane_batch_pass(network), batch, 2, masks));
  }
}

Network parse(const std::string& layers) {
  return Network(
      parse_spec(R"({"format":1,"name":"t","input":[2,8,8],"layers":[)" + layers + "]}", "t.json"));
}

TEST(LaneGraph, RefusesOneValuePerChannel) {
  const Network network =
      parse(R"({"type":"flatten"},{"type":"dense","units":4},{"type":"batchnorm","name":"bn"})");
  Rng rng(64);
  const Batch batch(network, 1, rng);
  try {
    answer(*make_lane_batch_pass(network), batch, 1, rng);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "BATCH_OF_ONE");
    EXPECT_NE(std::string(error.what()).find("bn"), std::string::npos);
  }
}

TEST(LaneGraph, NamesTheFirstNodeThatIsNotFinite) {
  const Network network = parse(
      R"({"type":"conv2d","filters":3,"kernel":3},{"type":"batchnorm"},
         {"type":"activation","function":"relu"},{"type":"conv2d","filters":2,"kernel":3,
         "name":"bad"},{"type":"batchnorm"},{"type":"activation","function":"tanh"},
         {"type":"flatten"},{"type":"dense","units":4})");
  Rng rng(65);
  Batch batch(network, 20, rng);
  for (const auto& pass : {make_naive_batch_pass(network), make_lane_batch_pass(network)}) {
    answer(*pass, batch, 2, rng);
    EXPECT_EQ(pass->first_non_finite(), std::nullopt);
  }
  const Index bad = network.find("bad");
  batch.block[static_cast<std::size_t>(
      network.nodes()[static_cast<std::size_t>(bad)].parameter_offset)] =
      std::numeric_limits<Scalar>::infinity();
  for (const auto& pass : {make_naive_batch_pass(network), make_lane_batch_pass(network)}) {
    const Answer a = answer(*pass, batch, 2, rng);
    EXPECT_FALSE(std::isfinite(a.result.loss));
    EXPECT_EQ(pass->first_non_finite(), bad);
  }
}

TEST(LanePlan, SharesBlocksAndSlots) {
  const Network network = parse(
      R"({"type":"conv2d","filters":4,"kernel":3,"padding":"same"},{"type":"batchnorm"},
         {"type":"activation","function":"relu"},{"type":"dropout","rate":0.2},
         {"type":"maxpool2d","kernel":2},{"type":"flatten"},{"type":"dense","units":4})");
  const LanePlan plan = plan_lanes(network);
  // Input, convolution, normalisation with dropout upon it, pooling with the ReLU, logits.
  EXPECT_EQ(plan.blocks, (std::vector<Index>{128, 256, 256, 64, 4}));
  EXPECT_EQ(plan.stages.size(), 6U);
  EXPECT_EQ(plan.slots.size(), 2U);
}

}  // namespace
}  // namespace convscope::engine

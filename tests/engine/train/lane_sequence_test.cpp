// Networks of sequences in the lanes against the layers' own loops: random cells, sizes and stacks,
// symbols and vectors, a state that goes on, every instruction set of this processor.

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/error.h"
#include "engine/train/lane_executor.h"
#include "tests/engine/layers/layer_case.h"

namespace convscope::engine {
namespace {

using testing::coin;
using testing::random_index;

void append(NetworkSpec& spec, LayerSpec layer, bool frozen = false) {
  const std::string before = spec.layers.empty() ? "input" : spec.layers.back().name;
  spec.layers.push_back({.name = "layer" + std::to_string(spec.layers.size()),
                         .inputs = {before},
                         .layer = std::move(layer),
                         .frozen = frozen});
}

/// Up to three recurrent layers behind one-hot vectors or an embedding, a dense layer at the end,
/// at every step or at the last.
NetworkSpec random_spec(Rng& rng) {
  NetworkSpec spec{.name = "random", .input = {}, .vocabulary = random_index(rng, 2, 20)};
  const Index steps = random_index(rng, 1, 19);
  const bool embedded = rng.below(3) == 0, sequences = rng.below(3) > 0;
  spec.input = embedded ? Shape{steps} : Shape{steps, spec.vocabulary};
  if (embedded) append(spec, EmbeddingSpec{random_index(rng, 1, 20)}, rng.below(6) == 0);
  if (rng.below(4) == 0) append(spec, DenseSpec{random_index(rng, 1, 20), coin(rng)});
  const Index layers = random_index(rng, 1, 3);
  for (Index i = 0; i < layers; ++i) {
    append(spec,
           RecurrentSpec{.kind = RecurrentKind(rng.below(3)),
                         .units = random_index(rng, 1, 21),
                         .sequences = sequences || i + 1 < layers,
                         .relu = rng.below(4) == 0},
           rng.below(6) == 0);
    if (rng.below(4) == 0) {
      append(spec, ActivationSpec{default_options(ActivationFunction::kSigmoid)});
    }
  }
  append(spec, DenseSpec{spec.vocabulary, coin(rng)});
  if (coin(rng)) append(spec, SoftmaxSpec{});
  return spec;
}

struct Answer {
  BlockResult result;
  std::vector<Scalar> gradient, state;
  Tensor logits;
};

struct Sample {
  Sample(const Network& network_in, Index count_in, Rng& rng)
      : network(network_in), count(count_in) {
    const auto draw = [&] { return random_index(rng, 0, network.spec().vocabulary - 1); };
    for (Index i = 0; i < count * network.input_shape()[0]; ++i) {
      symbols.push_back(static_cast<Symbol>(draw()));
    }
    for (Index i = 0; i < count * network.logit_rows(); ++i) labels.push_back(draw());
    parameters = network.initial_parameters(rng.next());
    for (Scalar& value : parameters) value += static_cast<Scalar>(0.1 * rng.normal());
    state.resize(static_cast<std::size_t>(count * network.state_count()));
    for (Scalar& value : state) value = static_cast<Scalar>(0.5 * rng.normal());
  }

  Answer answer(BlockExecutor& executor, bool as_symbols = true) const {
    Answer a{{},
             {},
             std::vector<Scalar>(state.size(), NAN),
             Tensor({count, network.logit_rows() * network.class_count()})};
    a.gradient.assign(static_cast<std::size_t>(network.parameter_count()), NAN);
    SampleBlock block{.images = {}, .labels = labels, .state = state, .new_state = a.state};
    const Tensor images = expand_symbols(network, symbols);
    if (as_symbols) {
      block.symbols = symbols;
    } else {
      block.images = images.view();
    }
    a.result = executor.learn(block, parameters, a.gradient, nullptr);
    block.labels = {};
    executor.infer(block, parameters, a.logits.view());
    return a;
  }

  const Network& network;
  Index count;
  std::vector<Symbol> symbols;
  std::vector<Index> labels;
  std::vector<Scalar> parameters, state;
};

void expect_close(std::span<const Scalar> found, std::span<const Scalar> expected,
                  const std::string& what) {
  double largest = 1e-3;
  for (const Scalar value : expected) {
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], expected[i], 5e-5 * largest) << what << ", number " << i;
  }
}

void expect_agreement(const Network& network, const Answer& lanes, const Answer& naive) {
  EXPECT_NEAR(lanes.result.loss, naive.result.loss, 1e-5 * naive.result.loss);
  ASSERT_NO_FATAL_FAILURE(expect_close(lanes.logits.values(), naive.logits.values(), "logits"));
  ASSERT_NO_FATAL_FAILURE(expect_close(lanes.state, naive.state, "state"));
  for (const ParameterTensor& tensor : network.parameter_tensors()) {
    const auto first = static_cast<std::size_t>(tensor.offset);
    const auto count = static_cast<std::size_t>(tensor.info.shape.count());
    ASSERT_NO_FATAL_FAILURE(expect_close(std::span(lanes.gradient).subspan(first, count),
                                         std::span(naive.gradient).subspan(first, count),
                                         tensor.name));
  }
}

TEST(LaneSequence, AgreesWithTheNaiveOneOnRandomNetworks) {
  Rng rng(71);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    const Network network(random_spec(rng));
    const Sample sample(network, random_index(rng, 1, kBlockSamples), rng);
    const Answer naive = sample.answer(*make_executor(network, ExecutorKind::kNaive));
    for (const LaneKernels* kernels : lane_levels()) {
      SCOPED_TRACE(kernels->level);
      const auto executor = make_lane_executor(network, *kernels);
      const Answer lanes = sample.answer(*executor);
      ASSERT_NO_FATAL_FAILURE(expect_agreement(network, lanes, naive));
      const Answer vectors = sample.answer(*executor, false);
      ASSERT_NO_FATAL_FAILURE(expect_agreement(network, vectors, naive));
      const Answer again = sample.answer(*executor);
      EXPECT_EQ(again.gradient, lanes.gradient) << "keeps state";
      EXPECT_EQ(again.logits, lanes.logits);
    }
  }
}

// Wider than a block of terms and longer than a block of steps of the kernels.
TEST(LaneSequence, AgreesWithTheNaiveOneBeyondTheKernelsBlocks) {
  Rng rng(72);
  for (const RecurrentKind kind :
       {RecurrentKind::kRnn, RecurrentKind::kLstm, RecurrentKind::kGru}) {
    NetworkSpec spec{.name = "wide", .input = {17, 30}, .vocabulary = 30};
    append(spec, RecurrentSpec{.kind = kind, .units = 90, .sequences = true});
    append(spec, DenseSpec{30, true});
    const Network network(spec);
    const Sample sample(network, 3, rng);
    const Answer naive = sample.answer(*make_executor(network, ExecutorKind::kNaive));
    for (const LaneKernels* kernels : lane_levels()) {
      SCOPED_TRACE(kernels->level);
      const auto executor = make_lane_executor(network, *kernels);
      ASSERT_NO_FATAL_FAILURE(expect_agreement(network, sample.answer(*executor), naive));
    }
  }
}

NetworkSpec small_spec(Index steps) {
  NetworkSpec spec{.name = "small", .input = {steps, 5}, .vocabulary = 5};
  append(spec, RecurrentSpec{.kind = RecurrentKind::kLstm, .units = 6, .sequences = true});
  append(spec, RecurrentSpec{.kind = RecurrentKind::kGru, .units = 4, .sequences = true});
  append(spec, DenseSpec{5, true});
  return spec;
}

TEST(LaneSequence, PiecesWithTheStateHandedOnAreTheWhole) {
  Rng rng(73);
  const Network whole(small_spec(12)), piece(small_spec(4));
  const Sample sample(whole, 1, rng);
  for (const ExecutorKind kind : {ExecutorKind::kNaive, ExecutorKind::kFastest}) {
    Tensor expected({12, 5}), found({12, 5});
    make_executor(whole, kind)
        ->infer({.images = {}, .symbols = sample.symbols, .state = sample.state}, sample.parameters,
                expected.view());
    const auto executor = make_executor(piece, kind);
    std::vector<Scalar> state = sample.state;
    for (Index first = 0; first < 12; first += 4) {
      const auto symbols = std::span(sample.symbols).subspan(static_cast<std::size_t>(first), 4);
      executor->infer({.images = {}, .symbols = symbols, .state = state, .new_state = state},
                      sample.parameters, found.view().entries(first, 4));
    }
    expect_close(found.values(), expected.values(), "logits");
  }
}

TEST(LaneSequence, ANumberThatNamesNoRowIsRefused) {
  NetworkSpec spec{.name = "embedded", .input = {3}, .vocabulary = 4};
  append(spec, EmbeddingSpec{2});
  append(spec, DenseSpec{4, true});
  const Network network(spec);
  const std::vector<Scalar> parameters = network.initial_parameters(1);
  Tensor images({1, 3}), logits({1, 12});
  images[1] = 4;
  EXPECT_THROW(make_executor(network)->infer(images.view(), parameters, logits.view()), Error);
}

TEST(LaneSequence, TellsOfANonFiniteLoss) {
  Rng rng(74);
  const Network network(small_spec(3));
  Sample sample(network, 16, rng);
  sample.parameters[7] = std::numeric_limits<Scalar>::quiet_NaN();
  for (const LaneKernels* kernels : lane_levels()) {
    const auto executor = make_lane_executor(network, *kernels);
    EXPECT_FALSE(std::isfinite(sample.answer(*executor).result.loss));
  }
}

}  // namespace
}  // namespace convscope::engine

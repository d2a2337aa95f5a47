// What a recurrent layer leaves for whoever carries its state from one piece of a sequence on.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/core/error.h"
#include "tests/engine/layers/random_sequence_layers.h"

namespace convscope::engine {
namespace {

using testing::LayerCase;

constexpr Index kSteps = 5, kCut = 2, kIn = 3, kUnits = 4;

template <typename Cell>
std::unique_ptr<Layer> make_cell(Index steps, const RecurrentOptions& options) {
  if constexpr (std::is_same_v<Cell, Rnn>) {
    return std::make_unique<Rnn>(Shape{steps, kIn}, options, RnnActivation::kTanh);
  } else {
    return std::make_unique<Cell>(Shape{steps, kIn}, options);
  }
}

const Tensor& slot(const LayerCase& sample, std::string_view name) {
  const auto slots = sample.layer->slots();
  const auto at = std::ranges::find(slots, name, &SlotInfo::name);
  return sample.slots[static_cast<std::size_t>(at - slots.begin())];
}

template <typename Cell>
class Recurrent : public ::testing::Test {};
using Cells = ::testing::Types<Rnn, Lstm, Gru>;
TYPED_TEST_SUITE(Recurrent, Cells);

// Steps [first, first + count) of every sample.
Tensor piece(const Tensor& x, Index first, Index count) {
  Tensor result({x.shape()[0], count, kIn});
  for (Index n = 0; n < x.shape()[0]; ++n) {
    std::ranges::copy(x.view().entry(n).entries(first, count).values(),
                      result.view().entry(n).data());
  }
  return result;
}

TYPED_TEST(Recurrent, TwoPiecesWithTheStateCarriedAreTheWhole) {
  Rng rng(5);
  const RecurrentOptions options{.units = kUnits, .sequences = true, .initial_state = true};
  LayerCase whole = testing::make_case("whole", make_cell<TypeParam>(kSteps, options), rng);
  LayerCase first = testing::prepare_case("first", make_cell<TypeParam>(kCut, options), rng);
  LayerCase second =
      testing::prepare_case("second", make_cell<TypeParam>(kSteps - kCut, options), rng);
  const Index samples = whole.inputs[0].shape()[0];
  for (LayerCase* part : {&first, &second}) {
    part->parameters = whole.parameters;
    part->out = Tensor(part->layer->output_shape().with_leading(samples));
    part->slots.clear();
    for (const SlotInfo& info : part->layer->slots()) {
      part->slots.emplace_back(info.shape.with_leading(samples));
    }
  }
  first.inputs = whole.inputs;
  first.inputs[0] = piece(whole.inputs[0], 0, kCut);
  first.forward();
  second.inputs = {piece(whole.inputs[0], kCut, kSteps - kCut), slot(first, "h_n")};
  if (whole.inputs.size() == 3) second.inputs.push_back(slot(first, "c_n"));
  second.forward();
  for (Index n = 0; n < samples; ++n) {
    for (Index t = kCut; t < kSteps; ++t) {
      for (Index j = 0; j < kUnits; ++j) {
        EXPECT_NEAR(second.out.at({n, t - kCut, j}), whole.out.at({n, t, j}), 1e-6);
      }
    }
  }
  for (Index i = 0; i < slot(whole, "h_n").size(); ++i) {
    EXPECT_NEAR(slot(second, "h_n")[i], slot(whole, "h_n")[i], 1e-6);
  }
}

// The gradient by the state that a piece begins with is what the piece before would be given.
TYPED_TEST(Recurrent, TheGradientOfThePiecesAddsUpToTheWhole) {
  Rng rng(6);
  const RecurrentOptions options{.units = kUnits, .sequences = false, .initial_state = true};
  LayerCase whole = testing::make_case("whole", make_cell<TypeParam>(kSteps, options), rng);
  Tensor d_out(whole.out.shape());
  testing::fill_random(d_out, rng);
  const testing::Gradients gradients = testing::backward(whole, d_out);
  double size = 0;
  for (const Scalar value : gradients.d_inputs[1].values()) size += std::fabs(value);
  EXPECT_GT(size, 1e-6);
  // Truncated: not asked for, everything else unchanged.
  std::vector<Tensor> d_parameters;
  for (const Tensor& parameter : whole.parameters) d_parameters.emplace_back(parameter.shape());
  const std::vector<TensorView> none(whole.inputs.size());
  whole.backward(d_out, none, testing::writable_views(d_parameters));
  for (std::size_t p = 0; p < d_parameters.size(); ++p) {
    EXPECT_EQ(d_parameters[p], gradients.d_parameters[p]);
  }
}

TYPED_TEST(Recurrent, LastStepIsTheEndOfAllSteps) {
  Rng rng(7);
  const RecurrentOptions every{.units = kUnits, .sequences = true};
  LayerCase all = testing::make_case("all", make_cell<TypeParam>(kSteps, every), rng);
  const Tensor& last = slot(all, "h_n");
  for (Index n = 0; n < last.shape()[0]; ++n) {
    for (Index j = 0; j < kUnits; ++j) {
      EXPECT_EQ(all.out.at({n, kSteps - 1, j}), last.at({n, j}));
    }
  }
}

TEST(RecurrentErrors, NameWhatIsWrong) {
  EXPECT_THROW(Lstm(Shape{4}, {.units = 2}), Error);
  try {
    Gru(Shape{4, 2}, {.units = 0});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "error[RECURRENT]: units: found 0 units, expected at least 1");
  }
}

TEST(Embedding, RefusesWhatIsNoRow) {
  Rng rng(1);
  LayerCase sample =
      testing::prepare_case("embedding", std::make_unique<Embedding>(Shape{2}, 3, 2), rng);
  for (const Scalar wrong : {Scalar(-1), Scalar(3), Scalar(0.5)}) {
    std::ranges::fill(sample.inputs[0].values(), wrong);
    EXPECT_THROW(sample.forward(), Error) << wrong;
  }
}

TEST(Embedding, AddsTheGradientOfEveryUse) {
  Rng rng(2);
  LayerCase sample =
      testing::prepare_case("embedding", std::make_unique<Embedding>(Shape{4}, 3, 2), rng);
  std::ranges::fill(sample.inputs[0].values(), Scalar(2));
  sample.differentiable = false;
  sample.forward();
  Tensor d_out(sample.out.shape());
  std::ranges::fill(d_out.values(), Scalar(1));
  const testing::Gradients gradients = testing::backward(sample, d_out);
  const auto uses = static_cast<Scalar>(sample.inputs[0].size());
  EXPECT_EQ(gradients.d_parameters[0], Tensor({3, 2}, {0, 0, 0, 0, uses, uses}));
}

}  // namespace
}  // namespace convscope::engine

// Every lane kernel against the naive layer beside it, on random shapes and options, on every
// instruction set of this processor.

#include "engine/layers/conv2d.h"
#include "engine/train/lane_geometry.h"
#include "tests/engine/kernels/lane_block.h"
#include "tests/engine/layers/random_layers.h"

namespace convscope::engine::testing {
namespace {

/// A layer with numbers for a whole block and the naive answers for it. `magnitudes` are the same
/// answers for the numbers' absolute values: the sums of the terms' magnitudes.
struct Oracle {
  Oracle(std::unique_ptr<Layer> layer_in, Rng& rng)
      : layer(std::move(layer_in)), samples(random_index(rng, 1, kLanes)) {
    x = Tensor(layer->input_shapes()[0].with_leading(samples));
    d_out = Tensor(layer->output_shape().with_leading(samples));
    testing::fill_random(x, rng);
    testing::fill_random(d_out, rng);
    for (const ParameterInfo& info : layer->parameters()) {
      testing::fill_random(parameters.emplace_back(info.shape), rng);
    }
    compute();
  }

  static void make_absolute(Tensor& tensor) {
    for (Scalar& value : tensor.values()) value = std::abs(value);
  }

  void compute() {
    out = Tensor(d_out.shape());
    d_x = Tensor(x.shape());
    d_parameters.clear();
    std::vector<Tensor> slots;
    for (const SlotInfo& slot : layer->slots())
      slots.emplace_back(slot.shape.with_leading(samples));
    const std::vector<ConstTensorView> in = {x.view()};
    const std::vector<TensorView> d_in = {d_x.view()};
    std::vector<ConstTensorView> parameter_views, slots_in;
    std::vector<TensorView> slots_out, d_parameter_views;
    for (Tensor& slot : slots) {
      slots_out.push_back(slot.view());
      slots_in.push_back(std::as_const(slot).view());
    }
    for (const Tensor& parameter : parameters) {
      parameter_views.push_back(parameter.view());
      d_parameters.emplace_back(parameter.shape());
    }
    for (Tensor& d : d_parameters) d_parameter_views.push_back(d.view());
    layer->forward({in, parameter_views, out.view(), slots_out});
    layer->backward({in, parameter_views, std::as_const(out).view(), slots_in,
                     std::as_const(d_out).view(), d_in, d_parameter_views});
  }

  std::unique_ptr<Layer> layer;
  Index samples;
  Tensor x, out, d_out, d_x;
  std::vector<Tensor> parameters, d_parameters;
};

/// The same shapes, samples and random numbers as `oracle`, but their absolute values.
Oracle magnitudes_of(const Oracle& oracle, std::unique_ptr<Layer> layer) {
  Rng unused(1);
  Oracle result(std::move(layer), unused);
  result.samples = oracle.samples;
  result.x = oracle.x;
  result.d_out = oracle.d_out;
  result.parameters = oracle.parameters;
  Oracle::make_absolute(result.x);
  Oracle::make_absolute(result.d_out);
  for (Tensor& parameter : result.parameters) Oracle::make_absolute(parameter);
  result.compute();
  return result;
}

/// A block of a tensor's features, filled from it.
struct Lanes {
  Lanes(const LaneKernels& k, const Tensor& tensor)
      : block(tensor.size() / tensor.shape()[0] * kLanes) {
    to_lanes(k, tensor.view(), block);
  }
  float* data() { return block.data(); }
  LaneBlock<> block;
};

void check_conv(const LaneKernels& k, const Oracle& o, const Oracle& m) {
  const auto& layer = static_cast<const Conv2d&>(*o.layer);
  const LaneConv conv = lane_conv(layer);
  const LaneWindow& w = conv.window;
  Lanes x(k, o.x), d_out(k, o.d_out);
  LaneBlock<> plane(conv.channels * (w.pad_top + w.input_y + w.pad_bottom) *
                    (w.pad_left + w.input_x + w.pad_right) * kLanes);
  LaneBlock<> out(o.layer->output_shape().count() * kLanes);
  LaneBlock<> d_x(x.block.size()), scratch(conv_scratch(conv));
  LaneBlock<> d_weight(o.parameters[0].size()), d_bias(conv.filters);
  const bool bias = layer.options().bias;
  k.pad(w, conv.channels, x.data(), plane.data());
  k.conv_forward(conv, {plane.data(), o.parameters[0].data(),
                        bias ? o.parameters[1].data() : nullptr, out.data(), scratch.data()});
  expect_close(from_lanes(out, o.out.shape()).values(), o.out.values(), m.out.values());
  if (can_winograd(conv)) {
    LaneBlock<> sums(out.size()), room(winograd_scratch(conv));
    k.conv_winograd(conv, {plane.data(), o.parameters[0].data(),
                           bias ? o.parameters[1].data() : nullptr, sums.data(), room.data()});
    expect_close(from_lanes(sums, o.out.shape()).values(), o.out.values(), m.out.values(), 4e-6);
  }
  k.conv_backward_data(conv, {o.parameters[0].data(), d_out.data(), d_x.data(), scratch.data()});
  expect_close(from_lanes(d_x, o.x.shape()).values(), o.d_x.values(), m.d_x.values());
  k.conv_backward_weights(conv, {plane.data(), d_out.data(), d_weight.data(),
                                 bias ? d_bias.data() : nullptr, scratch.data()});
  expect_close({d_weight.data(), o.d_parameters[0].values().size()}, o.d_parameters[0].values(),
               m.d_parameters[0].values());
  if (bias) {
    expect_close({d_bias.data(), o.d_parameters[1].values().size()}, o.d_parameters[1].values(),
                 m.d_parameters[1].values());
  }
}

void check_conv_layer(const Conv2d& layer, Rng& rng) {
  const auto copy = [&] {
    return std::make_unique<Conv2d>(layer.input_shapes()[0], layer.options());
  };
  const Oracle oracle(copy(), rng);
  const Oracle magnitudes = magnitudes_of(oracle, copy());
  for (const LaneKernels* kernels : lane_levels()) {
    SCOPED_TRACE(kernels->level);
    check_conv(*kernels, oracle, magnitudes);
  }
}

TEST(LaneConv, AgreesWithTheLayerOnRandomOptions) {
  Rng rng(11);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    const auto drawn = random_layer(zero_padded_conv2d, rng);
    ASSERT_NO_FATAL_FAILURE(check_conv_layer(static_cast<const Conv2d&>(*drawn.layer), rng));
  }
}

// Stride 1 takes the register tiles; every number of filters, columns and taps from 1 on makes
// another split of them, and wide planes make backward-weights run in strips.
TEST(LaneConv, AgreesWithTheLayerForEverySplitIntoTiles) {
  Rng rng(12);
  for (Index n = 1; n <= 14; ++n) {
    SCOPED_TRACE(n);
    Conv2dOptions options;
    options.filters = n;
    options.window.kernel = {random_index(rng, 1, 3), random_index(rng, 1, n)};
    options.window.padding = PaddingRule::kSame;
    ASSERT_NO_FATAL_FAILURE(check_conv_layer(Conv2d({1, 3, 15 - n}, options), rng));
    options.window.kernel = {3, n};
    ASSERT_NO_FATAL_FAILURE(check_conv_layer(Conv2d({n % 3 + 1, 5, 13 + n}, options), rng));
  }
  Conv2dOptions wide;
  wide.filters = 2;
  wide.window.kernel = {5, 5};
  wide.window.padding = std::array<PadPair, 2>{PadPair{2, 2}, PadPair{2, 2}};
  check_conv_layer(Conv2d({1, 28, 28}, wide), rng);
}

// Tiles of four outputs, the last of them with one to four; whatever stride and dilation there is
// from row to row.
TEST(LaneConv, WinogradAgreesWithTheLayerForEverySplitIntoTiles) {
  Rng rng(13);
  for (const Index taps : {3, 5}) {
    for (Index columns = 1; columns <= 9; ++columns) {
      SCOPED_TRACE(std::to_string(taps) + " " + std::to_string(columns));
      Conv2dOptions options;
      options.groups = random_index(rng, 1, 2);
      options.filters = options.groups * random_index(rng, 1, 9);
      options.bias = columns % 3 != 0;
      options.window.kernel = {random_index(rng, 1, 5), taps};
      options.window.stride = {random_index(rng, 1, 2), 1};
      options.window.dilation = {random_index(rng, 1, 2), 1};
      const Index pad = random_index(rng, 0, 2);
      options.window.padding = std::array<PadPair, 2>{
          PadPair{random_index(rng, 0, 2), random_index(rng, 0, 2)}, PadPair{pad, 2 - pad}};
      const Conv2d layer({options.groups * random_index(rng, 1, 4), 12, columns + taps - 3},
                         options);
      ASSERT_TRUE(can_winograd(lane_conv(layer)));
      ASSERT_NO_FATAL_FAILURE(check_conv_layer(layer, rng));
    }
  }
}

TEST(LaneConv, WinogradPaysWhereTheProductsAreMostOfTheWork) {
  const auto pays = [](Index channels, Index size, Index filters, Index kernel, Index stride) {
    Conv2dOptions options;
    options.filters = filters;
    options.window.kernel = {kernel, kernel};
    options.window.stride = {stride, stride};
    const LaneConv conv = lane_conv(Conv2d({channels, size, size}, options));
    return can_winograd(conv) && lane_kernels().winograd_pays(conv);
  };
  EXPECT_TRUE(pays(6, 14, 16, 5, 1)) << "LeNet's second";
  EXPECT_TRUE(pays(32, 28, 32, 3, 1));
  EXPECT_FALSE(pays(1, 28, 1, 3, 1)) << "one filter of one channel";
  EXPECT_FALSE(pays(6, 14, 16, 5, 2));
  EXPECT_FALSE(pays(6, 14, 16, 7, 1));
  EXPECT_FALSE(pays(16, 5, 32, 5, 1)) << "one output a row";
}

template <typename Pool>
void check_pool(const LaneKernels& k, const Oracle& o) {
  const LanePool pool = lane_pool(static_cast<const Pool&>(*o.layer));
  Lanes x(k, o.x), d_out(k, o.d_out);
  LaneBlock<> out(d_out.block.size()), d_x(x.block.size());
  LaneBlock<int> winner(d_out.block.size());
  if constexpr (std::is_same_v<Pool, MaxPool2d>) {
    k.max_pool_forward(pool, x.data(), out.data(), winner.data());
    k.max_pool_backward(pool, winner.data(), d_out.data(), d_x.data());
    EXPECT_EQ(from_lanes(out, o.out.shape()), o.out);  // -infinity where all is padding
    LaneBlock<> alone(out.size());
    k.max_pool_forward(pool, x.data(), alone.data(), nullptr);
    EXPECT_EQ(from_lanes(alone, o.out.shape()), o.out);
  } else {
    k.average_pool_forward(pool, x.data(), out.data());
    k.average_pool_backward(pool, d_out.data(), d_x.data());
    expect_close(from_lanes(out, o.out.shape()).values(), o.out.values(),
                 std::vector<float>(o.out.values().size(), 1.0F));
  }
  expect_close(from_lanes(d_x, o.x.shape()).values(), o.d_x.values(),
               std::vector<float>(o.x.values().size(), 10.0F));
}

TEST(LanePool, AgreesWithTheLayersOnRandomOptions) {
  Rng rng(13);
  for (int round = 0; round < 80; ++round) {
    SCOPED_TRACE(round);
    const Oracle largest(random_layer(random_max_pool2d, rng).layer, rng);
    const Oracle average(random_layer(random_average_pool2d, rng).layer, rng);
    for (const LaneKernels* kernels : lane_levels()) {
      SCOPED_TRACE(kernels->level);
      ASSERT_NO_FATAL_FAILURE(check_pool<MaxPool2d>(*kernels, largest));
      ASSERT_NO_FATAL_FAILURE(check_pool<AveragePool2d>(*kernels, average));
    }
  }
}

TEST(LanePool, HalvesPlanesOfAnySize) {
  Rng rng(15);
  WindowOptions halving;
  halving.kernel = halving.stride = {2, 2};
  for (const Shape& shape : {Shape{3, 8, 6}, Shape{2, 7, 9}, Shape{1, 2, 2}, Shape{1, 3, 5}}) {
    const Oracle oracle(std::make_unique<MaxPool2d>(shape, halving), rng);
    for (const LaneKernels* kernels : lane_levels()) {
      SCOPED_TRACE(kernels->level);
      ASSERT_NO_FATAL_FAILURE(check_pool<MaxPool2d>(*kernels, oracle));
    }
  }
}

TEST(LanePool, TiesGoToTheFirstCellAndANanWins) {
  for (const LaneKernels* k : lane_levels()) {
    SCOPED_TRACE(k->level);
    const LanePool pool = {1, {2, 2, 2, 2, 2, 2, 1, 1, 0, 0, 0, 0, 1, 1}, true};
    LaneBlock<> x(4 * kLanes), out(kLanes);
    LaneBlock<int> winner(kLanes);
    for (Index i = 0; i < 4 * kLanes; ++i) x.data()[i] = i / kLanes == 0 ? 1.0F : 2.0F;
    x.data()[3 * kLanes + 5] = std::numeric_limits<float>::quiet_NaN();
    k->max_pool_forward(pool, x.data(), out.data(), winner.data());
    for (Index n = 0; n < kLanes; ++n) EXPECT_EQ(winner.data()[n], n == 5 ? 3 : 1);
    EXPECT_TRUE(std::isnan(out.data()[5]));
    k->max_pool_forward(pool, x.data(), out.data(), nullptr);
    for (Index n = 0; n < kLanes; ++n) {
      EXPECT_TRUE(n == 5 || out.data()[n] == 2);
    }
    EXPECT_TRUE(std::isnan(out.data()[5]));
  }
}

TEST(LaneDense, AgreesWithTheLayerOnRandomSizes) {
  Rng rng(14);
  for (int round = 0; round < 60; ++round) {
    SCOPED_TRACE(round);
    const Shape input{random_index(rng, 1, 60)};
    const Index units = random_index(rng, 1, 30);
    const bool bias = rng.below(2) == 0;
    const Oracle o(std::make_unique<Dense>(input, units, bias), rng);
    const Oracle m = magnitudes_of(o, std::make_unique<Dense>(input, units, bias));
    const LaneDense dense = lane_dense(static_cast<const Dense&>(*o.layer));
    for (const LaneKernels* k : lane_levels()) {
      SCOPED_TRACE(k->level);
      Lanes x(*k, o.x), d_out(*k, o.d_out);
      LaneBlock<> out(d_out.block.size()), d_x(x.block.size()), scratch(dense_scratch(dense));
      LaneBlock<> d_weight(o.parameters[0].size()), d_bias(units);
      k->dense_forward(dense, x.data(), o.parameters[0].data(),
                       bias ? o.parameters[1].data() : nullptr, out.data());
      k->dense_backward_data(dense, o.parameters[0].data(), d_out.data(), d_x.data());
      k->dense_backward_weights(dense, x.data(), d_out.data(), d_weight.data(),
                                bias ? d_bias.data() : nullptr, scratch.data());
      expect_close(from_lanes(out, o.out.shape()).values(), o.out.values(), m.out.values());
      expect_close(from_lanes(d_x, o.x.shape()).values(), o.d_x.values(), m.d_x.values());
      expect_close({d_weight.data(), o.d_parameters[0].values().size()}, o.d_parameters[0].values(),
                   m.d_parameters[0].values());
      if (!bias) continue;
      expect_close({d_bias.data(), static_cast<std::size_t>(units)}, o.d_parameters[1].values(),
                   m.d_parameters[1].values());
    }
  }
}

struct LaneFunction {
  ActivationFunction function;
  decltype(LaneKernels::relu_forward) LaneKernels::*forward;
  decltype(LaneKernels::relu_backward) LaneKernels::*backward;
};
constexpr LaneFunction kFunctions[] = {
    {ActivationFunction::kRelu, &LaneKernels::relu_forward, &LaneKernels::relu_backward},
    {ActivationFunction::kTanh, &LaneKernels::tanh_forward, &LaneKernels::tanh_backward},
    {ActivationFunction::kSigmoid, &LaneKernels::sigmoid_forward, &LaneKernels::sigmoid_backward}};

TEST(LaneActivation, AgreesWithTheFunctionsFarOutToo) {
  constexpr Index kFeatures = 4001;
  for (const LaneKernels* k : lane_levels()) {
    for (const LaneFunction& row : kFunctions) {
      SCOPED_TRACE(std::string(k->level) + " " + std::string(info(row.function).name));
      const ActivationOptions options = default_options(row.function);
      LaneBlock<> x(kFeatures * kLanes), out(x.size()), d_out(x.size());
      for (Index i = 0; i < x.size(); ++i) {
        x.data()[i] = static_cast<float>(i - x.size() / 2) / 320.0F;  // -100 to 100
        d_out.data()[i] = 2.0F;
      }
      (k->*row.forward)(kFeatures, x.data(), out.data());
      (k->*row.backward)(kFeatures, out.data(), d_out.data(), d_out.data());
      for (Index i = 0; i < x.size(); ++i) {
        const auto at = static_cast<double>(x.data()[i]);
        const double expected = activate(options, at);
        ASSERT_NEAR(out.data()[i], expected, 4e-7 * std::abs(expected) + 1e-37) << at;
        ASSERT_NEAR(d_out.data()[i], 2 * activation_derivative(options, at), 1e-6) << at;
      }
    }
  }
}

}  // namespace
}  // namespace convscope::engine::testing

// GFLOP/s of single kernels on the shapes of LeNet and of deeper networks, on every instruction
// set of this processor: kernels_bench --benchmark_filter=conv

#include <benchmark/benchmark.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/kernels/lane_kernels.h"

namespace convscope::engine {
namespace {

/// `count` numbers in [-0.5, 0.5), aligned to a cache line.
class Numbers {
 public:
  explicit Numbers(Index count) : values_(static_cast<std::size_t>(count + kLanes)) {
    std::uint32_t state = 1;
    for (float& value : values_) {
      state = state * 1664525U + 1013904223U;
      value = static_cast<float>(state >> 8) / 16777216.0F - 0.5F;
    }
    const auto offset = reinterpret_cast<std::uintptr_t>(values_.data()) % 64 / sizeof(float);
    data_ = values_.data() + (offset == 0 ? 0 : kLanes - static_cast<Index>(offset));
  }
  Numbers(const Numbers&) = delete;
  Numbers& operator=(const Numbers&) = delete;
  float* data() { return data_; }

 private:
  std::vector<float> values_;
  float* data_ = nullptr;
};

/// Runs `work` as the benchmark `name`, counting two operations a multiply-accumulate.
void measure(const std::string& name, Index macs, std::function<void()> work) {
  benchmark::RegisterBenchmark(name.c_str(), [macs, work](benchmark::State& state) {
    for (auto _ : state) {
      work();
      benchmark::ClobberMemory();
    }
    state.counters["FLOP/s"] = benchmark::Counter(
        2.0 * static_cast<double>(macs) * static_cast<double>(state.iterations()),
        benchmark::Counter::kIsRate);
  });
}

LaneConv square_conv(Index channels, Index size, Index filters, Index kernel, Index pad) {
  const Index out = size + 2 * pad - kernel + 1;
  return {
      channels, filters, 1, {size, size, kernel, kernel, 1, 1, 1, 1, pad, pad, pad, pad, out, out}};
}

/// Everything a convolution touches; shared by its three benchmarks.
struct ConvNumbers {
  explicit ConvNumbers(const LaneConv& c)
      : x(c.channels * c.window.input_y * c.window.input_x * kLanes),
        plane(c.channels * (c.window.input_y + 2 * c.window.pad_top) *
              (c.window.input_x + 2 * c.window.pad_left) * kLanes),
        weight(c.filters * c.channels * c.window.kernel_y * c.window.kernel_x),
        bias(c.filters),
        out(c.filters * c.window.output_y * c.window.output_x * kLanes),
        scratch(std::max(conv_scratch(c), can_winograd(c) ? winograd_scratch(c) : 0)) {}
  Numbers x, plane, weight, bias, out, scratch;
};

void add_conv(const LaneKernels& k, const std::string& shape, const LaneConv& conv) {
  const auto n = std::make_shared<ConvNumbers>(conv);
  const LaneWindow& w = conv.window;
  const Index macs =
      conv.filters * w.output_y * w.output_x * conv.channels * w.kernel_y * w.kernel_x * kLanes;
  const std::string name = "conv/" + shape + "/" + k.level;
  measure(name + "/forward", macs, [&k, n, conv] {
    k.conv_forward(conv, {n->plane.data(), n->weight.data(), n->bias.data(), n->out.data(),
                          n->scratch.data()});
  });
  if (can_winograd(conv)) {
    measure(name + "/winograd", macs, [&k, n, conv] {
      k.conv_winograd(conv, {n->plane.data(), n->weight.data(), n->bias.data(), n->out.data(),
                             n->scratch.data()});
    });
  }
  measure(name + "/data", macs, [&k, n, conv] {
    k.conv_backward_data(conv, {n->weight.data(), n->out.data(), n->x.data(), n->scratch.data()});
  });
  measure(name + "/weights", macs, [&k, n, conv] {
    k.conv_backward_weights(conv, {n->plane.data(), n->out.data(), n->weight.data(), n->bias.data(),
                                   n->scratch.data()});
  });
}

void add_dense(const LaneKernels& k, const LaneDense& dense) {
  struct DenseNumbers {
    explicit DenseNumbers(const LaneDense& d)
        : x(d.inputs * kLanes),
          weight(d.inputs * d.units),
          bias(d.units),
          out(d.units * kLanes),
          scratch(dense_scratch(d)) {}
    Numbers x, weight, bias, out, scratch;
  };
  const auto n = std::make_shared<DenseNumbers>(dense);
  const Index macs = dense.inputs * dense.units * kLanes;
  const std::string name =
      "dense/" + std::to_string(dense.inputs) + "-" + std::to_string(dense.units) + "/" + k.level;
  measure(name + "/forward", macs, [&k, n, dense] {
    k.dense_forward(dense, n->x.data(), n->weight.data(), n->bias.data(), n->out.data());
  });
  measure(name + "/data", macs, [&k, n, dense] {
    k.dense_backward_data(dense, n->weight.data(), n->out.data(), n->x.data());
  });
  measure(name + "/weights", macs, [&k, n, dense] {
    k.dense_backward_weights(dense, n->x.data(), n->out.data(), n->weight.data(), n->bias.data(),
                             n->scratch.data());
  });
}

/// The cheap kernels, in multiply-accumulates of one a number, so that FLOP/s/2 are numbers/s.
void add_pointwise(const LaneKernels& k) {
  constexpr Index kFeatures = 6 * 28 * 28;
  const auto x = std::make_shared<Numbers>(kFeatures * kLanes);
  const auto out = std::make_shared<Numbers>(kFeatures * kLanes);
  const auto winner = std::make_shared<Numbers>(kFeatures * kLanes);
  const LanePool pool = {6, {28, 28, 2, 2, 2, 2, 1, 1, 0, 0, 0, 0, 14, 14}, true};
  int* const winners = reinterpret_cast<int*>(winner->data());
  const std::string level = k.level;
  measure("relu/" + level, kFeatures * kLanes,
          [&k, x, out] { k.relu_forward(kFeatures, x->data(), out->data()); });
  measure("tanh/" + level, kFeatures * kLanes,
          [&k, x, out] { k.tanh_forward(kFeatures, x->data(), out->data()); });
  measure("maxpool/" + level + "/forward", kFeatures * kLanes, [&k, x, out, winner, pool, winners] {
    k.max_pool_forward(pool, x->data(), out->data(), winners);
  });
  measure("maxpool/" + level + "/backward", kFeatures * kLanes,
          [&k, x, out, winner, pool, winners] {
            k.max_pool_backward(pool, winners, out->data(), x->data());
          });
}

void add_all(const LaneKernels& k) {
  add_conv(k, "1-6-5x5-28", square_conv(1, 28, 6, 5, 2));
  add_conv(k, "6-16-5x5-14", square_conv(6, 14, 16, 5, 0));
  for (const Index channels : {32, 64, 128}) {
    const std::string name = std::to_string(channels);
    add_conv(k, name + "-" + name + "-3x3-14", square_conv(channels, 14, channels, 3, 1));
  }
  add_dense(k, {400, 120});
  add_dense(k, {120, 84});
  add_dense(k, {84, 10});
  add_pointwise(k);
}

}  // namespace
}  // namespace convscope::engine

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (const auto* level : convscope::engine::lane_levels()) convscope::engine::add_all(*level);
  benchmark::RunSpecifiedBenchmarks();
}

#include "app/cli/bench/conv_workload.h"

#include <fmt/format.h>

#include <memory>

#include "engine/core/parallel.h"
#include "engine/core/rng.h"
#include "engine/kernels/lane_buffer.h"
#include "engine/kernels/lane_kernels.h"

namespace convscope::cli {
namespace {

using engine::Index;
using engine::kLanes;
using engine::LaneBuffer;
using engine::LaneConv;

struct Convolution {
  Index channels, filters, kernel, padding, size;

  Index output() const { return size + 2 * padding - kernel + 1; }
  std::string name() const {
    return fmt::format("{}-{}-{}x{}-{}x{}", channels, filters, kernel, kernel, size, size);
  }
  LaneConv lanes() const {
    return {channels,
            filters,
            1,
            {size, size, kernel, kernel, 1, 1, 1, 1, padding, padding, padding, padding, output(),
             output()}};
  }
  double macs() const {
    return static_cast<double>(filters * output() * output() * channels * kernel * kernel);
  }
};

constexpr Convolution kConvolutions[] = {
    {1, 6, 5, 2, 28},   {6, 16, 5, 0, 14},    {32, 32, 3, 1, 28},
    {64, 64, 3, 1, 28}, {128, 128, 3, 1, 14},
};

LaneBuffer<> numbers(Index count, engine::Rng& rng) {
  LaneBuffer<> buffer(count);
  for (Index i = 0; i < count; ++i) buffer.data()[i] = static_cast<float>(rng.uniform()) - 0.5F;
  return buffer;
}

/// All that one block of 16 pictures needs; the weights are everybody's own, as in training.
struct Block {
  Block(const Convolution& c, engine::Rng& rng)
      : x(numbers(c.channels * c.size * c.size * kLanes, rng)),
        plane(c.channels * (c.size + 2 * c.padding) * (c.size + 2 * c.padding) * kLanes),
        weight(numbers(c.filters * c.channels * c.kernel * c.kernel, rng)),
        d_weight(c.filters * c.channels * c.kernel * c.kernel),
        bias(numbers(c.filters, rng)),
        out(numbers(c.filters * c.output() * c.output() * kLanes, rng)),
        scratch(conv_scratch(c.lanes())) {}
  LaneBuffer<> x, plane, weight, d_weight, bias, out, scratch;
};

using Pass = void (*)(const engine::LaneKernels&, const LaneConv&, Block&);

const float* padded(const engine::LaneKernels& kernels, const LaneConv& conv, Block& block) {
  if (conv.window.pad_top == 0) return block.x.data();
  kernels.pad(conv.window, conv.channels, block.x.data(), block.plane.data());
  return block.plane.data();
}

void forward(const engine::LaneKernels& kernels, const LaneConv& conv, Block& b) {
  kernels.conv_forward(conv, {padded(kernels, conv, b), b.weight.data(), b.bias.data(),
                              b.out.data(), b.scratch.data()});
}

void backward_data(const engine::LaneKernels& kernels, const LaneConv& conv, Block& b) {
  kernels.conv_backward_data(conv, {b.weight.data(), b.out.data(), b.x.data(), b.scratch.data()});
}

// The plane is the forward pass's.
void backward_weights(const engine::LaneKernels& kernels, const LaneConv& conv, Block& b) {
  const float* plane = conv.window.pad_top == 0 ? b.x.data() : b.plane.data();
  kernels.conv_backward_weights(
      conv, {plane, b.out.data(), b.d_weight.data(), b.bias.data(), b.scratch.data()});
}

constexpr std::pair<const char*, Pass> kPasses[] = {
    {"forward", forward}, {"backward_data", backward_data}, {"backward_weights", backward_weights}};

}  // namespace

void run_conv_layers(const BenchRequest& request) {
  const engine::LaneKernels& kernels = engine::lane_kernels();
  for (const Index batch : request.batches({32})) {
    const Index blocks = (batch + kLanes - 1) / kLanes;
    for (const Convolution& c : kConvolutions) {
      engine::Rng rng(1);
      std::vector<std::unique_ptr<Block>> data;
      for (Index i = 0; i < blocks; ++i) data.push_back(std::make_unique<Block>(c, rng));
      const LaneConv conv = c.lanes();
      for (const auto& [mode, pass] : kPasses) {
        for (const int threads : request.threads) {
          engine::ThreadPool pool(threads);
          const auto work = [&, once = pass](Index i, int) {
            once(kernels, conv, *data[static_cast<std::size_t>(i)]);
          };
          const auto seconds = seconds_per_call(request, [&] { pool.run(blocks, work); });
          report_calls(request,
                       {.mode = mode,
                        .batch = batch,
                        .threads = threads,
                        .unit = "GFLOP/s",
                        .part = c.name()},
                       seconds, {.units = 1, .operations = 2 * c.macs() * double(batch)});
        }
      }
    }
  }
}

}  // namespace convscope::cli

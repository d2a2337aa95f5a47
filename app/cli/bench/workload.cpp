#include "app/cli/bench/workload.h"

#include <algorithm>
#include <chrono>

#include "app/cli/bench/conv_workload.h"
#include "app/cli/bench/mnist_workload.h"
#include "app/cli/bench/network_workloads.h"
#include "app/cli/bench/text_workloads.h"

namespace convscope::cli {
namespace {

using engine::Index;

constexpr Workload kWorkloads[] = {
    {"lenet-train", "LeNet on 28x28, Adam", true, run_lenet_train},
    {"lenet-infer", "LeNet forward; batch 1: one image", true, run_lenet_infer},
    {"lecture-train", "three times convolution, batch norm, dropout, pooling", true,
     run_lecture_train},
    {"vgg-block-train", "two blocks of two convolutions on 32x32x3", true, run_vgg_block_train},
    {"char-lstm-train", "a character model, LSTM of 128 units, Adam", true, run_char_lstm_train},
    {"char-rnn-train", "the same with a plain recurrent network", true, run_char_rnn_train},
    {"char-gru-train", "the same with a GRU", true, run_char_gru_train},
    {"vgg16-infer", "VGG-16, one image of 224x224", false, run_vgg16_infer},
    {"conv-layers", "single convolutions, forward and backward", true, run_conv_layers},
    {"mnist-99", "LeNet to 99.1 % on MNIST", true, run_mnist_99},
};

}  // namespace

std::span<const Workload> workloads() {
  return kWorkloads;
}

std::vector<Index> BenchRequest::batches(std::vector<Index> usual) const {
  return batch > 0 ? std::vector<Index>{batch} : usual;
}

std::vector<double> seconds_per_call(const BenchRequest& request,
                                     const std::function<void()>& once) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  once();
  std::vector<double> values;
  for (Index repeat = 0; repeat < request.repeats; ++repeat) {
    const auto start = Clock::now();
    Index calls = 0;
    double elapsed = 0;
    while (calls == 0 || elapsed < request.seconds) {
      once();
      ++calls;
      if (request.stop.stop_requested()) return {};
      elapsed = since(start);
    }
    values.push_back(elapsed / static_cast<double>(calls));
  }
  return values;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

void report_calls(const BenchRequest& request, Measurement measurement,
                  const std::vector<double>& seconds, const CallCost& cost) {
  if (seconds.empty()) return;
  for (const double value : seconds) {
    measurement.values.push_back(measurement.unit == "us"        ? value * 1e6
                                 : measurement.unit == "GFLOP/s" ? cost.operations / value * 1e-9
                                                                 : cost.units / value);
  }
  measurement.gflops = cost.operations / median(seconds) * 1e-9;
  request.report(measurement);
}

}  // namespace convscope::cli

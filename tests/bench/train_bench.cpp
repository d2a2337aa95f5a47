// Samples/s of training and inference on random images of MNIST's size, by threads and batch.

#include <benchmark/benchmark.h>

#include <memory>

#include "engine/core/rng.h"
#include "engine/model/presets.h"
#include "engine/train/trainer.h"

namespace convscope::engine {
namespace {

std::shared_ptr<const Dataset> random_data(Index count) {
  auto data = std::make_shared<Dataset>();
  data->name = "random";
  for (int k = 0; k < 10; ++k) data->classes.push_back(std::to_string(k));
  data->train.shape = {1, 28, 28};
  Rng rng(1);
  for (Index i = 0; i < count * 784; ++i) {
    data->train.images.push_back(static_cast<std::uint8_t>(rng.below(256)));
  }
  for (Index i = 0; i < count; ++i) {
    data->train.labels.push_back(static_cast<std::uint8_t>(rng.below(10)));
  }
  return data;
}

void train(benchmark::State& state, const NetworkSpec& spec, OptimizerKind optimizer) {
  const auto data = random_data(8192);
  ExecutorTeam team(std::make_shared<const Network>(spec), static_cast<int>(state.range(0)));
  TrainOptions options;
  options.optimizer.kind = optimizer;
  options.batch = state.range(1);
  options.train_count = data->train.count();
  options.epochs = 1000000;
  options.schedule = ScheduleKind::kConstant;
  options.max_rate = 1e-4;
  Trainer trainer(team, data, options);
  Index samples = 0;
  for (auto _ : state) {
    trainer.step_once();
    samples += trainer.last_batch_size();
  }
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(samples), benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(train, lenet_adam, lenet(), OptimizerKind::kAdam)
    ->ArgsProduct({{1, 2}, {32, 128}})
    ->ArgNames({"threads", "batch"})
    ->UseRealTime();
BENCHMARK_CAPTURE(train, lenet_sgd, lenet(), OptimizerKind::kSgd)
    ->ArgsProduct({{1, 2}, {128}})
    ->ArgNames({"threads", "batch"})
    ->UseRealTime();
BENCHMARK_CAPTURE(train, lenet5_adam, lenet5(), OptimizerKind::kAdam)
    ->ArgsProduct({{2}, {128}})
    ->ArgNames({"threads", "batch"})
    ->UseRealTime();

}  // namespace
}  // namespace convscope::engine

BENCHMARK_MAIN();

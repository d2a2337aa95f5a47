#include "app/cli/bench/mnist_workload.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/data/catalog.h"
#include "engine/model/presets.h"
#include "engine/model/summary.h"
#include "engine/train/evaluate.h"
#include "engine/train/trainer.h"

namespace convscope::cli {
namespace {

using engine::Index;

constexpr double kGoal = 0.991;
constexpr Index kSeeds = 3;

std::shared_ptr<const engine::Dataset> normalised_mnist(std::stop_token stop) {
  const auto loaded = engine::load_dataset("mnist", {.stop = std::move(stop)});
  if (!loaded) return nullptr;
  auto data = std::make_shared<engine::Dataset>(*loaded);
  data->train.scale = data->test.scale = engine::normalising_scale(data->train);
  return data;
}

engine::TrainOptions recipe(Index batch, Index seed, Index count) {
  engine::TrainOptions options;
  options.optimizer = {.kind = engine::OptimizerKind::kSgd};
  options.optimizer.momentum = 0.9;
  options.optimizer.nesterov = true;
  options.optimizer.weight_decay = 5e-4;
  options.schedule = engine::ScheduleKind::kOneCycle;
  options.max_rate = 0.05;
  options.warm_up = 0.2;
  options.batch = batch;
  options.epochs = 4;
  options.seed = static_cast<std::uint64_t>(seed);
  options.train_count = count;
  return options;
}

/// Seconds of one training; 0 when it was stopped.
double train_once(engine::ExecutorTeam& team, std::shared_ptr<const engine::Dataset> data,
                  const engine::TrainOptions& options, std::stop_token stop) {
  const auto start = std::chrono::steady_clock::now();
  engine::Trainer trainer(team, data, options);
  while (!trainer.done()) {
    if (!trainer.step_once(stop)) return 0;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const auto result = engine::evaluate(team, trainer.parameters(), data->test,
                                       {0, data->test.count()}, std::move(stop));
  if (!result) return 0;
  const double accuracy = result->metrics.accuracy();
  if (accuracy >= kGoal) return seconds;
  throw engine::Error(engine::ErrorKind::kCheckFailed, "ACCURACY",
                      {.place = fmt::format("mnist-99, seed {}", options.seed),
                       .found = engine::format_fixed(100 * accuracy, 2) + " %",
                       .expected = "99.1 % of the test images"});
}

}  // namespace

void run_mnist_99(const BenchRequest& request) {
  const auto data = normalised_mnist(request.stop);
  if (!data) return;
  const auto network = std::make_shared<const engine::Network>(engine::lenet());
  const auto summary = engine::summarise(network->spec());
  for (const Index batch : request.batches({64})) {
    for (const int threads : request.threads) {
      engine::ExecutorTeam team(network, threads);
      std::vector<double> seconds;
      for (Index i = 0; i < request.repeats; ++i) {
        const auto options = recipe(batch, i % kSeeds, data->train.count());
        seconds.push_back(train_once(team, data, options, request.stop));
        if (request.stop.stop_requested()) return;
      }
      const auto samples = static_cast<double>(4 * data->train.count());
      const auto macs = static_cast<double>(3 * summary.macs - summary.layers.front().macs);
      report_calls(request, {.mode = "train", .batch = batch, .threads = threads, .unit = "us"},
                   seconds, {.units = samples, .operations = 2 * macs * samples});
    }
  }
}

}  // namespace convscope::cli

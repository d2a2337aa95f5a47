#include "app/cli/bench/text_workloads.h"

#include <memory>

#include "engine/core/rng.h"
#include "engine/model/presets.h"
#include "engine/model/summary.h"
#include "engine/train/trainer.h"

namespace convscope::cli {
namespace {

using engine::Index;

constexpr Index kCharacters = 64;
constexpr Index kSteps = 64;

engine::Dataset random_text(Index windows) {
  engine::Dataset data;
  data.name = "random";
  data.train.shape = data.test.shape = {kSteps};
  for (Index k = 0; k < kCharacters; ++k) data.classes.push_back(std::to_string(k));
  engine::Rng rng(1);
  for (Index i = 0; i <= windows * kSteps; ++i) {
    data.train.symbols.push_back(static_cast<engine::Symbol>(rng.below(kCharacters)));
  }
  return data;
}

void train_text(const BenchRequest& request, const char* preset) {
  constexpr Index kWindowsOfAStream = 16;
  const auto spec = engine::find_text_preset(preset, kCharacters, kSteps);
  const auto network = std::make_shared<const engine::Network>(*spec);
  // Forward and both backward passes, but none to the characters; as products with vectors.
  const auto macs = static_cast<double>(engine::summarise(*spec).macs);
  const auto rows = static_cast<double>(network->nodes()[0].layer->parameters()[0].shape[0]);
  const double to_input = rows * static_cast<double>(kCharacters * kSteps);
  for (const Index batch : request.batches({32})) {
    const auto data =
        std::make_shared<const engine::Dataset>(random_text(batch * kWindowsOfAStream));
    for (const int threads : request.threads) {
      engine::ExecutorTeam team(network, threads);
      engine::TrainOptions options;
      options.batch = batch;
      options.schedule = engine::ScheduleKind::kConstant;
      options.max_rate = 1e-3;
      options.train_count = data->train.count();
      engine::Trainer trainer(team, data, options);
      const auto seconds = seconds_per_call(request, [&] { trainer.step_once(request.stop); });
      report_calls(
          request, {.mode = "train", .batch = batch, .threads = threads, .unit = "steps/s"},
          seconds,
          {.units = 1, .operations = 2 * (3 * macs - to_input) * static_cast<double>(batch)});
    }
  }
}

}  // namespace

void run_char_lstm_train(const BenchRequest& request) {
  train_text(request, "char-lstm");
}

void run_char_rnn_train(const BenchRequest& request) {
  train_text(request, "char-rnn");
}

void run_char_gru_train(const BenchRequest& request) {
  train_text(request, "char-gru");
}

}  // namespace convscope::cli

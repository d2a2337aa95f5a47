#include "app/state/pixel_shuffle/experiment.h"

#include <algorithm>

#include "engine/train/evaluate.h"

namespace convscope::state {

using engine::Index;

ShuffleExperiment::ShuffleExperiment(const std::shared_ptr<const engine::Dataset>& data,
                                     const PixelShuffleSettings& settings, const Options& options)
    : options_(options) {
  const Index images = std::min(settings.images, data->train.count());
  const std::shared_ptr<const engine::Network> networks[] = {
      std::make_shared<const engine::Network>(shuffle_network(false)),
      std::make_shared<const engine::Network>(shuffle_network(true))};
  for (const auto& network : networks) engine::check_fits(*network, *data);
  const std::vector<Index> order = shuffle_order(settings);
  auto shuffled = std::make_shared<engine::Dataset>();
  shuffled->name = data->name;
  shuffled->classes = data->classes;
  shuffled->train = engine::with_pixel_order(data->train, images, order);
  shuffled->test = engine::with_pixel_order(data->test, data->test.count(), order);
  for (std::size_t i = 0; i < kShuffleRuns; ++i) {
    Run run;
    run.data = is_shuffled(i) ? shuffled : data;
    run.team = std::make_unique<engine::ExecutorTeam>(networks[is_convolutional(i) ? 1 : 0],
                                                      options.threads);
    run.trainer =
        std::make_unique<engine::Trainer>(*run.team, run.data, shuffle_options(settings, images));
    runs_.push_back(std::move(run));
  }
}

bool ShuffleExperiment::wants_look() const {
  const Index every = std::max<Index>(total_steps() / options_.looks, 1);
  return done() || step() % every == 0;
}

bool ShuffleExperiment::train_batch(const std::stop_token& stop) {
  return std::ranges::all_of(runs_, [&](Run& run) { return run.trainer->step_once(stop); });
}

std::optional<ShufflePoint> ShuffleExperiment::look(const std::stop_token& stop) {
  ShufflePoint point;
  point.step = step();
  const Index all = runs_.front().data->test.count();
  point.judged = done() ? all : std::min(options_.sample, all);
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    Run& run = runs_[i];
    const auto result = engine::evaluate(*run.team, run.trainer->parameters(), run.data->test,
                                         {0, point.judged}, stop);
    if (!result) return std::nullopt;
    point.loss[i] = result->metrics.loss();
    point.accuracy[i] = result->metrics.accuracy();
  }
  return point;
}

}  // namespace convscope::state

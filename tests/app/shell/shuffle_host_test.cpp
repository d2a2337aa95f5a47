#include "app/shell/shuffle_host.h"

#include <gtest/gtest.h>

#include <semaphore>

#include "app/state/pixel_shuffle/experiment.h"

namespace convscope::shell {
namespace {

using state::pixel_shuffle::Progress;

std::shared_ptr<const engine::Dataset> stripes(engine::Index side) {
  auto data = std::make_shared<engine::Dataset>();
  data->classes = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  for (engine::Split* split : {&data->train, &data->test}) {
    split->shape = {1, side, side};
    for (engine::Index i = 0; i < 70; ++i) {
      split->labels.push_back(static_cast<std::uint8_t>(i % 10));
      for (engine::Index p = 0; p < side * side; ++p) {
        split->images.push_back(p % 10 == i % 10 ? 255 : 0);
      }
    }
  }
  return data;
}

/// All that a run says until it is over or stands still.
struct Listener {
  std::counting_semaphore<> woken{0};
  ShuffleHost host{[this] { woken.release(); }};

  std::vector<state::ShufflePoint> points;
  std::string error;

  void listen(const std::function<bool(const Progress&)>& enough) {
    while (true) {
      woken.acquire();
      for (const state::Intent& intent : host.take_intents()) {
        const auto& news = std::get<Progress>(std::get<state::PixelShuffleIntent>(intent).action);
        points.insert(points.end(), news.points.begin(), news.points.end());
        error = news.error;
        if (enough(news)) return;
      }
    }
  }
};

const state::PixelShuffleSettings kShort{.images = 70, .epochs = 1};

TEST(ShuffleHost, MeasuresOnAThreadWhatTheExperimentMeasures) {
  Listener listener;
  listener.host.carry_out(state::RunPixelShuffle{4, kShort, stripes(28)});
  listener.listen([](const Progress& news) {
    return news.total_steps > 0 && news.step == news.total_steps && news.run == 4;
  });
  state::ShuffleExperiment experiment(stripes(28), kShort, {});
  for (const state::ShufflePoint& point : listener.points) {
    EXPECT_EQ(point, experiment.look());
    experiment.train_batch();
  }
  EXPECT_EQ(listener.points.back().step, 2);
}

TEST(ShuffleHost, OneStretchStandsStillBehindAMeasurementAndGoesOn) {
  Listener listener;
  listener.host.carry_out(state::RunPixelShuffle{1, kShort, stripes(28)});
  listener.host.carry_out(state::HoldPixelShuffle{.hold = false, .one_stretch = true});
  listener.listen([](const Progress& news) { return news.step >= 1; });
  listener.host.carry_out(state::HoldPixelShuffle{.hold = false});
  if (listener.points.back().step < 2) {
    listener.listen([](const Progress& news) { return news.step == 2; });
  }
  EXPECT_EQ(listener.points.size(), 3U);
}

TEST(ShuffleHost, SaysWhyItCannotTrainAndEndsWhatIsThere) {
  Listener listener;
  listener.host.carry_out(state::RunPixelShuffle{2, kShort, stripes(12)});
  listener.listen([](const Progress& news) { return !news.error.empty(); });
  EXPECT_FALSE(listener.error.empty());
  listener.host.carry_out(state::RunPixelShuffle{.run = 3});
  EXPECT_TRUE(listener.host.take_intents().empty());
}

}  // namespace
}  // namespace convscope::shell

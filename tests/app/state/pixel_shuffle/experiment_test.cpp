#include "app/state/pixel_shuffle/experiment.h"

#include <gtest/gtest.h>

#include "engine/train/evaluate.h"

namespace convscope::state {
namespace {

using engine::Index;

// Digits of one stroke each: class c is a bar at row 2c + 4.
std::shared_ptr<const engine::Dataset> bars(Index count) {
  auto data = std::make_shared<engine::Dataset>();
  data->classes = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  for (engine::Split* split : {&data->train, &data->test}) {
    split->shape = {1, 28, 28};
    for (Index i = 0; i < count; ++i) {
      const Index label = i % 10;
      split->labels.push_back(static_cast<std::uint8_t>(label));
      for (Index p = 0; p < 784; ++p) {
        split->images.push_back(p / 28 == 2 * label + 4 && p % 28 > 5 + i % 3 ? 255 : 0);
      }
    }
  }
  return data;
}

TEST(ShuffleNetworks, HaveAlmostAsManyParameters) {
  const engine::Network mlp(shuffle_network(false)), cnn(shuffle_network(true));
  EXPECT_EQ(mlp.parameter_count(), 784 * 25 + 25 + 25 * 10 + 10);
  EXPECT_EQ(cnn.parameter_count(), 5 * 5 * 16 + 16 + 5 * 5 * 16 * 48 + 48 + 48 * 10 + 10);
}

// The reason for it all: weights in the pixels' order give the same logits.
TEST(ShuffleNetworks, TheMlpWithItsWeightsInTheSameOrderAnswersTheSame) {
  const auto data = bars(10);
  const auto order = shuffle_order({.seed = 5});
  const auto network = std::make_shared<const engine::Network>(shuffle_network(false));
  const auto plain = network->initial_parameters(3);
  auto moved = plain;
  for (std::size_t unit = 0; unit < 25; ++unit) {
    for (std::size_t i = 0; i < 784; ++i) {
      moved[unit * 784 + i] = plain[unit * 784 + static_cast<std::size_t>(order[i])];
    }
  }
  engine::Dataset shuffled = *data;
  shuffled.test = engine::with_pixel_order(data->test, 10, order);
  engine::ExecutorTeam team(network, 1);
  for (Index row = 0; row < 10; ++row) {
    engine::Tensor a({1, 10}), b({1, 10});
    engine::infer(team, plain, engine::image_tensor(data->test, row).view(), a.view());
    engine::infer(team, moved, engine::image_tensor(shuffled.test, row).view(), b.view());
    for (Index k = 0; k < 10; ++k) EXPECT_NEAR(a[k], b[k], 1e-4F);
  }
}

TEST(ShuffleExperiment, SameSettingsGiveTheSameBitsForAnyNumberOfThreads) {
  const PixelShuffleSettings settings{.images = 80, .epochs = 1};
  const auto data = bars(80);
  ShuffleExperiment one(data, settings, {.threads = 1}), two(data, settings, {.threads = 2});
  EXPECT_EQ(one.total_steps(), 2);
  EXPECT_TRUE(one.wants_look());
  while (!one.done()) {
    EXPECT_TRUE(one.train_batch());
    EXPECT_TRUE(two.train_batch());
  }
  const auto a = one.look(), b = two.look();
  ASSERT_TRUE(a && b);
  EXPECT_EQ(*a, *b);
  EXPECT_EQ(a->step, 2);
  EXPECT_EQ(a->judged, 80);
}

TEST(ShuffleExperiment, WhenItIsOffBothHalvesAreTheSame) {
  ShuffleExperiment experiment(bars(64), {.on = false, .images = 64, .epochs = 1}, {});
  ASSERT_TRUE(experiment.train_batch());
  const auto point = experiment.look();
  ASSERT_TRUE(point);
  EXPECT_EQ(point->loss[0], point->loss[1]);
  EXPECT_EQ(point->loss[2], point->loss[3]);
}

TEST(ShuffleExperiment, StopsAtOnce) {
  ShuffleExperiment experiment(bars(64), {.images = 64, .epochs = 1}, {});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(experiment.train_batch(stop.get_token()));
  EXPECT_FALSE(experiment.look(stop.get_token()));
  EXPECT_EQ(experiment.step(), 0);
}

}  // namespace
}  // namespace convscope::state

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "app/state/phrase.h"
#include "engine/data/pixel_order.h"
#include "engine/model/spec.h"
#include "engine/train/trainer.h"

namespace convscope::state {

/// The experiment on locality: the pixels of every digit change places, always in the same way. A
/// dense network does not notice; a convolutional one loses what it is built for.
struct PixelShuffleSettings {
  bool on = true;  ///< otherwise nothing moves, and both halves of the experiment are the same
  engine::Index block = 1;  ///< one of kShuffleBlocks: squares of so many pixels move as a whole
  double share = 1;         ///< of the squares that change places, 0 to 1
  std::uint64_t seed = 1;   ///< of the permutation
  engine::Index images = 10000;  ///< of the training set; one of kShuffleImages
  engine::Index epochs = 3;
  friend bool operator==(const PixelShuffleSettings&, const PixelShuffleSettings&) = default;
};
inline constexpr std::string_view kShuffleData = "mnist";
inline constexpr std::array<engine::Index, 5> kShuffleBlocks{1, 2, 4, 7, 14};
inline constexpr std::array<engine::Index, 4> kShuffleImages{2000, 10000, 30000, 60000};
inline constexpr engine::Index kMostShuffleEpochs = 10;
inline constexpr std::uint64_t kMostShuffleSeed = 999;

/// The four trainings, side by side.
inline constexpr std::size_t kShuffleRuns = 4;
enum class ShuffleRun { kMlpPlain, kMlpShuffled, kCnnPlain, kCnnShuffled };
constexpr bool is_shuffled(std::size_t run) {
  return run % 2 == 1;
}
constexpr bool is_convolutional(std::size_t run) {
  return run >= 2;
}

/// Two networks with almost as many parameters, for 28x28 pixels: 784-25-10 (19,885), and two
/// convolutions 5x5 with max pooling over all places behind them (20,154).
engine::NetworkSpec shuffle_network(bool convolutional);
/// Where pixel i of a shuffled picture comes from; the identity when it is off.
std::vector<engine::Index> shuffle_order(const PixelShuffleSettings& settings);
/// Adam, batches of 64, one cycle up to 6e-3; the same for all four.
engine::TrainOptions shuffle_options(const PixelShuffleSettings& settings, engine::Index images);

}  // namespace convscope::state

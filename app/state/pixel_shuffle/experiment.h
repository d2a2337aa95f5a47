#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "app/state/pixel_shuffle/pixel_shuffle_state.h"
#include "engine/data/dataset.h"
#include "engine/train/executor_team.h"
#include "engine/train/trainer.h"

namespace convscope::state {

/// Trains the four networks, one batch of each at a time, from the same random weights on the same
/// images in the same order; only their pixels' places differ. No thread of its own and no clock:
/// the same settings give the same bits.
class ShuffleExperiment {
 public:
  struct Options {
    int threads = 1;             ///< below 1: all processors
    engine::Index sample = 500;  ///< test images of a look on the way
    engine::Index looks = 30;    ///< on the way, at least
  };
  /// Copies the images that it shuffles. Throws engine::Error {DATA_SHAPE} unless they are 28x28.
  ShuffleExperiment(const std::shared_ptr<const engine::Dataset>& data,
                    const PixelShuffleSettings& settings, const Options& options);

  engine::Index step() const { return runs_.front().trainer->step(); }
  engine::Index total_steps() const { return runs_.front().trainer->total_steps(); }
  bool done() const { return step() >= total_steps(); }
  /// Whether this step is one to look at: the first, the last and those between.
  bool wants_look() const;
  /// One batch in every network; false when it was stopped.
  bool train_batch(const std::stop_token& stop = {});
  /// All four on test images: a sample on the way, all of them at the end; none when stopped.
  std::optional<ShufflePoint> look(const std::stop_token& stop = {});

 private:
  struct Run {
    std::shared_ptr<const engine::Dataset> data;
    std::unique_ptr<engine::ExecutorTeam> team;
    std::unique_ptr<engine::Trainer> trainer;
  };
  Options options_;
  std::vector<Run> runs_;
};

}  // namespace convscope::state

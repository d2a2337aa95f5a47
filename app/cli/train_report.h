#pragma once

#include <optional>
#include <string>

#include "app/cli/recipe.h"
#include "engine/train/metrics.h"
#include "engine/train/trainer.h"

namespace convscope::cli {

/// What a training is about, for its first line.
struct TrainFacts {
  std::string model;
  std::string data;
  engine::Index parameters = 0;
  engine::Index test_count = 0;
  std::string initializer;  ///< "he" or "glorot"
  Recipe recipe;
  engine::Index characters = 0;  ///< that a text's model tells apart; 0: of images
  engine::Index sequence = 0;    ///< characters of a window
};

struct EpochFacts {
  engine::EpochMetrics metrics;
  engine::Index epochs = 0;
  double learning_rate = 0;  ///< of the epoch's last step
  double samples_per_s = 0;  ///< over the epoch's training steps
  double elapsed_s = 0;
};

struct EndFacts {
  const char* event = "done";  ///< or "interrupted" or "diverged"
  engine::Index epochs = 0;    ///< whole ones
  std::optional<engine::RunningMetrics> test;
  double samples_per_s = 0;
  double elapsed_s = 0;
  std::string out;  ///< empty: nothing was written
  std::optional<engine::Divergence> divergence;
};

struct ProgressFacts {
  engine::Index epoch = 1;
  engine::Index epochs = 1;
  double done = 0;  ///< of the whole training, 0 to 1
  double loss = 0;
  double accuracy = 0;
  double samples_per_s = 0;
  double remaining_s = 0;
};

/// Tells of a training: text or lines of JSON on standard output, and a progress bar on standard
/// error when that is a terminal.
class TrainReport {
 public:
  explicit TrainReport(bool json);

  void start(const TrainFacts& facts);
  void progress(const ProgressFacts& facts);
  void epoch(const EpochFacts& facts);
  void end(const EndFacts& facts);

 private:
  void clear_bar();

  bool json_;
  bool terminal_;
  bool text_ = false;  // what is learnt is a text
  bool bar_shown_ = false;
};

}  // namespace convscope::cli

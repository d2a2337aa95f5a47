#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/cli/interrupt.h"
#include "app/cli/train_report.h"
#include "engine/train/checkpoint.h"

namespace convscope::cli {

/// A training from its first step, or from where a checkpoint left it, to its end, an interrupt or
/// a divergence: steps, validation, reports, and the files FILE and FILE.part.
class TrainingRun {
 public:
  /// Of the file that the way to the result is kept in.
  static constexpr std::string_view kPartSuffix = ".part";

  struct Setup {
    std::shared_ptr<const engine::Network> network;
    std::shared_ptr<const engine::Dataset> data;
    std::string data_name;  ///< kept in the file when it is a known name
    Recipe recipe;
    int threads = 0;
    std::string out;  ///< empty: write nothing
    const engine::Checkpoint* resume = nullptr;
  };

  TrainingRun(Setup setup, InterruptWatch& interrupt, TrainReport& report);

  /// Returns the exit code.
  int run();

 private:
  using Clock = std::chrono::steady_clock;

  void resume();
  void loop();
  bool end_epoch();
  std::optional<engine::RunningMetrics> test();
  void tell_progress();
  void save(const std::string& path);
  void finish(EndFacts facts);
  engine::Vocabulary vocabulary() const;
  double elapsed() const;

  Setup setup_;
  InterruptWatch& interrupt_;
  TrainReport& report_;
  engine::ExecutorTeam team_;
  engine::Trainer trainer_;
  engine::TrainingCurves curves_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_save_ = start_;
  Clock::time_point last_progress_ = start_;
  double step_seconds_ = 0;
  double epoch_seconds_ = 0;
  engine::Index samples_ = 0;
  engine::Index epoch_samples_ = 0;
};

}  // namespace convscope::cli

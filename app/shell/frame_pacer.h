#pragma once

namespace convscope::shell {

/// How often the window draws while a training uses the cores: at most 30 frames a second, at most
/// 10 when a frame costs more than 8 ms. Without a training it draws as often as asked. Times are
/// seconds of any steady clock.
class FramePacer {
 public:
  static constexpr double kTrainingFrame = 1.0 / 30;
  static constexpr double kCostlyFrame = 1.0 / 10;
  static constexpr double kCostly = 0.008;

  /// A frame was begun at `at` and cost `cost_s` of computing: the thread's own time, and what a
  /// rasteriser in software took besides.
  void drawn(double at, double cost_s) noexcept;

  /// How long to wait at `now` before the next frame is begun; 0: it may be begun.
  double wait_s(double now, bool training) const noexcept;

 private:
  double last_ = -1e9;
  double cost_ = 0;  ///< running mean, so that one slow frame does not change the rhythm
};

}  // namespace convscope::shell

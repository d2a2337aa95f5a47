#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/state/history.h"
#include "app/state/pixel_shuffle/settings.h"

namespace convscope::state {

/// What the four networks read in test images after `step` batches.
struct ShufflePoint {
  engine::Index step = 0;
  engine::Index judged = 0;  ///< test images
  std::array<double, kShuffleRuns> loss{};
  std::array<double, kShuffleRuns> accuracy{};
  friend bool operator==(const ShufflePoint&, const ShufflePoint&) = default;
};

struct PixelShuffleState {
  enum class Status {
    kReady,
    kWaiting,  ///< for the data
    kRunning,
    kPaused,
    kFinished,
    kRecorded,  ///< the points are a scene's; their networks are not there
  };
  History<PixelShuffleSettings> history;
  Status status = Status::kReady;
  std::uint64_t run = 0;                        ///< what arrives from an older one is left out
  std::optional<PixelShuffleSettings> started;  ///< of the run that the points are of
  std::vector<ShufflePoint> points;             ///< rising steps
  engine::Index step = 0;
  engine::Index total_steps = 0;
  std::optional<std::size_t> looked_at;  ///< a point; none: the last
  engine::Index digit = 0;               ///< of the test set, shown plain and shuffled
  bool pause_at_point = false;           ///< one stretch was asked for
  std::string error;                     ///< of the run; empty: none

  const PixelShuffleSettings& settings() const noexcept { return history.value(); }
  bool running() const { return status == Status::kRunning; }
  /// The point that is looked at; null without any.
  const ShufflePoint* point() const {
    if (points.empty()) return nullptr;
    return &points[looked_at && *looked_at < points.size() ? *looked_at : points.size() - 1];
  }
};

}  // namespace convscope::state

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/state/pixel_shuffle/pixel_shuffle_state.h"
#include "engine/data/dataset.h"

namespace convscope::state {

// What somebody wants of the experiment with shuffled pixels.
namespace pixel_shuffle {
/// Hold from the next start; a row of changes of one `gesture` is undone as one.
struct SetSettings {
  PixelShuffleSettings settings;
  std::string gesture = {};
};
/// Starts, pauses, goes on; after the end starts again.
struct ToggleRun {};
/// From the first weights on, with the settings as they are now.
struct Restart {};
/// No run, no curves.
struct Reset {};
/// Up to the next measurement.
struct OneStretch {};
/// Point i is looked at; none: the last.
struct LookAtPoint {
  std::optional<std::size_t> point;
};
struct ShowDigit {
  engine::Index digit;
};
/// Answers of the run.
struct Progress {
  std::uint64_t run = 0;
  engine::Index step = 0;
  engine::Index total_steps = 0;
  std::vector<ShufflePoint> points;
  std::string error;  ///< one line: the run is over
};
}  // namespace pixel_shuffle

struct PixelShuffleIntent {
  std::variant<pixel_shuffle::SetSettings, pixel_shuffle::ToggleRun, pixel_shuffle::Restart,
               pixel_shuffle::Reset, pixel_shuffle::OneStretch, pixel_shuffle::LookAtPoint,
               pixel_shuffle::ShowDigit, pixel_shuffle::Progress>
      action;
};

// What it asks of the world: one run at a time, on a thread of its own.
/// A new run in place of the one that is there; answered by Progress. Without data there is none.
struct RunPixelShuffle {
  std::uint64_t run = 0;
  PixelShuffleSettings settings;
  std::shared_ptr<const engine::Dataset> data;
};
/// The run stands still after its batch, or goes on; with `one_stretch` up to the next measurement.
struct HoldPixelShuffle {
  bool hold = true;
  bool one_stretch = false;
};

}  // namespace convscope::state

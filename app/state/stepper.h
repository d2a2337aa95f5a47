#pragma once

#include <algorithm>

#include "engine/explain/cursor.h"

namespace convscope::state {

/// The transport bar of a lab whose steps a cursor counts, with what each grain steps over in a lab
/// of its own. Written by the lab's update only.
struct Stepper {
  engine::Index step = 0;  ///< terms computed, 0..cursor.total()
  engine::Grain grain = engine::Grain::kTerm;
  double speed = 1;
  bool playing = false;
  double waited_s = 0;  ///< since the last step, while playing

  /// A hand on the bar stops playback.
  void go(engine::Index to, engine::Index last) {
    step = std::clamp<engine::Index>(to, 0, last);
    playing = false;
    waited_s = 0;
  }
  void toggle(engine::Index last) {
    playing = !playing && last > 0;
    waited_s = 0;
    if (playing && step == last) step = 0;
  }
  /// `next` gives the step after one; playback ends at `last`.
  template <typename Next>
  void advance(double seconds, engine::Index last, Next next) {
    if (!playing) return;
    const double period = (grain == engine::Grain::kTerm ? 0.6 : 0.9) / speed;
    // A frame that took long (the window was hidden) makes up for at most a second.
    waited_s += std::clamp(seconds, 0.0, 1.0);
    while (waited_s >= period && playing) {
      waited_s -= period;
      step = std::min(next(step), last);
      playing = step < last;
    }
  }
};

}  // namespace convscope::state

#pragma once

#include <vector>

#include "app/state/app_state.h"
#include "app/state/effect.h"
#include "app/state/training/training_intent.h"

namespace convscope::state {

/// Carries out one intent of the Training lab.
void update_training(AppState& state, const TrainingIntent& intent, Effects& effects);
/// The data set that a start waited for is there.
void training_data_loaded(AppState& state, const std::string& name, Effects& effects);
/// Playback of the recorded steps.
void advance_training(AppState& state, double seconds);
bool training_wants_time(const AppState& state);
/// Looks at the picture with the weights that are shown, where that is not done yet. A millisecond
/// for each new one.
void refresh_milestones(AppState& state);

/// The steps whose filters are shown, at most `count` (>= 2) of `recorded` (rising) and `last`:
/// the first, the one looked at and the last in any case, the others spread evenly.
std::vector<engine::Index> milestone_steps(const std::vector<engine::Index>& recorded,
                                           engine::Index looked_at, engine::Index last,
                                           std::size_t count);
/// The last recorded step at or before `step`; that step itself when it is the training's last.
engine::Index recorded_step(const TrainingState& training, engine::Index step);
/// Where a diverged training was still well: the last recorded step before the loss rose.
engine::Index safe_step(const TrainingState& training);

}  // namespace convscope::state

#pragma once

#include "app/state/training/training_state.h"
#include "engine/io/json_reader.h"

namespace convscope::state {

/// The Training lab's own fields of a scene, all optional:
///   "data", "preset", "optimizer", "learning_rate", "schedule", "batch", "epochs", "seed"
///   "limit": training samples at most, 0 for all
///   "batches": trains so many from the seed's weights before anything is shown
///   "picture", "strokes": the drawing, as in the Network lab's scene
///   "log_scale", "smooth", "by_epoch": how the curves and the transport bar stand
/// Throws Error{kBadFile} with the JSON pointer of what is wrong.
void read_training_scene(const engine::JsonValue& fields, TrainingState& training);

}  // namespace convscope::state

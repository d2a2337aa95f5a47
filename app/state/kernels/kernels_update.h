#pragma once

#include "app/state/effect.h"
#include "app/state/kernels/kernels_actions.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// What the user should be told about an action, if anything.
struct KernelsNews {
  std::string text;
  bool bad = false;
};

/// The only writer of KernelsState.
KernelsNews update_kernels(KernelsState& state, const KernelsAction& action, Language language,
                           Effects& effects);
/// The lab comes to be shown: asks for its first photograph.
void enter_kernels(KernelsState& state, Effects& effects);
/// Shows what a scene holds; undo goes back to what was there.
void open_kernels(KernelsState& state, const KernelsState& scene, Effects& effects);
void undo_kernels(KernelsState& state, bool redo);
void advance_kernels(KernelsState& state, double seconds);
/// Esc: one level; whether there was one.
bool pop_kernels(KernelsState& state);

/// The boundary of a grain above and below a step; a channel is one row of pixels.
engine::Index next_pixel_step(const KernelsState& state, engine::Index step, engine::Grain grain);
engine::Index previous_pixel_step(const KernelsState& state, engine::Index step,
                                  engine::Grain grain);

}  // namespace convscope::state

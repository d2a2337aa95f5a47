#pragma once

#include <string>

#include "app/state/convolution/actions.h"
#include "app/state/phrase.h"

namespace convscope::state {

/// What the user should be told about an action, if anything.
struct ConvolutionNews {
  std::string text;
  bool bad = false;
};

/// The only writer of ConvolutionState.
ConvolutionNews update_convolution(ConvolutionState& state, const ConvolutionAction& action,
                                   Language language);
/// Shows what a scene holds; undo goes back to what was there, at its step.
void open_convolution(ConvolutionState& state, const ConvolutionState& scene);
/// Undo (or redo) of the last edit or setting.
void undo_convolution(ConvolutionState& state, bool redo);
/// Playback: a term every 600 ms, a cell every 900 ms at speed 1.
void advance_convolution(ConvolutionState& state, double seconds);
/// Whether there was a level to leave.
bool pop_convolution(ConvolutionState& state);
/// Puts a setup in place: recomputes, keeps the current output where there still is one.
void set_convolution_setup(ConvolutionState& state, ConvolutionSetup setup,
                           const std::string& gesture);

}  // namespace convscope::state

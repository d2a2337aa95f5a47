#pragma once

#include "app/ui/labs/lab.h"

/// The view of the Convolution lab in which an MLP and a CNN learn shuffled pixels side by side: a
/// stage of its own in each panel.
namespace convscope::ui::convolution {

/// Whether it is the one that is shown.
inline bool shows_shuffle(const LabFrame& frame) {
  return frame.state.convolution.kind == state::ConvolutionViewKind::kPixelShuffle;
}
/// The switches of the lab; the digit, the four accuracies and their curves.
void draw_shuffle_stage(LabFrame& frame, const figure::Rect& rect);
void draw_shuffle_settings(LabFrame& frame, const figure::Rect& rect);
/// The two networks, and why it is so.
void draw_shuffle_card(LabFrame& frame, const figure::Rect& rect);
void draw_shuffle_transport(LabFrame& frame, const figure::Rect& rect);

}  // namespace convscope::ui::convolution

#pragma once

#include "app/state/training/training_view.h"
#include "app/ui/labs/lab.h"

/// The Training lab: curves, filters and what they see, alive while a network learns.
namespace convscope::ui {

void draw_training_settings(LabFrame& frame, const figure::Rect& rect);
void draw_training_stage(LabFrame& frame, const figure::Rect& rect);
void draw_training_card(LabFrame& frame, const figure::Rect& rect);
void draw_training_transport(LabFrame& frame, const figure::Rect& rect);

/// The stage's two parts.
void draw_training_curves(LabFrame& frame, const figure::Rect& rect);
/// What the filters look at: the paper, or, on a figure by itself, the picture that the network
/// receives. Takes its width from the left of `rest`.
void draw_training_input(LabFrame& frame, figure::Rect& rest, bool large);
/// Step, test accuracy and the likeliest classes, for the last row of a lecture room.
void draw_training_summary(LabFrame& frame, const figure::Rect& rect);
void draw_training_filters(LabFrame& frame, const figure::Rect& rect);

/// Something only this lab wants.
template <typename Wish>
void want(LabFrame& frame, Wish wish) {
  frame.intents.emplace_back(std::in_place_type<state::TrainingIntent>, std::move(wish));
}
inline void command(LabFrame& frame, state::TrainingCommand command) {
  want(frame, state::CommandTraining{command});
}

}  // namespace convscope::ui

#pragma once

#include "app/ui/labs/lab.h"

/// The Convolution lab: how does a filter turn a volume into a feature map, exactly?
namespace convscope::ui::convolution {

void draw_settings(LabFrame& frame, const figure::Rect& rect);
void draw_stage(LabFrame& frame, const figure::Rect& rect);
void draw_card(LabFrame& frame, const figure::Rect& rect);
void draw_transport(LabFrame& frame, const figure::Rect& rect);
/// B: the next pass.
void read_pass_key(LabFrame& frame);
/// What the outlines and fills mean: on the stage where there is room, and in the help overlay.
void draw_legend(Ui& ui, figure::Point at);
inline constexpr float kLegendHeight = 114;

}  // namespace convscope::ui::convolution

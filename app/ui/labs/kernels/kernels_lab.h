#pragma once

#include "app/ui/labs/lab.h"

/// The Kernels lab: what do blur, Sobel, my own kernel do to a real photograph? Can gradient
/// descent find a kernel?
namespace convscope::ui::kernels {

void draw_settings(LabFrame& frame, const figure::Rect& rect);
void draw_stage(LabFrame& frame, const figure::Rect& rect);
void draw_card(LabFrame& frame, const figure::Rect& rect);
void draw_transport(LabFrame& frame, const figure::Rect& rect);

}  // namespace convscope::ui::kernels

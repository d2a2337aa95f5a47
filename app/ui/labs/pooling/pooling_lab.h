#pragma once

#include "app/ui/labs/lab.h"

/// The Pooling lab: what survives max and average pooling, and where does the gradient go?
namespace convscope::ui::pooling {

void draw_settings(LabFrame& frame, const figure::Rect& rect);
void draw_stage(LabFrame& frame, const figure::Rect& rect);
void draw_card(LabFrame& frame, const figure::Rect& rect);
void draw_transport(LabFrame& frame, const figure::Rect& rect);
void draw_legend(Ui& ui, figure::Point at);

}  // namespace convscope::ui::pooling

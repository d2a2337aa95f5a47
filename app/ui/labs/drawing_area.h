#pragma once

#include <string>

#include "app/ui/labs/lab.h"

/// The user's drawing, wherever a lab shows it: one drawing for all of them.
namespace convscope::ui {

/// How the four tools of the pad stand.
enum class PadToolsShape { kRow, kColumn, kSquare };

/// The paper: drawing on it asks for strokes. Items are named `prefix` + "pad".
void draw_drawing_pad(LabFrame& frame, const std::string& prefix, const figure::Rect& pad);
/// Pen, eraser, undo, clear, each `height` high, in type of 14 px, or 20 px in `large` ones;
/// returns the height of all.
float draw_pad_tools(LabFrame& frame, const std::string& prefix, const figure::Rect& area,
                     PadToolsShape shape, float height, bool large = false);

}  // namespace convscope::ui

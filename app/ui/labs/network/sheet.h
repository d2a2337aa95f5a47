#pragma once

#include "app/ui/labs/network/parts.h"

namespace convscope::ui::network {

/// Width and height in logical pixels of a contact sheet whose maps have `pixel` logical pixels a
/// number.
figure::Point sheet_size(const NetworkState& lab, const state::network::SheetRef& sheet,
                         float pixel);

/// All maps of a column, or all its filters, with their numbers and their common range, from the
/// upper left corner of `area` on. There must be a pass.
void draw_sheet(const Ink& ink, const NetworkState& lab, const state::network::SheetRef& sheet,
                const figure::Rect& area, float pixel);

/// The sheet that a scene asks for, as large as it fits on the stage.
void draw_sheet_stage(LabFrame& frame, const figure::Rect& rect,
                      const state::network::SheetRef& sheet);

/// How many logical pixels a number gets in an exported sheet.
float sheet_pixel(const NetworkState& lab, const state::network::SheetRef& sheet);

}  // namespace convscope::ui::network

#pragma once

#include "app/state/network/cell_view.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/grid.h"

/// What the arrangements of an open cell share.
namespace convscope::ui::network {

struct OpenCell {
  LabFrame& frame;
  const NetworkState& lab;
  state::network::CellView view;
};

/// Size of the cells of a plane and how their numbers are written.
struct CellLook {
  float width = 0, height = 0;
  DigitStyle digits;
};

/// One plane of x, w or products, without a frame.
void draw_cell_plane(const OpenCell& open, const state::GridModel& grid, figure::Point at,
                     const CellLook& look, figure::Color role);
/// Sum, bias, activation, below each other around the middle of `area`.
void draw_cell_results(const OpenCell& open, const figure::Rect& area);
/// "p1[c]" and "w[12,c]" of one group, or of all with the letter c.
std::string group_source(const OpenCell& open);

/// Every group small at the left, one of them large beside it, for a stage on which the numbers of
/// all would not be legible. False, and nothing is drawn, when that does not help.
bool draw_large_channel(const OpenCell& open, const figure::Rect& body);
/// A vector's terms in three wide planes below each other. False as above.
bool draw_stacked_vector(const OpenCell& open, const figure::Rect& body);

}  // namespace convscope::ui::network

#pragma once

#include <optional>
#include <string>

#include "app/ui/widgets/grid.h"

/// Typing, dragging, wheel and keys on a grid of numbers, the same in every lab.
namespace convscope::ui {

struct GridPlace {
  int row = 0;
  int column = 0;
  friend bool operator==(const GridPlace&, const GridPlace&) = default;
};

/// What the user does on a grid in this frame. Carry out the edit before `pin`.
struct GridEdit {
  std::optional<GridPlace> hovered;
  std::optional<GridPlace> pin;  ///< where the cursor goes
  GridPlace place;               ///< what the following are about; at most one is set
  std::optional<std::string> typed;
  std::optional<float> value;  ///< by dragging or with the wheel
  std::optional<std::string> pasted;
};

/// Call it after draw_grid. Cells in the padding cannot be edited, those marked pending are empty.
/// `cursor` is the pinned cell, if it is one of the grid's; the names of the items count from
/// `first` as in touch_grid.
GridEdit edit_grid_cells(Ui& ui, const std::string& id, const state::GridModel& grid,
                         const GridLook& look, std::optional<GridPlace> cursor,
                         GridPlace first = {});

}  // namespace convscope::ui

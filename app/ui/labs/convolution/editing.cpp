#include <fmt/format.h>

#include <cmath>

#include "app/state/convolution/paste.h"
#include "app/state/number_text.h"
#include "app/ui/labs/convolution/stage_parts.h"

namespace convscope::ui::convolution {

void edit_grid(Stage& stage, const EditableGrid& what, const state::GridModel& grid,
               const GridLook& look) {
  const engine::Cell& first = what.first;
  const int rank = first.rank();
  const auto number_at = [&](int row, int column) {
    engine::Cell cell = first;
    cell[rank - 1] += column;
    if (rank > 1) cell[rank - 2] += row;
    return state::ConvolutionNumber{what.kind, cell};
  };
  const int first_row = rank > 1 ? static_cast<int>(first[rank - 2]) : 0;
  const int first_column = static_cast<int>(first[rank - 1]);
  const GridTouch touch =
      touch_grid(stage.ui(), what.id, grid, look, first_row, rank > 1 ? first_column : 0);
  if (touch.row >= 0) stage.hovered = number_at(touch.row, touch.column);
}

}  // namespace convscope::ui::convolution

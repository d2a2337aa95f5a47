#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/grid_editor.h"

namespace convscope::ui::convolution {
namespace {

using state::ConvolutionNumber;
namespace action = state::convolution;

ConvolutionNumber number_at(const EditableGrid& what, GridPlace place) {
  engine::Cell cell = what.first;
  const int rank = cell.rank();
  cell[rank - 1] += place.column;
  if (rank > 1) cell[rank - 2] += place.row;
  return {what.kind, cell};
}

std::optional<GridPlace> cursor_of(const EditableGrid& what, const state::GridModel& grid,
                                   const std::optional<ConvolutionNumber>& pinned) {
  if (!pinned || pinned->kind != what.kind) return std::nullopt;
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      if (*pinned == number_at(what, {r, c})) return GridPlace{r, c};
    }
  }
  return std::nullopt;
}

}  // namespace

void edit_grid(Stage& stage, const EditableGrid& what, const state::GridModel& grid,
               const GridLook& look) {
  const int rank = what.first.rank();
  const int first_row = rank > 1 ? static_cast<int>(what.first[rank - 2]) : 0;
  const int first_column = rank > 1 ? static_cast<int>(what.first[rank - 1]) : 0;
  const auto cursor = cursor_of(what, grid, stage.view.state().pinned);
  const GridEdit edit =
      edit_grid_cells(stage.ui(), what.id, grid, look, cursor, {first_row, first_column});
  if (edit.hovered) stage.hovered = number_at(what, *edit.hovered);
  const ConvolutionNumber number = number_at(what, edit.place);
  if (edit.typed) stage.want(action::TypeNumber{number, *edit.typed});
  if (edit.value) stage.want(action::SetNumber{number, *edit.value});
  if (edit.pasted) stage.want(action::PasteNumbers{number, *edit.pasted});
  if (edit.pin) stage.want(action::Pin{number_at(what, *edit.pin)});
}

}  // namespace convscope::ui::convolution

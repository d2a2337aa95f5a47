#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/grid_editor.h"

namespace convscope::ui::convolution {
namespace {

using state::ConvolutionNumber;
namespace action = state::convolution;

std::optional<GridPlace> cursor_of(const EditableGrid& what, const state::GridModel& grid,
                                   const std::optional<ConvolutionNumber>& pinned) {
  if (!pinned) return std::nullopt;
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      if (what.number(r, c) == pinned) return GridPlace{r, c};
    }
  }
  return std::nullopt;
}

bool holds_upstream(const EditableGrid& what, const state::GridModel& grid) {
  for (int r = 0; r < grid.rows; ++r) {
    for (int c = 0; c < grid.columns; ++c) {
      if (const auto number = what.number(r, c)) {
        return number->kind == ConvolutionNumber::Kind::kUpstream;
      }
    }
  }
  return false;
}

}  // namespace

void tell_misprint(Stage& stage, const std::string& id, const ConvolutionNumber& number) {
  const state::Misprint* misprint = stage.view.misprint(number);
  if (misprint == nullptr || stage.presenting()) return;
  stage.ui().tooltip(id, misprint_text(*misprint, stage.ui().language()));
}

void edit_grid(Stage& stage, const EditableGrid& what, const state::GridModel& grid,
               const GridLook& look) {
  // Numbers that are always the same are only looked at.
  const bool constant = stage.view.pass() == state::ConvolutionPass::kBias && !what.number(0, 0);
  if (constant) {
    touch_grid(stage.ui(), what.id, grid, look, what.first_row, what.first_column);
    return;
  }
  // Behind an activation g follows from what arrives: it is looked at, and pinned.
  if (stage.view.has_arriving() && holds_upstream(what, grid)) {
    const GridTouch touch =
        touch_grid(stage.ui(), what.id, grid, look, what.first_row, what.first_column);
    if (touch.row < 0) return;
    const auto number = what.number(touch.row, touch.column);
    if (number) stage.hovered = number;
    if (number && touch.clicked) stage.want(action::Pin{*number});
    return;
  }
  const auto cursor = cursor_of(what, grid, stage.view.state().pinned);
  const GridEdit edit =
      edit_grid_cells(stage.ui(), what.id, grid, look, cursor, {what.first_row, what.first_column});
  const auto number_at = [&](GridPlace place) { return what.number(place.row, place.column); };
  if (edit.hovered) {
    if (const auto number = number_at(*edit.hovered)) {
      stage.hovered = number;
      tell_misprint(stage, what.id, *number);
    }
  }
  if (const auto number = number_at(edit.place)) {
    if (edit.typed) stage.want(action::TypeNumber{*number, *edit.typed});
    if (edit.value) stage.want(action::SetNumber{*number, *edit.value});
    if (edit.pasted) stage.want(action::PasteNumbers{*number, *edit.pasted});
  }
  if (!edit.pin) return;
  if (const auto number = number_at(*edit.pin)) stage.want(action::Pin{*number});
}

}  // namespace convscope::ui::convolution

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/state/grid_model.h"
#include "app/ui/ui.h"

/// A grid of numbered cells: fill says how much, outline says what. Knows nothing of networks.
namespace convscope::ui {

/// How the digits of a whole tensor are written in cells of one size.
struct DigitStyle {
  float size = 0;  ///< 0: no digits
  int decimals = 0;
};
/// One rule for the whole tensor: the largest type for the cell (12 px from cells of 16, 14 from
/// 20, 17 from 32, 20 from 44, with `large` 35 from 44) in which its widest number fits with 3 px
/// (4 beyond 12 px type) on each side and every decimal; then fewer decimals, which round (one at
/// least below ten); then none. With `large`
/// decimals go, but for one, before the type gets smaller than 35 px, and again before each size.
/// In a magnified view the size is that before magnifying.
DigitStyle fit_digits(const figure::Canvas& canvas, float cell_width, float cell_height,
                      const state::GridScale& scale, bool large = false);

struct GridLook {
  figure::Point origin;
  float cell_width = 36;
  float cell_height = 36;
  DigitStyle digits;
  float strong_size = 0;  ///< type of the marked cells where larger than the others'; 0: the same
  figure::Color role;     ///< of links and of a partial sum's outline
  bool frame = false;     ///< a role frame around the cells that are marked kMarkPatch
  float frame_width = 3;
  bool cell_frames = false;      ///< each cell that is marked kMarkPatch has a frame of its own
  std::string_view motion = {};  ///< under this id the frame slides to where it has to be
  float active_strength = 0.34F;
  float idle_strength = 0.13F;
  state::ColorMap map = state::ColorMap::kDiverging;  ///< kSequential where nothing is below 0
  /// Fills in place of the values', row-major; one of alpha 0 leaves the value's.
  std::span<const figure::Color> fills = {};
  bool empty_padding = false;  ///< padding is nothing, not a zero: no digits there
  /// One small text per cell at its left; numbers then stand at the right.
  std::span<const std::string> captions = {};
};

figure::Rect grid_rect(const state::GridModel& grid, const GridLook& look);
figure::Rect cell_rect(const GridLook& look, int row, int column);

/// Fills, then lines, then digits, then frames.
void draw_grid(Ui& ui, const state::GridModel& grid, const GridLook& look);

/// What the pointer does on a grid.
struct GridTouch {
  int row = -1;  ///< under the pointer; -1: none
  int column = -1;
  bool hovered = false;
  bool clicked = false;
  int pressed_row = -1;  ///< where the button went down, while it is held
  int pressed_column = -1;
  float drag_y = 0;  ///< since then, downwards
  float wheel = 0;
  bool focused = false;  ///< it has the keyboard
};

/// Registers the grid under `id` and its cells under "id[row,column]", counted from `first_row` and
/// `first_column`, where they are large enough to be pointed at.
GridTouch touch_grid(Ui& ui, std::string_view id, const state::GridModel& grid,
                     const GridLook& look, int first_row = 0, int first_column = 0);

}  // namespace convscope::ui

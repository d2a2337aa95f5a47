#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/labs/convolution/views.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Face;
using figure::Point;
using figure::Rect;
namespace phrase = state::phrase;

/// A plane drawn as large as fits, with the planes behind it.
struct Plane {
  Rect rect;
  float cell = 1;
};

Plane place_plane(const Rect& room, Index rows, Index columns, float behind, float most) {
  const float cell = std::min((room.width - behind) / static_cast<float>(columns),
                              (room.height - behind) / static_cast<float>(rows));
  const float whole = cell >= 2 ? std::min(std::floor(cell), most) : cell;
  const float width = whole * static_cast<float>(columns),
              height = whole * static_cast<float>(rows);
  return {{std::floor(room.x + (room.width - behind - width) / 2),
           std::floor(room.y + behind + (room.height - behind - height) / 2), width, height},
          whole};
}

// Outlines of what stands behind, as a stack.
void draw_behind(Ui& ui, const Rect& front, Index count) {
  const auto shown = static_cast<int>(std::min<Index>(count - 1, 6));
  for (int i = shown; i >= 1; --i) {
    const float by = 6 * static_cast<float>(i);
    const Rect rect = front.moved(by, -by);
    ui.canvas().fill_rect(rect, ui.theme().panel);
    ui.canvas().stroke_rect(rect, ui.theme().line_strong, 1);
  }
  ui.canvas().fill_rect(front, ui.theme().surface);
}

float behind_of(Index count) {
  return 6 * static_cast<float>(std::min<Index>(count - 1, 6));
}

// "gradient dX" and "dX[0]": "gradient dX[0]".
std::string named(const std::string& title, const std::string& plane) {
  return title.substr(0, title.rfind(' ') + 1) + plane;
}

void caption(Ui& ui, Point at, const std::string& title, const std::string& detail,
             figure::Color color, bool large) {
  const figure::TextStyle style{Face::kTextSemiBold, large ? 29.0F : 17.0F, color};
  ui.canvas().text(at, title, style);
  const float width = ui.canvas().text_width(title, style);
  ui.canvas().text({at.x + width + 12, at.y}, detail,
                   {Face::kText, large ? 20.0F : 14.0F, ui.theme().text_dim});
}

std::string window_words(const Stage& stage, Index reach_y, Index reach_x) {
  const state::Equation& equation = stage.view.equation();
  const engine::Cell& target = stage.view.position().cell;
  const bool moves = equation.y().per_target > 0 || equation.x().per_target > 0;
  const bool line = stage.view.state().setup().choices.one_dimensional;
  const state::Phrase& words = line && moves ? phrase::kGeometryLine
                               : moves       ? phrase::kGeometryWords
                               : line        ? phrase::kGeometryWholeLine
                                             : phrase::kGeometryWhole;
  return fmt::format(fmt::runtime(stage.ui().tr(words)), equation.y().taps, equation.x().taps,
                     reach_y, reach_x, equation.y().per_target, equation.x().per_target,
                     target_name(stage, target), equation.taps() * stage.view.active_rows());
}

Rect cells_rect(const Plane& plane, Index row, Index column, Index rows, Index columns) {
  return {plane.rect.x + plane.cell * static_cast<float>(column),
          plane.rect.y + plane.cell * static_cast<float>(row),
          plane.cell * static_cast<float>(columns), plane.cell * static_cast<float>(rows)};
}

}  // namespace

void draw_geometry(LabFrame& frame, const state::ConvolutionView& view, const Rect& area) {
  Ui& ui = frame.ui;
  const state::Equation& equation = view.equation();
  const engine::Cell& target = view.position().cell;
  const engine::Shape shape = equation.plane_shape();
  const Index row = view.current_row(), plane = equation.plane_of(target);
  Stage names{.frame = frame, .view = view, .layout = {}, .rect = area, .hovered = {}};
  const PassLook roles = pass_look(names);
  Rect left = area.grown(-8);
  left.take_top(44);
  left.take_bottom(60);
  Rect right = left.take_right(left.width * 0.44F);
  left.width -= 40;
  const bool large = frame.state.presenting;
  const float most = large ? 160 : 96;
  const Plane from =
      place_plane(left, equation.y().count, equation.x().count, behind_of(equation.rows()), most);
  const Plane to = place_plane(right, shape[0], shape[1], behind_of(view.planes()), most);
  const Index reach_y = equation.y().per_tap * (equation.y().taps - 1) + 1;
  const Index reach_x = equation.x().per_tap * (equation.x().taps - 1) + 1;
  const Index y = equation.y().met(equation.target_y(target), 0) - equation.y().first;
  const Index x = equation.x().met(equation.target_x(target), 0) - equation.x().first;
  const Rect window = cells_rect(from, y, x, reach_y, reach_x);
  const Rect cell =
      cells_rect(to, equation.row_in_plane(target), equation.column_in_plane(target), 1, 1);
  draw_behind(ui, from.rect, equation.rows());
  draw_behind(ui, to.rect, view.planes());
  const auto draw = [&](const state::GridModel& grid, const Plane& at, figure::Color role,
                        const std::string& id) {
    const GridLook look{.origin = {at.rect.x, at.rect.y},
                        .cell_width = at.cell,
                        .cell_height = at.cell,
                        .role = role};
    draw_grid(ui, grid, look);
    ui.canvas().stroke_rect(at.rect.grown(1), ui.theme().line_strong, 1);
    return touch_grid(ui, id, grid, look);
  };
  draw(view.input_grid(row), from, roles.input, "conv.geometry.input");
  const GridTouch touch = draw(view.output_grid(plane), to, roles.output, "conv.geometry.output");
  ui.canvas().frame(window, roles.input, 3);
  // With gaps between them, the cells that are read.
  const bool apart = equation.y().per_tap > 1 || equation.x().per_tap > 1;
  for (Index i = 0; apart && from.cell >= 6 && i < equation.y().taps; ++i) {
    for (Index j = 0; j < equation.x().taps; ++j) {
      const Rect read =
          cells_rect(from, y + i * equation.y().per_tap, x + j * equation.x().per_tap, 1, 1);
      ui.canvas().stroke_rect(read.grown(-1), roles.input, 2);
    }
  }
  ui.canvas().frame(cell, roles.output, 3);
  const auto connect = [&](Point a, Point b) { ui.canvas().line(a, b, ui.theme().line_strong, 1); };
  connect({window.right() + 3, window.y}, {cell.x - 3, cell.y});
  connect({window.right() + 3, window.bottom()}, {cell.x - 3, cell.bottom()});
  if (touch.clicked && touch.row >= 0) {
    frame.intents.emplace_back(state::ConvolutionIntent{
        state::convolution::JumpToOutput{equation.target(plane, touch.row, touch.column)}});
  }
  const StageTitles titles = titles_of(names);
  const float baseline = area.y + (large ? 29.0F : 17.0F);
  caption(ui, {left.x, baseline}, named(titles.input, input_name(names, row)), titles.input_detail,
          roles.input, large);
  caption(ui, {right.x, baseline}, named(output_title(names), plane_name(names, plane)),
          fmt::format("{}\u00D7{}\u00D7{}", shape[0], shape[1], equation.planes()), roles.output,
          large);
  paragraph(ui.canvas(), {left.x, area.bottom() - (large ? 56.0F : 44.0F)}, area.width - 16,
            window_words(names, reach_y, reach_x),
            {Face::kText, large ? 20.0F : 14.0F, ui.theme().text});
}

}  // namespace convscope::ui::convolution

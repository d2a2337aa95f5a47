#include <fmt/format.h>

#include "app/ui/labs/convolution/stage_parts.h"

namespace convscope::ui::convolution {

using figure::Align;
using figure::Face;
using figure::Rect;

namespace {

// To g, which stands behind it: times the slope of the activation.
void draw_slope_beside(Stage& stage, const Rect& rect, const std::string& name,
                       const figure::TextStyle& name_style) {
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  const bool present = stage.presenting();
  const float size = name_style.size;
  const bool input = stage.view.pass() != state::ConvolutionPass::kWeight;
  const float to = input ? stage.layout.input_x : stage.layout.filter_x;
  // The rows of the first grids have their index there.
  const float room = to - rect.right() - (input && !present ? 28.0F : 8.0F);
  const float y = rect.center_y(), middle = rect.right() + 4 + room / 2;
  bool told = false;
  for (const float smaller : {size, 12.0F}) {
    const figure::TextStyle style{Face::kMonoMedium, smaller, theme.output};
    if (told || canvas.text_width("\u00B7f\u2032", style) > room) continue;
    canvas.text({middle, y - 8}, "\u00B7f\u2032", style, Align::kCenter);
    told = true;
  }
  if (!told) {
    // No room above the arrow: behind the name.
    canvas.text({rect.x + canvas.text_width(name, name_style), rect.y - 9}, "\u00B7f\u2032",
                {Face::kMonoMedium, size, theme.output});
  }
  const float half = std::min(room / 2, 14.0F);
  canvas.line({middle - half, y}, {middle + half - 4, y}, theme.text, present ? 3 : 1.5F);
  canvas.fill_triangle({middle + half - 7, y - 4.5F}, {middle + half - 7, y + 4.5F},
                       {middle + half, y}, theme.text);
}

// The same to g below.
void draw_slope_below(Stage& stage, const Rect& rect) {
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  const bool present = stage.presenting();
  const float size = present ? 20 : 12, width = present ? 3 : 1.5F;
  // Below, right of the name that g has there; beside what is shorter than that.
  const bool beside = !present && rect.width < 184;
  const float x = beside ? rect.right() + 16 : present ? rect.x + 20 : rect.right() - 44;
  const float top = beside ? rect.y + 3 : rect.bottom() + 5, bottom = top + size - 1;
  canvas.line({x, top}, {x, bottom - 4}, theme.text, width);
  canvas.fill_triangle({x - 4.5F, bottom - 6}, {x + 4.5F, bottom - 6}, {x, bottom}, theme.text);
  canvas.text({x + 10, bottom}, "\u00B7f\u2032", {Face::kMonoMedium, size, theme.output});
}

}  // namespace

void draw_arriving(Stage& stage, engine::Index f, figure::Point at, figure::Point cell) {
  const state::Theme& theme = stage.ui().theme();
  figure::Canvas& canvas = stage.canvas();
  const bool present = stage.presenting();
  const state::GridModel grid = stage.view.arriving_grid(f);
  const GridLook look{.origin = at,
                      .cell_width = cell.x,
                      .cell_height = cell.y,
                      .digits = fit_digits(canvas, cell.x, cell.y, grid.scale, present),
                      .role = theme.gradient};
  draw_grid(stage.ui(), grid, look);
  const Rect rect = grid_rect(grid, look);
  canvas.stroke_rect(rect, theme.gradient, 1);
  const float size = present ? 20 : 12;
  const std::string name = fmt::format("\u2202L/\u2202a[{}]", f);
  const figure::TextStyle name_style{Face::kMono, size, theme.gradient};
  canvas.text({rect.x, rect.y - 9}, name, name_style);
  if (stage.layout.stacked) {
    draw_slope_below(stage, rect);
  } else {
    draw_slope_beside(stage, rect, name, name_style);
  }
  using Kind = state::ConvolutionNumber::Kind;
  edit_grid(stage,
            {.id = fmt::format("conv.da[{}]", f),
             .number =
                 [f](int r, int c) {
                   return std::optional(state::ConvolutionNumber{Kind::kArriving, {f, r, c}});
                 }},
            grid, look);
}

}  // namespace convscope::ui::convolution

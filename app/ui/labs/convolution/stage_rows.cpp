#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/stage_parts.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
using state::GridModel;
using Kind = state::ConvolutionNumber::Kind;
namespace phrase = state::phrase;

// Every index where there is room, else every second, fifth, tenth.
int label_stride(float cell, float room) {
  for (const int stride : {1, 2, 5, 10, 20}) {
    if (cell * static_cast<float>(stride) >= room) return stride;
  }
  return 50;
}

void draw_indices(Stage& stage, const GridModel& grid, const GridLook& look) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const auto marked = [&](int row, int column) {
    return grid.at(row, column).has(state::kMarkPatch);
  };
  const TextStyle dim{Face::kMono, 12, theme.text_dim},
      lit{Face::kMono, 12, pass_look(stage).input};
  const state::EquationAxis &ay = stage.view.equation().y(), &ax = stage.view.equation().x();
  // What stands between the numbers of g, and around them, has no index.
  const bool spread = stage.view.pass() == state::ConvolutionPass::kInput;
  const auto index_of = [&](const state::EquationAxis& axis, int i) -> std::optional<Index> {
    const Index at = axis.first + i;
    if (!spread) return at;
    if (!axis.holds(at)) return std::nullopt;
    return at / axis.spacing;
  };
  const int columns = label_stride(look.cell_width, 20), rows = label_stride(look.cell_height, 15);
  for (int c = 0; c < grid.columns; ++c) {
    const auto index = index_of(ax, c);
    if (!index || *index % columns != 0) continue;
    bool in_patch = false;
    for (int r = 0; r < grid.rows; ++r) in_patch |= marked(r, c);
    const Rect cell = cell_rect(look, 0, c);
    canvas.text({cell.center_x(), cell.y - 8}, stage.number(static_cast<double>(*index), 0),
                in_patch ? lit : dim, Align::kCenter);
  }
  for (int r = 0; r < grid.rows; ++r) {
    const auto index = index_of(ay, r);
    if (!index || *index % rows != 0) continue;
    bool in_patch = false;
    for (int c = 0; c < grid.columns; ++c) in_patch |= marked(r, c);
    const Rect cell = cell_rect(look, r, 0);
    canvas.text({cell.x - 8, cell.center_y() + 4.4F}, stage.number(static_cast<double>(*index), 0),
                in_patch ? lit : dim, Align::kRight);
  }
}

void draw_operator(Stage& stage, std::string_view sign, float center_x, float center_y) {
  const float size = stage.presenting() ? 29 : 24;
  if (sign == "\u00B7") {
    stage.canvas().fill_circle({center_x, center_y}, size / 7, stage.ui().theme().text);
    return;
  }
  stage.canvas().text({center_x, center_y + 0.3F * size}, sign,
                      {Face::kTextSemiBold, size, stage.ui().theme().text}, Align::kCenter);
}

std::vector<std::string> factors_of(const Stage& stage, Index slice, float digit_size) {
  const auto& view = stage.view;
  std::vector<std::string> result;
  const Index taps = view.equation().taps();
  for (Index k = slice * taps; k < (slice + 1) * taps; ++k) {
    const engine::Term& term = view.current().terms[static_cast<std::size_t>(k)];
    result.push_back(stage.number(term.x, view.input_scale().decimals) + "\u00D7" +
                     stage.number(term.w, view.weight_scale().decimals));
  }
  const std::string low =
      stage.number(static_cast<double>(view.product_scale().low), view.product_scale().decimals);
  if (std::min({view.input_scale().decimals, view.weight_scale().decimals,
                view.product_scale().decimals}) < 0) {
    return {};  // numbers of any length
  }
  const float number = stage.canvas().text_width(low, {Face::kMonoBold, digit_size, {}});
  // For the whole tensor or not at all: the widest factors there can be decide.
  const auto widest_of = [&](const state::GridScale& scale) {
    const auto low_end = stage.number(static_cast<double>(scale.low), scale.decimals);
    const auto high_end = stage.number(static_cast<double>(scale.high), scale.decimals);
    const TextStyle style{Face::kMono, 12, {}};
    return std::max(stage.canvas().text_width(low_end, style),
                    stage.canvas().text_width(high_end, style));
  };
  const float factors = widest_of(view.input_scale()) + widest_of(view.weight_scale()) + 7.2F;
  if (factors + number + 21 > stage.layout.product_width) result.clear();
  return result;
}

// "slice 1", "filter 1", or for one row of products how far they are.
std::string row_title(const Stage& stage, Index slice) {
  const auto& tr = stage.ui();
  switch (stage.view.pass()) {
    case state::ConvolutionPass::kForward:
      return fmt::format("{} {}", tr.tr(phrase::kSlice), slice);
    case state::ConvolutionPass::kInput:
      return fmt::format("{} {}", tr.tr(phrase::kFilterWord), stage.view.first_row() + slice);
    default:
      return tr.tr(phrase::kSoFar);
  }
}

// "1-1+0+0 ..." with the value at the right: a slice's share, written out.
void draw_slice_sum(Stage& stage, Index slice, const Rect& below) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const state::SumLine line = stage.view.row_sum(slice);
  const int decimals = stage.view.product_scale().decimals;
  const Index taps = stage.view.equation().taps();
  const bool all = line.done == taps;
  const TextStyle strong{Face::kMonoBold, 17, theme.text};
  std::string value = line.done == 0 ? "\u00B7" : stage.number(line.value, decimals);
  if (all) value = "= " + value;
  const bool narrow = stage.layout.narrow_products;
  const float value_y = below.y + (narrow ? 19.0F : 38.0F);
  canvas.text({below.right() - 2, value_y}, value, strong, Align::kRight);
  const TextStyle dim{Face::kText, 12, theme.text_dim};
  const std::string title = row_title(stage, slice);
  // In one line with the value only where both have room.
  const float taken = narrow ? canvas.text_width(value, strong) + 8 : 0;
  if (!narrow || canvas.text_width(title, dim) + taken <= below.width) {
    canvas.text({below.x, below.y + 18}, title, dim);
  }
  std::string text;
  for (Index k = slice * taps; k < slice * taps + line.done; ++k) {
    const double product = stage.view.current().terms[static_cast<std::size_t>(k)].product;
    text += product < 0 || text.empty() ? "" : "+";
    const auto exact = static_cast<float>(product);
    text += stage.number(product, state::column_decimals({&exact, 1}, 4));
  }
  if (!all) text += text.empty() ? "\u2026" : " \u2026";
  const float room = below.width - (narrow ? 0 : canvas.text_width(value, strong) + 16);
  const TextStyle mono{Face::kMono, 14, theme.text};
  if (canvas.text_width(text, mono) > room) {
    text = fmt::format("\u03A3 {}/{}", line.done, taps);
  }
  if (canvas.text_width(text, mono) <= room) canvas.text({below.x, below.y + 38}, text, mono);
}

void draw_partial(Stage& stage, Index slice, const Rect& grid) {
  const state::SumLine line = stage.view.row_sum(slice);
  const state::Theme& theme = stage.ui().theme();
  const float x = grid.right() + 58, y = grid.center_y();
  stage.canvas().text({x, y - 32}, "\u03A3", {Face::kText, 24, theme.text_dim}, Align::kCenter);
  int decimals = stage.view.product_scale().decimals;
  std::string value = line.done == 0 ? "\u00B7" : stage.number(line.value, decimals);
  TextStyle style{Face::kMonoBold, 35, theme.text};
  // Fewer decimals before smaller type: the line of the sum has them all.
  while (decimals > 1 && stage.canvas().text_width(value, style) > 94) {
    value = stage.number(line.value, --decimals);
  }
  while (decimals < -2 && stage.canvas().text_width(value, style) > 94) {
    value = stage.number(line.value, ++decimals);
  }
  for (const float smaller : {29.0F, 24.0F, 20.0F, 17.0F}) {
    if (stage.canvas().text_width(value, style) > 94) style.size = smaller;
  }
  stage.canvas().text({x, y + 14}, value, style, Align::kCenter);
}

}  // namespace

// What the window meets of a row: the patch alone.
GridModel patch_of(const Stage& stage, Index row) {
  const state::Equation& equation = stage.view.equation();
  const state::EquationAxis &ay = equation.y(), &ax = equation.x();
  const engine::Cell& target = stage.view.position().cell;
  const GridModel whole = stage.view.input_grid(row);
  GridModel patch{static_cast<int>(ay.taps), static_cast<int>(ax.taps), {}, whole.scale};
  for (Index i = 0; i < ay.taps; ++i) {
    const Index y = ay.met(equation.target_y(target), i) - ay.first;
    for (Index j = 0; j < ax.taps; ++j) {
      const Index x = ax.met(equation.target_x(target), j) - ax.first;
      patch.cells.push_back(whole.at(static_cast<int>(y), static_cast<int>(x)));
    }
  }
  return patch;
}

// Fills of the taps that meet the cells of a row of inputs; none elsewhere.
std::vector<figure::Color> input_hues(const Stage& stage, const GridModel& grid, Index row) {
  std::vector<figure::Color> fills(grid.cells.size(), figure::Color{0, 0, 0, 0});
  const state::Equation& equation = stage.view.equation();
  const state::EquationAxis &ay = equation.y(), &ax = equation.x();
  const engine::Cell& target = stage.view.position().cell;
  const Index first = stage.view.first_row();
  if (!stage.hues || row < first || row >= first + stage.view.active_rows()) return fills;
  for (Index i = 0; i < ay.taps; ++i) {
    for (Index j = 0; j < ax.taps; ++j) {
      const Index y = stage.patch ? i : ay.met(equation.target_y(target), i) - ay.first;
      const Index x = stage.patch ? j : ax.met(equation.target_x(target), j) - ax.first;
      fills[static_cast<std::size_t>(y * grid.columns + x)] = tap_hue(stage, i * ax.taps + j);
    }
  }
  return fills;
}

// Fills of a grid that has a cell for each tap.
std::vector<figure::Color> tap_hues(const Stage& stage, const GridModel& grid, bool done_only) {
  std::vector<figure::Color> fills(grid.cells.size(), figure::Color{0, 0, 0, 0});
  for (std::size_t k = 0; k < fills.size() && stage.hues; ++k) {
    if (done_only && grid.cells[k].has(state::kMarkPending)) continue;
    fills[k] = tap_hue(stage, static_cast<Index>(k));
  }
  return fills;
}

void draw_input(Stage& stage, Index row) {
  const StageLayout& at = stage.layout;
  const GridModel grid = stage.patch ? patch_of(stage, row) : stage.view.input_grid(row);
  const std::vector<figure::Color> fills = input_hues(stage, grid, row);
  const bool present = stage.presenting();
  const figure::Color role = pass_look(stage).input;
  // The pixels that one weight has met, once for each output, are no window.
  const bool window = stage.view.pass() != state::ConvolutionPass::kWeight;
  GridLook look{
      .origin = {at.input_x, stage.row_top(row)},
      .cell_width = at.input_cell,
      .cell_height = at.input_cell,
      .digits = fit_digits(stage.canvas(), at.input_cell, at.input_cell, stage.view.input_scale()),
      .role = role,
      .frame = window,
      .frame_width = present ? 4.0F : 3.0F,
      .cell_frames = !window,
      .fills = fills};
  if (present) {
    const DigitStyle large =
        fit_digits(stage.canvas(), at.input_cell, at.input_cell, stage.view.input_scale(), true);
    look.strong_size = large.size;
    look.digits.decimals = std::min(look.digits.decimals, large.decimals);
    look.digits.size = std::min(look.digits.size > 0 ? 24.0F : 0.0F, look.strong_size);
  }
  const state::EquationAxis &ay = stage.view.equation().y(), &ax = stage.view.equation().x();
  stage.input_digits = look.digits.size > 0;
  draw_grid(stage.ui(), grid, look);
  if (!present && !stage.patch) draw_indices(stage, grid, look);
  const bool of_g = stage.view.pass() == state::ConvolutionPass::kInput ||
                    stage.view.pass() == state::ConvolutionPass::kBias;
  if (of_g && (at.before_x < at.input_x || at.before_up > 0)) {
    // Beside or above the numbers of g, not of its margin.
    const state::EquationAxis& margin = at.stacked ? ax : ay;
    const float first = std::max(0.0F, static_cast<float>(-margin.first));
    const float by = stage.patch ? 0 : first * at.input_cell;
    const figure::Point beside{at.before_x, stage.row_top(row) + by};
    const figure::Point over{at.input_x + by, stage.row_top(row) - at.before_up};
    draw_arriving(stage, row, at.stacked ? over : beside, {at.input_cell, at.input_cell});
  }
  const std::string name = input_name(stage, row);
  const float size = present ? 24.0F : at.label_width < 44 ? 12.0F : 14.0F;
  const TextStyle style{Face::kMonoMedium, size, role};
  if (present && of_g && at.before_x < at.input_x) {
    // What arrives stands at the left.
    stage.canvas().text({at.input_x, grid_rect(grid, look).bottom() + 24}, name,
                        {Face::kMonoMedium, 20, role});
  } else if (present) {
    stage.canvas().text({at.input_x - 16, grid_rect(grid, look).center_y() + 9}, name, style,
                        Align::kRight);
  } else {
    stage.canvas().text({at.input_x - at.label_width, stage.row_top(row) - 8}, name, style);
  }
  edit_grid(stage,
            {.id = "conv." + name,
             .number =
                 [&](int r, int c) {
                   if (!stage.patch) {
                     return stage.view.input_number(row, ay.first + r, ax.first + c);
                   }
                   const state::Equation& equation = stage.view.equation();
                   const engine::Cell& target = stage.view.position().cell;
                   return stage.view.input_number(row, ay.met(equation.target_y(target), r),
                                                  ax.met(equation.target_x(target), c));
                 },
             .first_row = stage.patch ? 0 : static_cast<int>(ay.first),
             .first_column = stage.patch ? 0 : static_cast<int>(ax.first)},
            grid, look);
}

void draw_filter(Stage& stage, Index slice) {
  const StageLayout& at = stage.layout;
  const Index f = stage.view.filter();
  const figure::Point corner = stage.filter_corner(stage.view.first_row() + slice);
  const bool present = stage.presenting();
  const state::Theme& theme = stage.ui().theme();
  const figure::Color role = pass_look(stage).filter;
  const GridModel grid = stage.view.filter_grid(f, slice);
  const std::vector<figure::Color> fills = tap_hues(stage, grid, false);
  const GridLook look{.origin = corner,
                      .cell_width = at.filter_width,
                      .cell_height = at.filter_cell,
                      .digits = fit_digits(stage.canvas(), at.filter_width, at.filter_cell,
                                           stage.view.weight_scale(), present),
                      .role = role,
                      .frame = true,
                      .frame_width = present ? 4.0F : 3.0F,
                      .fills = fills};
  const Rect rect = grid_rect(grid, look);
  stage.weight_digits = look.digits.size > 0;
  draw_grid(stage.ui(), grid, look);
  const std::string name = filter_name(stage, f, slice);
  if (!present) {
    stage.canvas().text({rect.x, rect.y - 9}, filter_label(stage, f, slice),
                        {Face::kMono, 12, role});
  }
  const bool arrives = stage.view.pass() == state::ConvolutionPass::kWeight &&
                       (at.before_x > at.input_x || at.before_up > 0);
  const float left = arrives && !at.stacked ? at.before_x : rect.x;
  const float apart = at.stacked ? 14 : at.operator_gap / 2 - 2;
  draw_operator(stage, "\u00B7", left - apart, rect.center_y());
  if (arrives) {
    const figure::Point before{at.stacked ? corner.x : at.before_x, corner.y - at.before_up};
    draw_arriving(stage, f, before, {at.filter_width, at.filter_cell});
  }
  edit_grid(stage,
            {.id = "conv." + name,
             .number = [&](int r, int c) { return stage.view.filter_number(f, slice, r, c); }},
            grid, look);
  if (at.other_cell <= 0) return;
  const Index other = f == 0 ? 1 : 0;
  const GridModel small = stage.view.filter_grid(other, slice);
  const GridLook small_look{
      .origin = {at.filter_x, rect.bottom() + 32},
      .cell_width = at.other_cell,
      .cell_height = at.other_cell,
      .digits = fit_digits(stage.canvas(), at.other_cell, at.other_cell, stage.view.weight_scale()),
      .role = role};
  draw_grid(stage.ui(), small, small_look);
  const Rect small_rect = grid_rect(small, small_look);
  stage.canvas().stroke_rect(small_rect, theme.line_strong, 1);
  stage.canvas().text({small_rect.x, small_rect.y - 9}, filter_label(stage, other, slice),
                      {Face::kMono, 12, theme.text_dim});
  const GridTouch touch =
      touch_grid(stage.ui(), fmt::format("conv.other[{},{}]", other, slice), small, small_look);
  if (touch.clicked) stage.want(state::convolution::ChooseFilter{other});
}

void draw_products(Stage& stage, Index slice) {
  const StageLayout& at = stage.layout;
  const Index row = stage.view.first_row() + slice;
  const GridModel grid = stage.view.product_grid(slice);
  std::vector<std::string> factors;
  const bool present = stage.presenting();
  DigitStyle digits = fit_digits(stage.canvas(), at.product_width, at.product_height,
                                 stage.view.product_scale(), present);
  if (at.factors) factors = factors_of(stage, slice, digits.size);
  const std::vector<figure::Color> fills = tap_hues(stage, grid, true);
  GridLook look{.origin = stage.product_corner(row),
                .cell_width = at.product_width,
                .cell_height = at.product_height,
                .digits = digits,
                .role = stage.ui().theme().text,
                .active_strength = 0.2F,
                .fills = fills,
                .captions = factors};
  stage.product_digits = look.digits.size > 0;
  draw_grid(stage.ui(), grid, look);
  const Rect rect = grid_rect(grid, look);
  draw_operator(stage, "=", rect.x - (at.stacked ? 14 : at.operator_gap / 2), rect.center_y());
  const Index taps = stage.view.equation().taps();
  const Index active = stage.view.active_term() - slice * taps;
  if (active >= 0 && active < taps) {
    stage.product = cell_rect(look, static_cast<int>(active) / grid.columns,
                              static_cast<int>(active) % grid.columns);
  }
  const GridTouch touch = touch_grid(stage.ui(), fmt::format("conv.p[{}]", slice), grid, look);
  if (touch.row >= 0) {
    const Index term = slice * taps + touch.row * grid.columns + touch.column;
    stage.hovered = state::ConvolutionNumber{Kind::kProduct, {term}};
    if (touch.clicked) stage.want(state::convolution::JumpToTerm{term});
  }
  // Where each row of products goes to a line of its own there is no sum of all of them.
  const bool inside = stage.view.active_rows() == 1 && stage.view.groups() > 1;
  if (present && !inside) {
    draw_partial(stage, slice, rect);
  } else if (!present) {
    draw_slice_sum(stage, slice, {rect.x, rect.bottom(), rect.width, 44});
  }
}

}  // namespace convscope::ui::convolution

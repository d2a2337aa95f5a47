#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

void draw_indices(Stage& stage, const GridModel& grid, const GridLook& look, Index padding) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const auto marked = [&](int row, int column) {
    return grid.at(row, column).has(state::kMarkPatch);
  };
  const TextStyle dim{Face::kMono, 12, theme.text_dim}, lit{Face::kMono, 12, theme.input};
  const int columns = label_stride(look.cell_width, 20), rows = label_stride(look.cell_height, 15);
  for (int c = 0; c < grid.columns; ++c) {
    if ((c - padding) % columns != 0) continue;
    bool in_patch = false;
    for (int r = 0; r < grid.rows; ++r) in_patch |= marked(r, c);
    const Rect cell = cell_rect(look, 0, c);
    canvas.text({cell.center_x(), cell.y - 8}, stage.number(static_cast<double>(c - padding), 0),
                in_patch ? lit : dim, Align::kCenter);
  }
  for (int r = 0; r < grid.rows; ++r) {
    if ((r - padding) % rows != 0) continue;
    bool in_patch = false;
    for (int c = 0; c < grid.columns; ++c) in_patch |= marked(r, c);
    const Rect cell = cell_rect(look, r, 0);
    canvas.text({cell.x - 8, cell.center_y() + 4.4F},
                stage.number(static_cast<double>(r - padding), 0), in_patch ? lit : dim,
                Align::kRight);
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
  const Index taps = view.result().cursor.terms_per_channel();
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

// "1-1+0+0 ..." with the value at the right: a slice's share, written out.
void draw_slice_sum(Stage& stage, Index slice, const Rect& below) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const state::SumLine line = stage.view.sum_line(slice);
  const int decimals = stage.view.product_scale().decimals;
  const Index taps = stage.view.result().cursor.terms_per_channel();
  canvas.text({below.x, below.y + 18}, fmt::format("{} {}", stage.ui().tr(phrase::kSlice), slice),
              {Face::kText, 12, theme.text_dim});
  const bool all = line.done == taps;
  const TextStyle strong{Face::kMonoBold, 17, theme.text};
  std::string value = line.done == 0 ? "\u00B7" : stage.number(line.value, decimals);
  if (all) value = "= " + value;
  const bool narrow = stage.layout.narrow_products;
  const float value_y = below.y + (narrow ? 19.0F : 38.0F);
  canvas.text({below.right() - 2, value_y}, value, strong, Align::kRight);
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
  const state::SumLine line = stage.view.sum_line(slice);
  const state::Theme& theme = stage.ui().theme();
  const float x = grid.right() + 64, y = grid.center_y();
  stage.canvas().text({x, y - 32}, "\u03A3", {Face::kText, 24, theme.text_dim}, Align::kCenter);
  int decimals = stage.view.product_scale().decimals;
  std::string value = line.done == 0 ? "\u00B7" : stage.number(line.value, decimals);
  TextStyle style{Face::kMonoBold, 35, theme.text};
  // Fewer decimals before smaller type: the line of the sum has them all.
  while (decimals > 1 && stage.canvas().text_width(value, style) > 108) {
    value = stage.number(line.value, --decimals);
  }
  while (decimals < -2 && stage.canvas().text_width(value, style) > 108) {
    value = stage.number(line.value, ++decimals);
  }
  for (const float smaller : {29.0F, 24.0F, 20.0F, 17.0F}) {
    if (stage.canvas().text_width(value, style) > 108) style.size = smaller;
  }
  stage.canvas().text({x, y + 14}, value, style, Align::kCenter);
}

}  // namespace

void draw_input(Stage& stage, Index channel) {
  const StageLayout& at = stage.layout;
  const GridModel grid = stage.view.input_grid(channel);
  const std::string motion = fmt::format("conv.window[{}]", channel);
  const bool present = stage.presenting();
  GridLook look{
      .origin = {at.input_x, stage.row_top(channel)},
      .cell_width = at.input_cell,
      .cell_height = at.input_cell,
      .digits = fit_digits(stage.canvas(), at.input_cell, at.input_cell, stage.view.input_scale()),
      .role = stage.ui().theme().input,
      .frame = true,
      .frame_width = present ? 4.0F : 3.0F};
  if (present) {
    const DigitStyle large =
        fit_digits(stage.canvas(), at.input_cell, at.input_cell, stage.view.input_scale(), true);
    look.strong_size = large.size;
    look.digits.decimals = std::min(look.digits.decimals, large.decimals);
    look.digits.size = std::min(look.digits.size > 0 ? 24.0F : 0.0F, look.strong_size);
  }
  const Index padding = stage.view.result().layer.window().y.pad.before;
  stage.input_digits = look.digits.size > 0;
  draw_grid(stage.ui(), grid, look);
  if (!present) draw_indices(stage, grid, look, padding);
  const std::string name = fmt::format("x[{}]", channel);
  const float size = present ? 24.0F : at.label_width < 44 ? 12.0F : 14.0F;
  const TextStyle style{Face::kMonoMedium, size, stage.ui().theme().input};
  if (present) {
    stage.canvas().text({at.input_x - 16, grid_rect(grid, look).center_y() + 9}, name, style,
                        Align::kRight);
  } else {
    stage.canvas().text({at.input_x - at.label_width, stage.row_top(channel) - 8}, name, style);
  }
  edit_grid(stage,
            {fmt::format("conv.x[{}]", channel), Kind::kInput, {channel, -padding, -padding}}, grid,
            look);
}

void draw_filter(Stage& stage, Index slice) {
  const StageLayout& at = stage.layout;
  const Index f = stage.view.filter();
  const Index channel = stage.view.first_channel(f) + slice;
  const float top = stage.row_top(channel);
  const bool present = stage.presenting();
  const state::Theme& theme = stage.ui().theme();
  const GridModel grid = stage.view.filter_grid(f, slice);
  const GridLook look{.origin = {at.filter_x, top},
                      .cell_width = at.filter_width,
                      .cell_height = at.filter_cell,
                      .digits = fit_digits(stage.canvas(), at.filter_width, at.filter_cell,
                                           stage.view.weight_scale(), present),
                      .role = theme.filter,
                      .frame = true,
                      .frame_width = present ? 4.0F : 3.0F};
  const Rect rect = grid_rect(grid, look);
  stage.weight_digits = look.digits.size > 0;
  draw_grid(stage.ui(), grid, look);
  if (!present) {
    stage.canvas().text({rect.x, rect.y - 9}, fmt::format("w[{},{}]", f, slice),
                        {Face::kMono, 12, theme.filter});
  }
  draw_operator(stage, "\u00B7", rect.x - at.operator_gap / 2 + 2, rect.center_y());
  edit_grid(stage, {fmt::format("conv.w[{},{}]", f, slice), Kind::kWeight, {f, slice, 0, 0}}, grid,
            look);
  if (at.other_cell <= 0) return;
  const Index other = f == 0 ? 1 : 0;
  const GridModel small = stage.view.filter_grid(other, slice);
  const GridLook small_look{
      .origin = {at.filter_x, rect.bottom() + 32},
      .cell_width = at.other_cell,
      .cell_height = at.other_cell,
      .digits = fit_digits(stage.canvas(), at.other_cell, at.other_cell, stage.view.weight_scale()),
      .role = theme.filter};
  draw_grid(stage.ui(), small, small_look);
  const Rect small_rect = grid_rect(small, small_look);
  stage.canvas().stroke_rect(small_rect, theme.line_strong, 1);
  stage.canvas().text({small_rect.x, small_rect.y - 9}, fmt::format("w[{},{}]", other, slice),
                      {Face::kMono, 12, theme.text_dim});
  const GridTouch touch =
      touch_grid(stage.ui(), fmt::format("conv.other[{},{}]", other, slice), small, small_look);
  if (touch.clicked) stage.want(state::convolution::ChooseFilter{other});
}

void draw_products(Stage& stage, Index slice) {
  const StageLayout& at = stage.layout;
  const Index channel = stage.view.first_channel(stage.view.filter()) + slice;
  const GridModel grid = stage.view.product_grid(slice);
  std::vector<std::string> factors;
  const bool present = stage.presenting();
  DigitStyle digits = fit_digits(stage.canvas(), at.product_width, at.product_height,
                                 stage.view.product_scale(), present);
  if (at.factors) factors = factors_of(stage, slice, digits.size);
  GridLook look{.origin = {at.product_x, stage.row_top(channel)},
                .cell_width = at.product_width,
                .cell_height = at.product_height,
                .digits = digits,
                .role = stage.ui().theme().text,
                .active_strength = 0.2F,
                .captions = factors};
  stage.product_digits = look.digits.size > 0;
  draw_grid(stage.ui(), grid, look);
  const Rect rect = grid_rect(grid, look);
  draw_operator(stage, "=", rect.x - at.operator_gap / 2, rect.center_y());
  const Index taps = stage.view.result().cursor.terms_per_channel();
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
  if (present) {
    draw_partial(stage, slice, rect);
  } else {
    draw_slice_sum(stage, slice, {rect.x, rect.bottom(), rect.width, 44});
  }
}

}  // namespace convscope::ui::convolution

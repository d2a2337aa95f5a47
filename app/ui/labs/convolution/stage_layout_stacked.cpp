#include <algorithm>
#include <cmath>

#include "app/ui/labs/convolution/stage_measures.h"
#include "app/ui/layout.h"

namespace convscope::ui::convolution {
namespace {

constexpr float kReadable = 35;  ///< type that the last row can read

}  // namespace

Measures measures_of(float roominess, const StageContent& content) {
  const bool presenting = content.presenting;
  if (presenting) {
    return {.inset = 40,
            .title = 56,
            .gap = 60,
            .label = 72,
            .row_gap = 32,
            .input = 44,
            .filter = 88,
            .product_width = 88,
            .product_height = 88,
            .output = 88,
            .other = 0,
            .sum_width = 420,
            .sum_pitch = 64,
            .partial_width = 112};
  }
  const float r = std::min(roominess, 1.0F);
  const auto of = [r](float small, float large) { return between(small, large, r); };
  return {.inset = of(16, 24),
          .title = of(52, 60),
          .gap = of(22, 60),
          .label = of(36, 48),
          .row_gap = of(40, 32),
          .input = of(20, 36),
          .filter = of(28, 44),
          .product_width = of(56, 84),
          .product_height = of(28, 44),
          .output = of(28, 52),
          .other = r >= 0.75F ? 28.0F : 0.0F,
          .sum_width = of(184, 212),
          .sum_pitch = of(26, 40),
          .partial_width = 0};
}

float extra_digits(const StageContent& content) {
  const auto more = static_cast<float>(std::max(0, content.digits - 4));
  return more * (content.presenting ? 25.0F : 12.0F);
}

float width_of_signs(int signs, bool presenting) {
  const float size = presenting ? kReadable : 12;
  return std::ceil(static_cast<float>(signs) * size * 0.6F + (presenting ? 13.0F : 7.0F));
}

namespace {

// Filter and products of one row below its input, whose cell is so large.
void stack(StageLayout& out, const StageContent& content, float room) {
  const bool presenting = content.presenting;
  const float cell = out.input_cell;
  const float most = std::floor(room / static_cast<float>(content.kernel));
  const auto wide = [&](int signs) {
    // Cells stay below those that they meet, in smaller type too; also where digits have no room.
    const float smaller = static_cast<float>(signs) * (presenting ? 14.4F : 7.2F) + 10;
    const float usual = width_of_signs(signs, presenting);
    if (cell < kLeastDigits || smaller <= cell || usual > most) return cell;
    return std::max(cell, usual);
  };
  out.filter_cell = out.product_height = cell;
  out.filter_width = wide(content.weight_digits);
  out.product_width = wide(content.product_digits);
  out.before_up = content.before_columns > 0 ? cell + (presenting              ? 56
                                                       : content.before_filter ? 38
                                                                               : 48)
                                             : 0;
  out.filter_down = cell + (presenting ? 20.0F : 32.0F);
  if (content.before_filter) out.filter_down += out.before_up;
  out.product_down = out.filter_down + cell + (presenting ? 20.0F : 14.0F);
  out.narrow_products =
      content.kernel > 1 && out.product_width * static_cast<float>(content.kernel) < 220;
}

// What arrives stands above the first grids where these are g.
float above(const StageLayout& out, const StageContent& content) {
  // Its name keeps clear of a projector's titles.
  const float clear = content.presenting && out.before_up > 0 ? 24 : 0;
  return content.before_filter ? 0 : out.before_up + clear;
}

}  // namespace

StageLayout stacked_layout(const figure::Rect& area, const Measures& m,
                           const StageContent& content) {
  StageLayout out;
  out.stacked = true;
  out.sum_width = m.sum_width + extra_digits(content);
  out.sum_pitch = m.sum_pitch;
  out.operator_gap = m.gap;
  out.label_width = m.label;
  out.output_cell =
      std::max(m.output, std::min(width_of_signs(content.output_digits, content.presenting),
                                  content.presenting ? 140.0F : 64.0F));
  const float outputs = out.output_cell * static_cast<float>(content.output_columns);
  const float column =
      std::clamp(outputs, out.sum_width, std::max(out.sum_width, area.width * 0.36F));
  const float room = std::max(40.0F, area.width - m.label - m.partial_width - 2 * m.gap - column);
  const auto columns = static_cast<float>(std::max(content.input_columns, content.kernel));
  const float legible = width_of_signs(content.input_digits, content.presenting);
  const float wanted = std::min(std::max(m.filter, legible), std::floor(room / columns));
  const float below = content.presenting ? 0 : kSumLineHeight;
  const auto rows = static_cast<float>(content.channels);
  for (float cell = std::max(1.0F, wanted); cell >= 1; --cell) {
    out.input_cell = cell;
    stack(out, content, room);
    out.row_pitch = out.product_down + cell + below + m.row_gap + above(out, content);
    out.scrolls = out.row_pitch * rows - m.row_gap > area.height;
    if (!out.scrolls || cell <= std::max(kLeastDigits, legible)) break;
  }
  if (out.scrolls) {
    // All rows are not to be had: then this one in full size.
    out.input_cell = std::max(1.0F, wanted);
    stack(out, content, room);
    out.row_pitch = out.product_down + out.input_cell + below + m.row_gap + above(out, content);
  }
  const float spare = room - out.input_cell * columns;
  const float left = area.x + (spare > 160 ? std::floor(spare / 2) : 0);
  out.input_x = out.before_x = out.filter_x = out.product_x = left + m.label;
  out.sum_x = area.x + m.label + room + m.partial_width + 2 * m.gap;
  out.rows = {area.x, area.y, out.sum_x - area.x, area.height};
  out.first_row = area.y + above(out, content);
  out.sum = {out.sum_x, area.y, area.right() - out.sum_x, area.height};
  out.sum_width = std::min(out.sum.width, out.sum_width);
  constexpr float kFoot = 120, kApart = 72;
  const float all = out.row_pitch * rows - m.row_gap;
  if (!content.presenting && !out.scrolls && all + kFoot + 24 <= area.height) {
    const float y = std::min(area.y + all + kApart, area.bottom() - kFoot);
    out.foot = {out.input_x, y, out.sum_x - 24 - out.input_x, kFoot};
  }
  return out;
}

}  // namespace convscope::ui::convolution

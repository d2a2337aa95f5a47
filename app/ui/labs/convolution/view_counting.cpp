#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/convolution/counting.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/views.h"
#include "app/ui/widgets/bar.h"
#include "app/ui/widgets/controls.h"
#include "app/ui/widgets/grid.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using figure::TextStyle;
namespace phrase = state::phrase;

constexpr float kRow = 26;

void cell(Ui& ui, const Rect& row, float right, const std::string& text, const TextStyle& style) {
  ui.canvas().text({right, row.center_y() + 0.364F * style.size}, text, style, Align::kRight);
}

// "3*3*3+1)*2 = 56": one line a quantity, written out, with a bar against the largest.
void draw_costs(Ui& ui, const state::ConvolutionView& view, Rect area) {
  const std::vector<state::CountRow> rows = state::count_rows(view, ui.language());
  double most = 1;
  for (const auto& row : rows)
    most = std::max(most, std::log10(static_cast<double>(row.count) + 1));
  for (const state::CountRow& row : rows) {
    if (area.height < kRow) break;
    const Rect line = area.take_top(kRow);
    if (row.starts_group) rule(ui, line.x, line.y, line.width);
    const TextStyle name{Face::kText, 14, ui.theme().text};
    const TextStyle dim{Face::kMono, 12, ui.theme().text_dim};
    const TextStyle value{Face::kMonoBold, 14, row.ours ? ui.theme().filter : ui.theme().text};
    const float value_x = line.x + line.width * 0.74F;
    const float end = value_x - 8 - ui.canvas().text_width(state::count_text(row.count), value);
    const bool fits = line.x + ui.canvas().text_width(row.name, name) <= end;
    ui.canvas().text_in(line, row.name, {Face::kText, fits ? 14.0F : 12.0F, name.color},
                        Align::kLeft);
    // In its column, or as far to the right as the value lets it.
    const float needs =
        line.x + ui.canvas().text_width(row.product, dim) + ui.canvas().text_width(row.name, name);
    for (const float at : {line.x + line.width * 0.56F, end - 4}) {
      if (needs + 16 > at) continue;
      cell(ui, line, at, row.product, dim);
      break;
    }
    cell(ui, line, value_x, state::count_text(row.count), value);
    const auto share = static_cast<float>(std::log10(static_cast<double>(row.count) + 1) / most);
    draw_bar(ui.canvas(), ui.theme(),
             {value_x + 16, line.center_y() - 4, line.right() - value_x - 16, 8}, share,
             row.ours ? ui.theme().filter : ui.theme().line_strong, ui.theme().track);
  }
  cell(ui, area.take_top(16), area.right(), ui.tr(phrase::kLogarithmicBars),
       {Face::kText, 12, ui.theme().text_dim});
}

// How many windows read each pixel of a channel.
void draw_uses(Ui& ui, const state::ConvolutionView& view, const Rect& area) {
  const state::GridModel grid = state::uses_grid(view);
  const state::UsesRange range = state::uses_range(grid);
  std::string words =
      fmt::format(fmt::runtime(ui.tr(phrase::kUsesWords)), range.corner, range.most);
  if (range.corner < range.most) words += " " + ui.tr(phrase::kEdgeCountsLess);
  // The first window alone begins there.
  if (range.corner > 1) words += " " + ui.tr(phrase::kPaddingHelps);
  const TextStyle style{Face::kText, 14, ui.theme().text_dim};
  const float told = paragraph(ui.canvas(), {}, area.width, words, style, true);
  const TextStyle title{Face::kTextSemiBold, 14, ui.theme().text};
  ui.canvas().text({area.x, area.y + 14}, ui.tr(phrase::kUsesTitle), title);
  const float room = area.height - 26 - 12 - told - 8;
  const float fits =
      std::min(area.width / static_cast<float>(grid.columns), room / static_cast<float>(grid.rows));
  const float size = std::max(1.0F, std::min(std::floor(fits), 36.0F));
  const DigitStyle digits = fit_digits(ui.canvas(), size, size, grid.scale);
  draw_grid(ui, grid,
            {.origin = {area.x, area.y + 26},
             .cell_width = size,
             .cell_height = size,
             .digits = digits,
             .role = ui.theme().input,
             .map = state::ColorMap::kSequential});
  const float bottom = area.y + 26 + size * static_cast<float>(grid.rows);
  paragraph(ui.canvas(), {area.x, bottom + 12}, area.width, words, style);
}

constexpr float kLecturePitch = 19, kLectureHead = 22;

// In two columns where one is too low.
void draw_lectures(Ui& ui, Rect area, int columns) {
  ui.canvas().text({area.x, area.y + 14}, ui.tr(phrase::kLectureCounts),
                   {Face::kTextSemiBold, 14, ui.theme().text});
  area.take_top(kLectureHead);
  const Rect whole = area;
  const auto all = static_cast<int>(state::lecture_counts().size());
  const int rows = (all + columns - 1) / columns;
  constexpr float kBetween = 36;
  const float width =
      (whole.width - kBetween * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  int number = 0;
  for (const state::LectureCount& row : state::lecture_counts()) {
    const int column = number / rows, at = number++ % rows;
    const Rect line{whole.x + (width + kBetween) * static_cast<float>(column),
                    whole.y + kLecturePitch * static_cast<float>(at), width, kLecturePitch};
    if (line.bottom() > whole.bottom() + 2) continue;
    const TextStyle name{Face::kText, 12, ui.theme().text};
    ui.canvas().text_in(line, ui.tr(row.name), name, Align::kLeft);
    const TextStyle value{Face::kMonoMedium, 12, ui.theme().text};
    const TextStyle dim{Face::kMono, 12, ui.theme().text_dim};
    const float end = line.right() - 4;
    cell(ui, line, end, std::string(row.value), value);
    const float left = line.x + ui.canvas().text_width(ui.tr(row.name), name) + 16;
    const float mid = end - ui.canvas().text_width(row.value, value) - 12;
    if (row.product.empty()) continue;
    // A size is worked out, a number of parameters is a product.
    const bool worked = row.product.find('=') != std::string_view::npos;
    const std::string product = std::string(row.product) + (worked ? " \u2192" : " =");
    if (left + ui.canvas().text_width(product, dim) < mid) cell(ui, line, mid, product, dim);
  }
}

}  // namespace

void draw_counting(LabFrame& frame, const state::ConvolutionView& view, const Rect& area) {
  const auto costs = static_cast<float>(state::count_rows(view, frame.ui.language()).size());
  const float lectures =
      kLectureHead + kLecturePitch * static_cast<float>(state::lecture_counts().size());
  Rect rest = area;
  // In a low window the lectures' counts stand below everything.
  const bool low = area.height < 13 * kRow + 20 + lectures;
  if (low) {
    rest = rest.take_top(costs * kRow + 24);
    Rect below = area;
    below.take_top(rest.height);
    draw_lectures(frame.ui, below, 2);
  }
  Rect right = rest.take_right(std::floor(rest.width * 0.36F));
  rest.width -= 40;
  draw_costs(frame.ui, view, rest.take_top(low ? costs * kRow + 16 : 13 * kRow));
  rest.take_top(20);
  if (!low) draw_lectures(frame.ui, rest, 1);
  draw_uses(frame.ui, view, right);
}

}  // namespace convscope::ui::convolution

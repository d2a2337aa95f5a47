#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "app/state/convolution/gradient_check.h"
#include "app/state/number_text.h"
#include "app/state/phrases/convolution.h"
#include "app/ui/labs/convolution/convolution_lab.h"
#include "app/ui/labs/convolution/stage_parts.h"
#include "app/ui/widgets/check_card.h"

namespace convscope::ui::convolution {
namespace {

using engine::Index;
using figure::Align;
using figure::Color;
using figure::Face;
using figure::Point;
using figure::Rect;
using figure::TextStyle;
using state::SumLine;
using state::SumState;
namespace phrase = state::phrase;

/// A line of the sum: one slice, or several that have no room of their own.
struct Line {
  SumLine sum;
  Index last = 0;  ///< the last slice it holds
};

// All slices where they fit; else a stretch around the current one, the others added up before
// and after it, so that the column still adds up.
std::vector<Line> lines_of(const state::ConvolutionView& view, int room) {
  const Index slices = view.groups();
  Index first = 0, last = slices - 1;
  if (slices > room) {
    const Index inner = std::max(1, room - 2);
    first = std::clamp<Index>(view.position().channel - inner / 2, 1, slices - 1 - inner);
    last = first + inner - 1;
  }
  const auto together = [&](Index from, Index to) {
    Line line{view.sum_line(from), to};
    for (Index s = from + 1; s <= to; ++s) {
      const SumLine next = view.sum_line(s);
      line.sum.value += next.value;
      line.sum.done += next.done;
      if (next.state != SumState::kPending) line.sum.state = next.state;
    }
    return line;
  };
  std::vector<Line> lines;
  if (first > 0) lines.push_back(together(0, first - 1));
  for (Index s = first; s <= last; ++s) lines.push_back({view.sum_line(s), s});
  if (last < slices - 1) lines.push_back(together(last + 1, slices - 1));
  return lines;
}

Color wire_color(const state::Theme& theme, SumState state) {
  return state == SumState::kCurrent ? theme.text
         : state == SumState::kDone  ? theme.line_strong
                                     : theme.track;
}

// Straight pieces with square corners.
void route(figure::Canvas& canvas, std::span<const Point> points, Color color, float width) {
  const float half = std::floor(width / 2);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    Point a = points[i], b = points[i + 1];
    // Every piece reaches around its corners.
    if (a.y == b.y) {
      if (i > 0) a.x += a.x < b.x ? -half : half;
      if (i + 2 < points.size()) b.x += a.x < b.x ? half : -half;
    }
    canvas.line(a, b, color, width);
  }
}

void arrow_head(figure::Canvas& canvas, Point tip, float direction, Color color, float size = 5) {
  canvas.fill_triangle({tip.x - direction * size * 1.6F, tip.y - size},
                       {tip.x - direction * size * 1.6F, tip.y + size}, tip, color);
}

// From a slice's written sum to its line in the column.
void draw_wire(Stage& stage, const Line& line, int number, float to_y) {
  if (line.last != line.sum.slice) return;
  const StageLayout& at = stage.layout;
  const state::Equation& equation = stage.view.equation();
  const auto rows = static_cast<float>(equation.y().taps);
  const auto columns = static_cast<float>(equation.x().taps);
  // A line of the sum is a row of grids, or a row of products inside of one.
  const bool inside = stage.view.active_rows() == 1 && stage.view.groups() > 1;
  const Point corner = stage.product_corner(stage.view.first_row() + (inside ? 0 : line.sum.slice));
  const float top = corner.y;
  const float bottom = top + at.product_height * rows;
  const bool present = stage.presenting();
  const float from_y = inside
                           ? top + at.product_height * (static_cast<float>(line.sum.slice) + 0.5F)
                       : present            ? bottom - at.product_height * rows / 2
                       : at.narrow_products ? bottom + 13
                                            : bottom + 32;
  if (from_y < at.rows.y || from_y > at.rows.bottom() + 2) return;
  const float right = corner.x + at.product_width * columns + (present && !inside ? 112.0F : 0.0F);
  const float room = at.sum_x - 8 - std::max(right, at.stacked ? at.sum_x - 72 : 0) - 24;
  const float apart = std::min(8.0F, room / static_cast<float>(stage.view.groups()));
  // Wires that would lie on each other lead nowhere: there is that of the current slice alone.
  constexpr float kLeastApart = 4;
  const bool alone = stage.view.groups() > 1 && apart < kLeastApart;
  if (alone && line.sum.state != SumState::kCurrent) return;
  // Below each other the products come to an end anywhere; the wires turn at the column.
  const float turn = at.stacked ? std::max(right, at.sum_x - 72) : right;
  const float bus = turn + 16 + (alone ? 0 : apart * static_cast<float>(number));
  const Color color = wire_color(stage.ui().theme(), line.sum.state);
  const float width = line.sum.state == SumState::kCurrent ? 2 : 1;
  const Point tip{at.sum_x - 4, to_y};
  const std::array points{Point{right + 6, from_y}, Point{bus, from_y}, Point{bus, to_y},
                          Point{tip.x - 6, to_y}};
  route(stage.canvas(), points, color, present ? width + 1 : width);
  arrow_head(stage.canvas(), tip, 1, color, present ? 7 : 4.5F);
}

std::string name_of(const Stage& stage, const Line& line) {
  const state::ConvolutionPass pass = stage.view.pass();
  const std::string slice =
      stage.ui().tr(pass == state::ConvolutionPass::kForward ? phrase::kSlice
                    : pass == state::ConvolutionPass::kInput ? phrase::kFilterWord
                                                             : phrase::kRowWord);
  const Index first = pass == state::ConvolutionPass::kInput ? stage.view.first_row() : 0;
  if (line.last == line.sum.slice) return fmt::format("{} {}", slice, first + line.sum.slice);
  return fmt::format("{} {}\u2013{}", slice, first + line.sum.slice, first + line.last);
}

// The largest type in which a value has room in its line.
float value_size(const Stage& stage, const std::string& value, float height, float room) {
  const float usual = stage.presenting() ? 35.0F : height < 30 ? 17.0F : 20.0F;
  for (const float size : {usual, 29.0F, 24.0F, 20.0F, 17.0F, 14.0F}) {
    if (size > usual) continue;
    if (stage.canvas().text_width(value, {Face::kMonoBold, size, {}}) <= room) return size;
  }
  return 12;
}

// How far what stands beside the sum may reach.
float words_end(const Stage& stage) {
  return stage.rect.right() - (stage.presenting() ? 40.0F : 16.0F);
}

void draw_line(Stage& stage, const Line& line, const Rect& box) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const bool present = stage.presenting();
  const bool current = line.sum.state == SumState::kCurrent;
  const bool pending = line.sum.state == SumState::kPending;
  if (current) {
    stage.line = box;
    canvas.fill_rect(box, theme.now);
    canvas.stroke_rect(box, theme.on_now, 2);
  }
  const Color ink = current ? theme.on_now : pending ? theme.text_dim : theme.text;
  const float inset = present ? 20 : 12;
  canvas.text_in(box, name_of(stage, line), {Face::kText, present ? 29.0F : 14.0F, ink},
                 Align::kLeft, inset);
  const int decimals = stage.view.sum_decimals();
  const std::string value = pending ? "\u00B7" : stage.number(line.sum.value, decimals);
  const float room =
      box.width - 2 * inset - 8 -
      canvas.text_width(name_of(stage, line), {Face::kText, present ? 29.0F : 14.0F, ink});
  const float size = value_size(stage, value, box.height, room);
  canvas.text_in(box, value, {Face::kMonoBold, size, ink}, Align::kRight, inset);
  const Index taps = stage.view.group_terms();
  if (current && line.sum.done < taps) {
    const TextStyle dim{Face::kMono, present ? 24.0F : 14.0F, theme.text_dim};
    const std::string text = fmt::format("{} / {}", line.sum.done, taps);
    if (box.right() + 16 + canvas.text_width(text, dim) <= words_end(stage)) {
      canvas.text_in({box.right(), box.y, 0, box.height}, text, dim, Align::kLeft, 16);
    }
  }
}

void draw_bias(Stage& stage, const Rect& box) {
  const state::Theme& theme = stage.ui().theme();
  const SumLine line = stage.view.bias_line();
  const Index f = stage.view.filter();
  const bool present = stage.presenting();
  const Color ink = line.state == SumState::kDone ? theme.text : theme.text_dim;
  const float inset = present ? 20 : 12;
  stage.canvas().text_in(box, fmt::format("{} b{}", stage.ui().tr(phrase::kBiasOf), f),
                         {Face::kText, present ? 29.0F : 14.0F, ink}, Align::kLeft, inset);
  // The value is a grid of one cell, so that it is edited as every other number.
  const float value = static_cast<float>(line.value);
  state::GridModel grid{1, 1, {{value, 0}}, state::scale_of({&value, 1})};
  const state::ConvolutionNumber number{state::ConvolutionNumber::Kind::kBias, {f}};
  const bool pinned = stage.view.state().pinned == number;
  const std::string text =
      state::signed_text(line.value, stage.view.sum_decimals(), stage.ui().language());
  const float size = value_size(stage, text, box.height, box.width * 0.6F - inset);
  const float width =
      std::max(84.0F, stage.canvas().text_width(text, {Face::kMonoBold, size, {}}) + 2 * inset);
  const GridLook look{.origin = {box.right() - width, box.y + 2},
                      .cell_width = width,
                      .cell_height = box.height - 4};
  const Rect cell = cell_rect(look, 0, 0);
  if (pinned || stage.view.state().hovered == number) {
    stage.canvas().stroke_rect(cell, theme.text, 2);
  }
  if (stage.view.misprint(number) != nullptr) {
    stage.canvas().stroke_rect(cell.grown(-1), theme.warn, 2);
  }
  stage.canvas().text_in(box, text, {Face::kMonoBold, size, ink}, Align::kRight, inset);
  edit_grid(stage, {.id = "conv.b", .number = [&](int, int) { return std::optional(number); }},
            grid, look);
}

struct TotalStyle {
  float name, value;
};

// The largest type in which name and value stand beside each other.
TotalStyle total_style(const Stage& stage, const std::string& name, const std::string& value,
                       float room) {
  constexpr std::array kUsual{TotalStyle{20, 24}, TotalStyle{17, 20}, TotalStyle{14, 17},
                              TotalStyle{12, 14}};
  constexpr std::array kLarge{TotalStyle{35, 42}, TotalStyle{29, 35}, TotalStyle{24, 29},
                              TotalStyle{20, 24}};
  const auto& styles = stage.presenting() ? kLarge : kUsual;
  for (const TotalStyle& style : styles) {
    const float width = stage.canvas().text_width(name, {Face::kMonoBold, style.name, {}}) +
                        stage.canvas().text_width(value, {Face::kMonoBold, style.value, {}});
    if (width + 12 <= room) return style;
  }
  return styles.back();
}

// Returns the line of the total.
Rect draw_total(Stage& stage, const Rect& box) {
  figure::Canvas& canvas = stage.canvas();
  const state::Theme& theme = stage.ui().theme();
  const bool present = stage.presenting();
  const float inset = present ? 20 : 12;
  canvas.fill_rect({box.x, box.y, box.width, 2}, theme.text);
  const Rect line{box.x, box.y + 6, box.width, box.height};
  const Index done = stage.view.position().terms_done;
  const int decimals = stage.view.sum_decimals();
  std::string value = done == 0 ? "\u00B7" : stage.number(stage.view.partial_sum(), decimals);
  const bool partial = done > 0 && !stage.view.complete();
  if (partial) value += " \u2026";
  const std::string name = target_name(stage, stage.view.position().cell);
  const TotalStyle style = total_style(stage, name, value, box.width - 2 * inset);
  canvas.text_in(line, name, {Face::kMonoBold, style.name, pass_look(stage).output}, Align::kLeft,
                 inset);
  canvas.text_in(line, value, {Face::kMonoBold, style.value, theme.text}, Align::kRight, inset);
  if (partial) {
    const TextStyle dim{Face::kText, present ? 24.0F : 14.0F, theme.text_dim};
    const std::string words = stage.ui().tr(phrase::kSoFar);
    if (line.right() + 16 + canvas.text_width(words, dim) <= words_end(stage)) {
      canvas.text_in({line.right(), line.y, 0, line.height}, words, dim, Align::kLeft, 16);
    }
  }
  return line;
}

// From the total into its output: around the title and the next grid, then along the line above
// the output's row, so that nothing written is crossed.
void draw_output_arrow(Stage& stage, const Rect& total, const OutputPlace& place) {
  const Rect& grid = place.chosen;
  const Rect& cell = stage.output;
  if (grid.empty() || stage.view.position().terms_done == 0) return;
  const float x = std::max(grid.right() + 18, place.title_right + 10);
  if (x + 4 > std::min(stage.rect.right(), place.next_left - 4)) return;
  const bool present = stage.presenting();
  const float frame = present ? 7 : 4;
  const float y = std::round(cell.center_y());
  const bool straight = std::abs(x - (total.right() - 36)) < 24;
  const float start = straight ? x : total.right() - 36;
  const float top = total.bottom() - 2;
  const Color color = pass_look(stage).output;
  const float width = present ? 4 : 2;
  std::vector<Point> points;
  if (!straight) points = {Point{start, top}, Point{start, top + 10}, Point{x, top + 10}};
  if (straight) points = {Point{x, top}};
  const float size = std::clamp(cell.height / 6, 3.0F, present ? 8.0F : 5.0F);
  // The cells behind it in its row are not computed yet, but may be shown all the same.
  if (cell.right() + 1 < grid.right() && cell.height >= 12) {
    const float drop = std::round(cell.right() + frame + size * 1.6F + width);
    points.insert(points.end(), {Point{x, cell.y}, Point{drop, cell.y}, Point{drop, y}});
  } else {
    points.push_back({x, y});
  }
  points.push_back({cell.right() + frame + size, y});
  route(stage.canvas(), points, color, width);
  arrow_head(stage.canvas(), {cell.right() + frame, y}, -1, color, size);
}

// Legend and scale bars; where room is short the legend goes first, then the bars.
void draw_foot(Stage& stage, const Rect& below_outputs) {
  const float bars = draw_scale_bars(stage, {}, true), legend = kLegendHeight;
  const Rect& foot = stage.layout.foot;
  const bool small = stage.layout.label_width < 44;
  if (!foot.empty()) {
    draw_scale_bars(stage, {foot.x, foot.bottom() - bars}, false);
    const float x = std::max(stage.layout.product_x, foot.x + 400);
    if (!small && x + 300 < foot.right()) {
      draw_legend(stage.ui(), {x, foot.bottom() - legend + 12});
    }
    return;
  }
  const Rect& rest = below_outputs;
  if (!small && rest.height >= bars + legend + 48 && rest.width >= 290) {
    draw_legend(stage.ui(), {rest.x, rest.bottom() - bars - legend - 32});
  }
  if (rest.height >= bars + 16) draw_scale_bars(stage, {rest.x, rest.bottom() - bars}, false);
}

}  // namespace

void draw_sum_column(Stage& stage) {
  const StageLayout& at = stage.layout;
  const bool present = stage.presenting();
  const float width = at.sum_width;
  Rect rest = at.sum;
  const int room = static_cast<int>(rest.height * 0.45F / at.sum_pitch);
  const std::vector<Line> lines = lines_of(stage.view, std::max(room, 3));
  int number = 0;
  for (const Line& line : lines) {
    const float top = rest.take_top(at.sum_pitch).y;
    const Rect box{rest.x, top + 2, width, at.sum_pitch - 4};
    draw_wire(stage, line, number++, std::round(box.center_y()));
    draw_line(stage, line, box);
  }
  if (stage.view.has_bias()) {
    draw_bias(stage, {rest.x, rest.take_top(at.sum_pitch).y, width, at.sum_pitch});
  }
  const Rect total = draw_total(stage, {rest.x, rest.y + 6, width, at.sum_pitch});
  stage.total = total;
  rest.take_top(total.bottom() + 10 - rest.y);
  Rect region = rest;
  const bool backward = stage.view.state().backward();
  const float foot = present           ? 190
                     : backward        ? (stage.rect.height < 700 ? 132 : 240)
                     : at.foot.empty() ? draw_scale_bars(stage, {}, true) + 16
                                       : 0;
  if (rest.height > foot + 160) region.height -= foot;
  // Numbers behind an activation come before scale bars.
  const bool bars = !present && stage.view.has_activation() && region.height < rest.height;
  if (bars && !writes_activated(stage, region) && writes_activated(stage, rest)) region = rest;
  const OutputPlace place = draw_outputs(stage, region);
  draw_output_arrow(stage, total, place);
  rest.take_top(place.bottom - rest.y);
  const auto& check = stage.view.state().check;
  if (present && check && stage.view.state().checking) {
    presented_check(stage.ui(), rest, check_sheet(*check, stage.ui().language()), "conv");
  } else if (present) {
    draw_current_term(stage, rest);
  } else if (backward) {
    draw_backward_notes(stage, rest);
  } else {
    draw_foot(stage, rest);
  }
}

}  // namespace convscope::ui::convolution

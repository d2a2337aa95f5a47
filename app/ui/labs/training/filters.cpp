#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "app/state/phrases/network.h"
#include "app/state/phrases/training.h"
#include "app/state/training/training_update.h"
#include "app/ui/labs/drawing_area.h"
#include "app/ui/labs/training/training_lab.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Rect;
using state::Milestone;

/// Where columns and rows of pairs (filter, map) stand.
struct PairGrid {
  Rect rect;
  float names = 48;   ///< width of the rows' numbers
  float filter = 40;  ///< edge of a filter
  float map = 56;     ///< edge of a map
  float pitch_x = 140, pitch_y = 61;
  float head = 24;  ///< height of the columns' titles
  bool large = false;
  int columns = 0, rows = 0;
  int hidden = 0;  ///< rows that there is no room for

  Rect column(int c) const {
    return {rect.x + names + pitch_x * static_cast<float>(c), rect.y, filter + map + 12,
            rect.height};
  }
};

// Maps are whole multiples of their pixels; filters follow. Where not even maps of single pixels
// have gaps between them the last rows are left out.
PairGrid make_grid(const Rect& rect, const state::SeenPicture& seen, std::size_t most, bool large) {
  PairGrid grid{.rect = rect, .head = large ? 36.0F : 24.0F, .large = large};
  if (large) grid.names = 72;
  const float edge = static_cast<float>(std::max(seen.map_width, 1));
  const float room = rect.height - grid.head - 4;
  const int all = static_cast<int>(seen.filters);
  grid.rows = std::clamp(static_cast<int>(room / (edge + 4)), 1, std::max(all, 1));
  grid.hidden = all - grid.rows;
  const float pitch = room / static_cast<float>(grid.rows);
  const float kernel = static_cast<float>(std::max(seen.kernel_width, 1));
  float pair = 0;
  for (float pixel = large ? 5 : 3; pixel >= 1; --pixel) {
    if (pixel > 1 && pixel * edge + 4 > pitch) continue;
    grid.map = pixel * edge;
    grid.filter = std::max(1.0F, std::floor(grid.map * 0.75F / kernel)) * kernel;
    pair = grid.filter + grid.map + 12;
    grid.columns =
        static_cast<int>((rect.width - grid.names + 20) / (pair + (large ? 44.0F : 20.0F)));
    // Large maps, but a beginning, a middle and an end.
    if (grid.columns >= 3) break;
  }
  grid.pitch_y = std::min(pitch, grid.map + (large ? 28.0F : 12.0F));
  grid.columns = std::clamp(grid.columns, 2, std::max(static_cast<int>(most), 2));
  grid.pitch_x = std::min((rect.width - grid.names + 20) / static_cast<float>(grid.columns),
                          pair + (large ? 120.0F : 48.0F));
  return grid;
}

/// The end of a colour scale that all columns share, so that they can be compared.
struct Limit {
  float value = 1e-6F;
  bool exceeded = false;  ///< by numbers that then have the end's colour
};
struct Limits {
  Limit weight, map;
};

// An explosion must not wipe out what was before it: beyond so many times the first column's
// largest number a column is off the scale.
constexpr float kExplosion = 12;

float largest(const std::vector<float>& values) {
  float most = 0;
  for (const float value : values) {
    most = std::max(most, std::isfinite(value) ? std::fabs(value) : 0.0F);
  }
  return most;
}

Limit limit_of(const std::vector<float>& most) {
  Limit limit;
  if (most.empty()) return limit;
  const float bound = most.front() > 0 ? kExplosion * most.front() : 1e30F;
  for (const float value : most) {
    if (value <= bound) {
      limit.value = std::max(limit.value, value);
    } else {
      limit.exceeded = true;
    }
  }
  return limit;
}

Limits limits_of(const std::vector<Milestone>& milestones) {
  std::vector<float> weights, maps;
  for (const Milestone& milestone : milestones) {
    if (!milestone.seen) continue;
    weights.push_back(largest(milestone.seen->weights));
    maps.push_back(largest(milestone.seen->maps));
  }
  return {limit_of(weights), limit_of(maps)};
}

bool has_negative(const state::SeenPicture& seen) {
  return std::ranges::any_of(seen.maps, [](float v) { return v < 0; });
}

void draw_pair(Ui& ui, const PairGrid& grid, const Rect& column, int row,
               const Milestone& milestone, const Limits& limits) {
  const state::SeenPicture& seen = *milestone.seen;
  const float y = column.y + grid.head + grid.pitch_y * static_cast<float>(row);
  const Rect filter{column.x, y + std::floor((grid.map - grid.filter) / 2), grid.filter,
                    grid.filter};
  ui.canvas().heat_map(filter, {seen.filter(row), seen.kernel_width, seen.kernel_height,
                                limits.weight.value, state::ColorMap::kDiverging});
  ui.canvas().frame(filter, ui.theme().filter, 1);
  const Rect map{column.x + grid.filter + 12, y, grid.map, grid.map};
  // tanh maps are signed.
  const auto kind = has_negative(seen) ? state::ColorMap::kDiverging : state::ColorMap::kSequential;
  ui.canvas().heat_map(map,
                       {seen.map(row), seen.map_width, seen.map_height, limits.map.value, kind});
  ui.canvas().frame(map, ui.theme().line_strong, 1);
}

std::string heading_text(const LabFrame& frame) {
  const bool drawn = frame.state.training.picture.drawn;
  return frame.ui.tr(drawn ? phrase::kFiltersTitle : phrase::kFiltersTitleTest);
}

constexpr float kScaleWidth = 60;

/// A colour map with its name and ends.
struct ScaleBar {
  state::ColorMap map;
  std::string name, least, most;
};

float scale_width(Ui& ui, const ScaleBar& bar, const figure::TextStyle& words,
                  const figure::TextStyle& digits) {
  const figure::Canvas& canvas = ui.canvas();
  return canvas.text_width(bar.name, words) + canvas.text_width(bar.least, digits) +
         canvas.text_width(bar.most, digits) + kScaleWidth + 3 * 7;
}

// The ranges of both maps beside their colours, at the right of the heading where there is room.
void draw_scales(Ui& ui, const Rect& rect, const Limits& limits, bool signed_maps, bool large) {
  figure::Canvas& canvas = ui.canvas();
  const auto end = [&](const Limit& limit, double sign) {
    const std::string mark = !limit.exceeded ? "" : sign < 0 ? "\u2264\u202F" : "\u2265\u202F";
    return mark + state::number_text(sign * static_cast<double>(limit.value), 2, ui.language());
  };
  const ScaleBar bars[] = {
      {state::ColorMap::kDiverging, ui.tr(phrase::kFilterScale), end(limits.weight, -1),
       end(limits.weight, 1)},
      {signed_maps ? state::ColorMap::kDiverging : state::ColorMap::kSequential,
       ui.tr(phrase::kMapScale), signed_maps ? end(limits.map, -1) : "0", end(limits.map, 1)}};
  figure::TextStyle words{Face::kText, 12, ui.theme().text_dim};
  figure::TextStyle digits{Face::kMono, 12, ui.theme().text_dim};
  float x = rect.x - 1;
  for (const float size : {20.0F, 17.0F, 14.0F, 12.0F}) {
    if (!large && size > 12) continue;
    words.size = digits.size = size;
    x = rect.right() - 28;
    for (const ScaleBar& bar : bars) x -= scale_width(ui, bar, words, digits);
    if (x >= rect.x) break;
  }
  if (x < rect.x) return;
  if (large) x = rect.x;  // in a line of its own, below the title
  const float base = rect.y + 18;
  for (const ScaleBar& bar : bars) {
    const auto word = [&](const std::string& text, const figure::TextStyle& style) {
      canvas.text({x, base}, text, style, Align::kLeft);
      x += canvas.text_width(text, style) + 7;
    };
    word(bar.name, words);
    word(bar.least, digits);
    for (int i = 0; i < 30; ++i) {
      const float t = static_cast<float>(i) / 29;
      canvas.fill_rect({x + static_cast<float>(i) * 2, base - 9, 2, 10},
                       state::map_color(ui.theme(), bar.map,
                                        bar.map == state::ColorMap::kDiverging ? 2 * t - 1 : t));
    }
    x += kScaleWidth + 7;
    word(bar.most, digits);
    x += 21;
  }
}

void draw_column(LabFrame& frame, const PairGrid& grid, int c, const Milestone& milestone,
                 bool chosen) {
  Ui& ui = frame.ui;
  const Rect column = grid.column(c);
  const float height = grid.head + grid.pitch_y * static_cast<float>(grid.rows);
  const std::string title = ui.tr(phrase::kStep) + " " + state::count_text(milestone.step);
  const float size = grid.large ? 20 : 12;
  const figure::TextStyle style{chosen ? Face::kMonoBold : Face::kMono, size,
                                chosen ? ui.theme().text : ui.theme().text_dim};
  const float width = std::max(column.width + 20, ui.canvas().text_width(title, style) + 16);
  const Rect around{column.center_x() - width / 2, column.y - 4, width, height + 4};
  const std::string id = "training.milestone." + std::to_string(milestone.step);
  const Interaction it = ui.item(id, around);
  if (chosen) {
    ui.canvas().fill_rect(around, ui.theme().select, 6);
    ui.canvas().stroke_rect(around, ui.theme().accent, 2, 6);
  } else if (it.hovered) {
    ui.canvas().stroke_rect(around, ui.theme().line_strong, 1, 6);
  }
  ui.focus_ring(it, around, 6);
  ui.canvas().text({column.center_x(), column.y + size + 2}, title, style, Align::kCenter);
  if (it.clicked) want(frame, state::LookAtStep{milestone.step});
}

void draw_row_names(Ui& ui, const PairGrid& grid, const figure::TextStyle& small) {
  const Rect& rest = grid.rect;
  ui.canvas().text({rest.x, rest.y + small.size + 2}, ui.tr(phrase::kFilter), small, Align::kLeft);
  for (int row = 0; row < grid.rows; ++row) {
    const float y = rest.y + grid.head + grid.pitch_y * static_cast<float>(row) + grid.map / 2 + 5;
    ui.canvas().text({rest.x + 22, y}, std::to_string(row),
                     {Face::kMono, grid.large ? 20.0F : 14.0F, ui.theme().text_dim},
                     Align::kCenter);
  }
  if (grid.hidden < 1) return;
  const float below = rest.y + grid.head + grid.pitch_y * static_cast<float>(grid.rows);
  ui.canvas().text({rest.x + 22, below - 1}, "+" + std::to_string(grid.hidden), small,
                   Align::kCenter);
}

}  // namespace

void draw_training_input(LabFrame& frame, Rect& rest, bool large) {
  const float head = large ? 36 : 24;
  Ui& ui = frame.ui;
  const state::TrainingState& training = frame.state.training;
  const bool roomy = frame.layout.roominess > 0.5F;
  const bool figure = frame.figure_only();
  const float button = large ? 48 : roomy ? 32 : 26;
  const float tools = figure ? 0 : 8 + 2 * button + 4;
  const float most = large ? 280 : between(136, 200, frame.layout.roominess);
  float side = std::floor(std::min(most, rest.height - head - tools));
  if (figure) side = std::floor(side / 28) * 28;
  if (side < 56) return;
  const figure::TextStyle small{Face::kText, large ? 20.0F : 12.0F, ui.theme().text_dim};
  Rect column = rest.take_left(std::max(side, roomy ? 168.0F : 136.0F));
  rest.take_left(between(20, 36, frame.layout.roominess));
  ui.canvas().text({column.x, column.y + small.size + 2},
                   ui.tr(figure ? phrase::kInput : phrase::kDrawHere), small, Align::kLeft);
  column.take_top(head);
  const Rect paper{column.x, column.y, side, side};
  if (figure) {
    ui.canvas().heat_map(paper, {training.picture.pixels, 28, 28, 1, state::ColorMap::kSequential});
    ui.canvas().frame(paper, ui.theme().input, 1);
    return;
  }
  draw_drawing_pad(frame, "training.", paper);
  column.take_top(side + 8);
  draw_pad_tools(frame, "training.", column, PadToolsShape::kSquare, button, large);
}

void draw_training_filters(LabFrame& frame, const Rect& rect) {
  Ui& ui = frame.ui;
  const state::TrainingState& training = frame.state.training;
  const bool large = frame.state.presenting;
  const std::string title = heading_text(frame);
  figure::TextStyle title_style{Face::kTextSemiBold, 17, ui.theme().text};
  for (const float size : {24.0F, 20.0F, 17.0F}) {
    if (!large) break;
    title_style.size = size;
    if (ui.canvas().text_width(title, title_style) <= rect.width) break;
  }
  ui.canvas().text({rect.x, rect.y + (large ? 22.0F : 18.0F)}, title, title_style, Align::kLeft);
  Rect rest = rect;
  // On a projector the paper stands below the curves, and the scales have a line of their own.
  rest.take_top(large ? 72 : 32);
  if (!large && (!frame.figure_only() || !training.picture.pixels.empty())) {
    draw_training_input(frame, rest, false);
  }
  const auto shown = std::ranges::find_if(training.milestones,
                                          [](const Milestone& m) { return m.seen != nullptr; });
  if (shown == training.milestones.end()) {
    paragraph(ui.canvas(), {rest.x, rest.y + 24}, std::min(rest.width, 360.0F),
              ui.tr(phrase::kEmptyFilters),
              {Face::kText, large ? 20.0F : 14.0F, ui.theme().text_dim});
    return;
  }
  const PairGrid grid = make_grid(rest, *shown->seen, training.milestones.size(), large);
  const Limits limits = limits_of(training.milestones);
  std::vector<Index> steps;
  for (const Milestone& milestone : training.milestones) steps.push_back(milestone.step);
  const Index looked_at = state::recorded_step(training, training.step());
  const auto visible = state::milestone_steps(steps, looked_at, training.last_step(),
                                              static_cast<std::size_t>(grid.columns));
  const figure::TextStyle small{Face::kText, large ? 20.0F : 12.0F, ui.theme().text_dim};
  draw_row_names(ui, grid, small);
  int c = 0;
  for (const Milestone& milestone : training.milestones) {
    if (std::ranges::find(visible, milestone.step) == visible.end()) continue;
    draw_column(frame, grid, c, milestone, milestone.step == looked_at);
    for (int row = 0; milestone.seen && row < grid.rows; ++row) {
      draw_pair(ui, grid, grid.column(c), row, milestone, limits);
    }
    ++c;
  }
  Rect beside{rect.x, rect.y + (large ? 34.0F : 0.0F), rect.width, 24};
  if (!large) beside.take_left(ui.canvas().text_width(title, title_style) + 24);
  draw_scales(ui, beside, limits, has_negative(*shown->seen), large);
}

}  // namespace convscope::ui

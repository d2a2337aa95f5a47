#include "app/ui/labs/network/stage_layout.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace convscope::ui::network {
namespace {

using figure::Rect;
using state::network::Column;
using state::network::ColumnKind;

constexpr int kMostRows = 8;

// The sizes of a column before it has a place.
struct Measure {
  int across = 1;  // maps beside each other
  int rows = 1;
  float cell_width = 0, cell_height = 0;  // of one map
  float gap_x = 0;
  float inlet = 0, outlet = 0;  // widths of kernels with their gap; 0: none
  float width = 0;
};

float map_side(float cap, float pixels) {
  return std::max(1.0F, std::floor(cap / pixels)) * pixels;
}

// In a low window maps are of very few sizes; the larger of two is taken where the rows have room.
constexpr float kFewSizes = 0.5F;

// `room`: for all rows with their captions.
void measure_maps(Measure& m, const Column& column, float unit, float room, float caption) {
  const auto height = static_cast<float>(column.height());
  const auto width = static_cast<float>(column.width());
  const float longer = std::max(height, width);
  m.across = static_cast<int>((column.maps() + kMostRows - 1) / kMostRows);
  m.rows = static_cast<int>((column.maps() + m.across - 1) / m.across);
  const float cap = unit * (longer >= 20 ? 112.0F : longer >= 8 ? 80.0F : 56.0F);
  float pixel = map_side(cap, longer) / longer;
  const float larger = (pixel + 1) * longer;
  if (unit < kFewSizes && larger - cap < longer / 2 &&
      larger * height / longer + caption + 4 <= room / static_cast<float>(m.rows)) {
    ++pixel;
  }
  m.cell_width = pixel * width;
  m.cell_height = pixel * height;
  m.gap_x = std::floor(12 * unit);
}

void measure_units(Measure& m, const Column& column, float unit, float height) {
  const float cell = std::floor(16 * unit);
  const float fitting = std::max(1.0F, std::floor(height / cell));
  m.across =
      static_cast<int>(std::max(4.0F, std::ceil(static_cast<float>(column.maps()) / fitting)));
  m.rows = static_cast<int>((column.maps() + m.across - 1) / m.across);
  m.cell_width = m.cell_height = cell;
}

// Above the classes for the guesses, below them for the margin, where type is large.
constexpr float kGuesses = 96, kMargin = 52;

Measure measure(const Column& column, float unit, float height, float caption, bool large) {
  Measure m;
  switch (column.kind) {
    case ColumnKind::kMaps:
      measure_maps(m, column, unit, height, caption);
      break;
    case ColumnKind::kUnits:
      measure_units(m, column, unit, height);
      break;
    case ColumnKind::kClasses:
      m.rows = static_cast<int>(column.maps());
      m.cell_width = std::max(168.0F, std::floor(262 * std::min(unit, 1.3F)));
      if (large) {
        m.cell_width = std::max(m.cell_width, 336.0F);
        height -= kGuesses + kMargin;
      }
      m.cell_height = std::floor(
          std::min(std::max(36 * unit, large ? 34.0F : 0.0F), height / static_cast<float>(m.rows)));
      break;
  }
  return m;
}

bool fits_height(const Measure& m, const Column& column, float height, float caption) {
  const float below = column.kind == ColumnKind::kMaps ? caption + 4 : 0;
  return static_cast<float>(m.rows) * (m.cell_height + below) <= height;
}

struct Plan {
  std::vector<Measure> measures;
  float width = 0;
  float gap_weight = 0;
  bool fits = true;
};

// How wide the room before a column is, relative to the others: wires need more.
float gap_weight(const std::vector<Column>& columns, std::size_t k, bool filters) {
  if (k == 0) return 0;
  if (filters) return 2.2F;
  return columns[k].kind == ColumnKind::kMaps       ? 1.0F
         : columns[k - 1].kind == ColumnKind::kMaps ? 1.7F  // its title may be wider than it
                                                    : 1.2F;
}

Plan plan_for(const std::vector<Column>& columns, const std::vector<engine::Shape>& kernels,
              const StageLayout& layout, float height, bool large) {
  const float unit = layout.unit, caption = layout.captions;
  Plan plan;
  for (const Column& column : columns) {
    Measure m = measure(column, unit, height, caption, large);
    // What is pooled looks no larger than what it was pooled from.
    const auto pixels = static_cast<float>(column.width());
    if (column.kind == ColumnKind::kMaps && !plan.measures.empty() && unit < kFewSizes) {
      while (m.cell_width > std::max(plan.measures.back().cell_width, pixels)) {
        m.cell_height -= m.cell_height * pixels / m.cell_width;
        m.cell_width -= pixels;
      }
    }
    plan.measures.push_back(m);
  }
  for (std::size_t k = 0; k < columns.size(); ++k) {
    Measure& m = plan.measures[k];
    if (kernels[k].rank() == 2) {
      const float kernel =
          map_side(40 * unit, static_cast<float>(std::max(kernels[k][0], kernels[k][1])));
      float& room = k == 0 ? m.inlet : plan.measures[k - 1].outlet;
      room = kernel + std::floor(12 * unit);
    }
    m.width = static_cast<float>(m.across) * m.cell_width +
              static_cast<float>(m.across - 1) * m.gap_x + m.inlet;
    // Titles above small maps still have their room, but in the smallest windows.
    constexpr float kTitle = 80;
    const bool small = unit < kFewSizes && unit >= 0.4F;
    if (small && columns[k].kind == ColumnKind::kMaps) m.width = std::max(m.width, kTitle);
    plan.fits &= fits_height(m, columns[k], height, caption);
    plan.gap_weight += gap_weight(columns, k, kernels[k].rank() == 2);
  }
  for (const Measure& m : plan.measures) plan.width += m.width + m.outlet;
  return plan;
}

float row_pitch(const Measure& m, const Column& column, float height, float caption) {
  if (column.kind == ColumnKind::kUnits) return m.cell_height;
  const float even = std::floor(height / static_cast<float>(m.rows));
  if (column.kind == ColumnKind::kClasses) return std::min(even, m.cell_height * 1.62F);
  return std::max(even, m.cell_height + caption);
}

ColumnPlace place_column(const Column& column, const Measure& m, const engine::Shape& kernel,
                         const Rect& area, float caption) {
  ColumnPlace place;
  place.rows = m.rows;
  const float pitch = row_pitch(m, column, area.height, caption);
  const bool maps = column.kind == ColumnKind::kMaps;
  // A row's map and its caption stand in the middle of the row.
  const float whole = pitch * static_cast<float>(m.rows);
  const float top = maps ? area.y : std::floor(area.y + (area.height - whole) / 2);
  const float inset = maps ? std::floor((pitch - m.cell_height - caption) / 2) : 0;
  for (engine::Index i = 0; i < column.maps(); ++i) {
    const auto row = static_cast<float>(i / m.across), across = static_cast<float>(i % m.across);
    place.maps.push_back({area.x + m.inlet + across * (m.cell_width + m.gap_x),
                          top + row * pitch + inset, m.cell_width, m.cell_height});
  }
  if (m.inlet > 0) {
    const float side = map_side(m.inlet - 8, static_cast<float>(std::max(kernel[0], kernel[1])));
    for (const Rect& map : place.maps) {
      place.inlets.push_back({area.x, std::floor(map.center_y() - side / 2), side, side});
    }
  }
  place.area = area;
  return place;
}

void place_outlets(ColumnPlace& place, const engine::Shape& kernel, float unit) {
  const float side = map_side(40 * unit, static_cast<float>(std::max(kernel[0], kernel[1])));
  for (const Rect& map : place.maps) {
    place.outlets.push_back(
        {map.right() + std::floor(12 * unit), std::floor(map.center_y() - side / 2), side, side});
  }
}

}  // namespace

StageLayout layout_stage(const std::vector<Column>& columns,
                         const std::vector<engine::Shape>& kernels, const Rect& stage, bool large) {
  static constexpr std::array kUnits{2.0F,  1.75F, 1.5F, 1.25F, 1.1F,  1.0F, 0.9F, 0.8F,
                                     0.75F, 0.7F,  0.6F, 0.5F,  0.45F, 0.4F, 0.3F, 0.25F};
  StageLayout layout;
  if (columns.empty()) return layout;
  const bool roomy = stage.height > 760;
  Rect body = stage.grown(roomy ? -24.0F : -16.0F);
  const Rect head = body.take_top(large ? 104 : roomy ? 84 : 72);
  Plan plan;
  for (const float unit : kUnits) {
    layout.unit = unit;
    layout.caption_type = !large ? 12.0F : roomy ? 20.0F : 17.0F;
    layout.captions = unit >= 0.45F ? layout.caption_type + 6 : 0;
    plan = plan_for(columns, kernels, layout, body.height, large);
    const float least_gap = std::max(10.0F, 22 * unit) * plan.gap_weight;
    if (plan.fits && plan.width + least_gap <= body.width) break;
  }
  const float spare = std::max(0.0F, body.width - plan.width);
  const float most = 64 * std::max(layout.unit, 0.5F);
  const float gap = plan.gap_weight > 0 ? std::min(spare / plan.gap_weight, most) : 0;
  float x = std::floor(body.x + std::max(0.0F, spare - gap * plan.gap_weight) / 2);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const bool filters = kernels[k].rank() == 2;
    x += std::floor(gap * gap_weight(columns, k, filters));
    const Measure& m = plan.measures[k];
    Rect area{x, body.y, m.width, body.height};
    if (large && columns[k].kind == ColumnKind::kClasses) {
      area.take_top(kGuesses);
      area.take_bottom(kMargin);
    }
    ColumnPlace place = place_column(columns[k], m, kernels[k], area, layout.captions);
    if (k + 1 < columns.size() && m.outlet > 0) place_outlets(place, kernels[k + 1], layout.unit);
    place.title = {x, head.y + (large ? 24.0F : 17.0F)};
    x += m.width + m.outlet;
    layout.columns.push_back(std::move(place));
  }
  layout.middle = body.center_y();
  return layout;
}

}  // namespace convscope::ui::network

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "app/state/number_text.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/open_cell.h"
#include "app/ui/widgets/digit_fit.h"

namespace convscope::ui::network {
namespace {

namespace phrase = state::phrase;
using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using state::GridModel;
using state::network::CellGroup;
using state::network::ColumnKind;

constexpr float kSign = 28;  // room for an operator between planes

// Room for the names above planes.
float head_of(const OpenCell& open) {
  return open.frame.state.presenting ? 44 : 26;
}

Point size_of(const GridModel& grid, const CellLook& look) {
  return {look.width * static_cast<float>(grid.columns),
          look.height * static_cast<float>(grid.rows)};
}

// All groups as a list of small equations; the one at large is marked.
struct List {
  Rect rect;
  float pitch = 0;
  CellLook cell;
  float sum = 58, digits = 14;  ///< room for the sum, its type
};

List make_list(const OpenCell& open, const Rect& body) {
  const GridModel& plane = open.view.groups.front().x;
  const auto groups = static_cast<float>(open.view.groups.size());
  List list;
  list.pitch = std::floor(std::min(body.height / groups, body.height > 700 ? 140.0F : 96.0F));
  const auto most = static_cast<float>(std::max(plane.rows, plane.columns));
  const bool presenting = open.frame.state.presenting;
  const float cell =
      std::clamp(std::floor((list.pitch - 8) / most), 1.0F, presenting ? 16.0F : 10.0F);
  list.digits = presenting ? 24 : 14;
  list.sum = presenting ? 100 : 58;
  list.cell = {cell, cell, {}};
  const float width = 3 * cell * static_cast<float>(plane.columns) + 2 * 14 + list.sum + 16;
  const float height = list.pitch * groups;
  list.rect = {body.x, std::floor(body.y + (body.height - height) / 2), width, height};
  return list;
}

void draw_list_row(const OpenCell& open, const List& list, Index i, bool chosen) {
  Ui& ui = open.frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const CellGroup& group = open.view.groups[static_cast<std::size_t>(i)];
  const Rect row{list.rect.x, list.rect.y + list.pitch * static_cast<float>(i), list.rect.width,
                 list.pitch};
  const Interaction it = ui.item("network.channel." + std::to_string(i), row);
  if (it.clicked) want(open.frame, state::network::OpenChannel{i});
  const Rect inside = row.grown(-1);
  if (chosen) {
    canvas.fill_rect(inside, theme.select, 6);
    canvas.stroke_rect(inside, theme.accent, 2, 6);
  } else if (it.hovered) {
    canvas.stroke_rect(inside, theme.line_strong, 1, 6);
  }
  ui.focus_ring(it, row.grown(-4), 4);
  const Point size = size_of(group.x, list.cell);
  const float y = std::floor(row.center_y() - size.y / 2);
  const figure::TextStyle sign{Face::kMono, 14, theme.text_dim};
  float x = row.x + 10;
  const auto plane = [&](const GridModel& grid, figure::Color role) {
    draw_cell_plane(open, grid, {x, y}, list.cell, role);
    canvas.stroke_rect({x, y, size.x, size.y}, role, 1);
    x += size.x;
  };
  const auto put = [&](const char* words) {
    canvas.text_in({x, y, 14, size.y}, words, sign);
    x += 14;
  };
  plane(group.x, theme.input);
  put("\u00B7");
  plane(group.w, theme.filter);
  put("=");
  plane(group.product, theme.line_strong);
  const std::string words =
      group.started ? state::number_text(group.sum, open.view.digits.product, ui.language()) +
                          (group.complete ? "" : "\u2026")
                    : "\u00B7";
  canvas.text_in(row, words,
                 {group.complete ? Face::kMonoBold : Face::kMono, list.digits,
                  group.started ? theme.text : theme.text_dim},
                 Align::kRight, 8);
}

/// Where the large planes stand: x and w beside each other, the products below them.
struct Large {
  CellLook x, w, product;
  float plane_width = 0, plane_height = 0;
  Point origin;
  bool legible() const { return x.digits.size > 0 && w.digits.size > 0 && product.digits.size > 0; }
};

Large place_large(const OpenCell& open, const CellGroup& group, const Rect& area) {
  const auto rows = static_cast<float>(group.x.rows), columns = static_cast<float>(group.x.columns);
  const bool presenting = open.frame.state.presenting;
  const float above = head_of(open);
  const float larger = presenting ? 2 : area.height > 700 ? 1.35F : 1;
  const float width = std::floor(std::min((area.width - kSign) / (2 * columns), 64.0F * larger));
  const float height =
      std::floor(std::min((area.height - 2 * above - 24) / (2 * rows), 44.0F * larger));
  Large large;
  const auto look = [&](const GridModel& grid) {
    return CellLook{width, height,
                    useful_digits(open.frame.ui.canvas(), width, height, grid.scale, presenting)};
  };
  large.x = look(group.x);
  large.w = look(group.w);
  large.product = look(group.product);
  // One size of type for the whole equation.
  const float size =
      std::min({large.x.digits.size, large.w.digits.size, large.product.digits.size});
  const auto unify = [&](CellLook& part, const state::GridScale& scale) {
    part.digits.size = size;
    // In smaller type there may be room for two decimals.
    while (size > 0 && part.digits.decimals >= 0 && part.digits.decimals < 2) {
      const int more = part.digits.decimals + 1;
      const auto wide = widest_number(open.frame.ui.canvas(), scale, size, more);
      if (more > scale.decimals || wide.with_sign > width - 8) break;
      part.digits.decimals = more;
    }
  };
  unify(large.x, group.x.scale);
  unify(large.w, group.w.scale);
  unify(large.product, group.product.scale);
  large.plane_width = width * columns;
  large.plane_height = height * rows;
  const float all = above + large.plane_height + 24 + above + large.plane_height;
  const float used = 2 * large.plane_width + kSign;
  large.origin = {std::floor(area.x + (area.width - used) / 2),
                  std::floor(area.y + (area.height - all) / 2)};
  return large;
}

void draw_large(const OpenCell& open, const CellGroup& group, Index channel, const Large& large) {
  Ui& ui = open.frame.ui;
  figure::Canvas& canvas = ui.canvas();
  const state::Theme& theme = ui.theme();
  const float w = large.plane_width, h = large.plane_height;
  const float head = open.frame.state.presenting ? 29 : 14, above = head_of(open);
  const auto plane = [&](const GridModel& grid, const CellLook& look, Point at,
                         const std::string& name, figure::Color role, float frame) {
    draw_cell_plane(open, grid, at, look, role);
    canvas.frame({at.x, at.y, w, h}, frame > 1 ? role : theme.line_strong, frame);
    canvas.text({at.x, at.y - 10}, name, {Face::kMonoMedium, head, role});
  };
  const Point x{large.origin.x, large.origin.y + above};
  const Point filter{x.x + w + kSign, x.y};
  const Point product{x.x, x.y + h + 24 + above};
  plane(group.x, large.x, x, group.name, theme.input, 2);
  canvas.text_in({x.x + w, x.y, kSign, h}, "\u00B7",
                 {Face::kMono, head > 20 ? 29.0F : 20.0F, theme.text_dim});
  // A dense layer's weights have no channels: where these stand in its row.
  const std::string of = open.view.groups.size() < 2 ? ""
                         : open.lab.column(open.lab.selected->column).kind == ColumnKind::kMaps
                             ? "," + std::to_string(channel)
                             : fmt::format(",{}\u2026{}", channel * group.w.rows * group.w.columns,
                                           (channel + 1) * group.w.rows * group.w.columns - 1);
  plane(group.w, large.w, filter, "w[" + std::to_string(open.lab.selected->map) + of + "]",
        theme.filter, 2);
  plane(group.product, large.product, product, "= w \u00B7 " + group.name, theme.text, 1);
  if (group.started) {
    canvas.text({product.x + w, product.y - 10},
                "\u03A3 " + state::number_text(group.sum, open.view.digits.product, ui.language()) +
                    (group.complete ? "" : "\u2026"),
                {Face::kMonoBold, head, theme.text}, Align::kRight);
  }
  draw_cell_results(open, {filter.x, product.y, w, h});
}

// The same numbers in rows of `columns`.
GridModel reshaped(GridModel grid, int columns) {
  grid.rows = grid.rows * grid.columns / columns;
  grid.columns = columns;
  return grid;
}

}  // namespace

bool draw_large_channel(const OpenCell& open, const Rect& body) {
  const auto groups = static_cast<Index>(open.view.groups.size());
  const bool plane = open.view.groups.front().x.rows <= 7;
  if (!open.view.has_weights || (groups < 2 && !plane)) return false;
  const List list = make_list(open, body);
  Rect area = body;
  if (groups > 1) area.take_left(list.rect.width + 24);
  const Index channel = channel_at_large(open.lab, open.view);
  const CellGroup& group = open.view.groups[static_cast<std::size_t>(channel)];
  const Large large = place_large(open, group, area);
  if (!large.legible()) return false;
  for (Index i = 0; groups > 1 && i < groups; ++i) draw_list_row(open, list, i, i == channel);
  draw_large(open, group, channel, large);
  return true;
}

bool draw_stacked_vector(const OpenCell& open, const Rect& body) {
  if (!open.view.has_weights || open.view.groups.size() != 1) return false;
  const CellGroup& group = open.view.groups.front();
  const int cells = group.x.rows * group.x.columns;
  Ui& ui = open.frame.ui;
  const state::Theme& theme = ui.theme();
  const bool presenting = open.frame.state.presenting;
  const float gap = presenting ? 46 : 30;
  for (int columns = std::min(cells, 16); columns > group.x.columns; --columns) {
    if (cells % columns != 0) continue;
    const float rows = static_cast<float>(cells / columns);
    const float width =
        std::floor(std::min(body.width / static_cast<float>(columns), presenting ? 112.0F : 64.0F));
    const float height =
        std::floor(std::min((body.height - 2 * gap) / (3 * rows), presenting ? 64.0F : 32.0F));
    const std::array<const GridModel*, 3> planes{&group.x, &group.w, &group.product};
    const std::array<figure::Color, 3> roles{theme.input, theme.filter, theme.text};
    const std::string filter = "\u00B7 w[" + std::to_string(open.lab.selected->map) + "]";
    const std::array<std::string, 3> names{group.name, filter, "= w \u00B7 " + group.name};
    std::array<CellLook, 3> looks;
    bool legible = true;
    for (std::size_t i = 0; i < 3; ++i) {
      looks[i] = {width, height,
                  useful_digits(ui.canvas(), width, height, planes[i]->scale, presenting)};
      legible &= looks[i].digits.size > 0;
    }
    if (!legible) continue;
    const float used = width * static_cast<float>(columns);
    const float left = std::floor(body.x + (body.width - used) / 2);
    const float pitch = height * rows + gap;
    float y = std::floor(body.y + (body.height - 3 * pitch + gap) / 2);
    for (std::size_t i = 0; i < 3; ++i, y += pitch) {
      draw_cell_plane(open, reshaped(*planes[i], columns), {left, y}, looks[i], roles[i]);
      ui.canvas().frame({left, y, used, height * rows}, i == 2 ? theme.line_strong : roles[i],
                        i == 2 ? 1 : 2);
      ui.canvas().text({left, y - 9}, names[i],
                       {Face::kMonoMedium, presenting ? 24.0F : 14.0F, roles[i]});
    }
    return true;
  }
  return false;
}

}  // namespace convscope::ui::network

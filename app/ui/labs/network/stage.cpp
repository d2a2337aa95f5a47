#include <algorithm>
#include <cmath>
#include <string>

#include "app/state/network/contributions.h"
#include "app/state/network/update_network.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/labs/network/sheet.h"
#include "app/ui/labs/network/stage_layout.h"

namespace convscope::ui::network {
namespace {

using engine::Index;
using figure::Align;
using figure::Face;
using figure::Point;
using figure::Rect;
using state::network::Column;
using state::network::ColumnKind;
using state::network::MapRef;

/// What the drawing functions of one frame share.
struct Stage {
  LabFrame& frame;
  const NetworkState& lab;
  const StageLayout& layout;
  std::optional<MapRef> focus;
  long long shown = 0;  // columns that are computed already

  const ColumnPlace& place(int k) const { return layout.columns[static_cast<std::size_t>(k)]; }
  bool focused(int k, Index map) const { return focus && *focus == MapRef{k, map}; }
  bool computed(int k) const { return k < shown; }
};

std::string item_id(int column, Index map) {
  return "network.map." + std::to_string(column) + "." + std::to_string(map);
}

// A map that the transport bar has not reached: a dot, so that the next step is a reveal.
void draw_pending(Ui& ui, const Rect& rect) {
  ui.canvas().stroke_rect(rect, ui.theme().grid, 1);
  ui.canvas().fill_circle(rect.center(), std::min(2.0F, rect.width / 5), ui.theme().text_dim);
}

// The largest type in which no title reaches the next one.
float title_type(const Stage& stage) {
  Ui& ui = stage.frame.ui;
  const auto fits = [&](float size) {
    for (int k = 0; k + 1 < static_cast<int>(stage.lab.columns.size()); ++k) {
      const std::string words =
          column_title(*stage.lab.weights.network, stage.lab.column(k), ui.language());
      const float room = stage.place(k + 1).title.x - stage.place(k).title.x - 12;
      if (ui.canvas().text_width(words, {Face::kTextSemiBold, size, {}}) > room) return false;
    }
    return true;
  };
  if (stage.frame.state.presenting) return fits(24) ? 24 : fits(20) ? 20 : 17;
  if (stage.layout.unit >= 0.75F && fits(17)) return 17;
  return fits(14) ? 14 : 12;
}

void draw_titles(const Stage& stage) {
  Ui& ui = stage.frame.ui;
  const state::Language language = ui.language();
  const float type = title_type(stage);
  const bool large = stage.frame.state.presenting;
  const float shape_type = type > 20 ? 20 : type > 17 ? 17 : type > 14 ? 14 : 12;
  for (int k = 0; k < static_cast<int>(stage.lab.columns.size()); ++k) {
    const Column& column = stage.lab.column(k);
    const Point at = stage.place(k).title;
    ui.canvas().text(at, column_title(*stage.lab.weights.network, column, language),
                     {Face::kTextSemiBold, type, ui.theme().text});
    ui.canvas().text({at.x, at.y + (large ? 27.0F : 20.0F)}, column_shape(column, language),
                     {Face::kMono, shape_type, ui.theme().text_dim});
    const bool scaled = column.kind == ColumnKind::kMaps && column.output != column.compute;
    if (!scaled || !stage.lab.pass || !stage.computed(k)) continue;
    const float width = std::max(84.0F, std::min(130.0F, stage.place(k).area.width));
    draw_scale_bar(stage.frame, {at.x, at.y + (large ? 54.0F : 40.0F)}, large ? 150 : width,
                   column_limit(*stage.lab.pass, column), column.is_signed,
                   large ? std::max(shape_type, 14.0F) : 12);
  }
}

// Thin lines from map to map where a layer keeps maps apart, arrows elsewhere.
void draw_idle_wires(const Stage& stage) {
  Ui& ui = stage.frame.ui;
  const state::Color color = ui.theme().line_strong;
  for (int k = 1; k < static_cast<int>(stage.lab.columns.size()); ++k) {
    const ColumnPlace& from = stage.place(k - 1);
    const ColumnPlace& to = stage.place(k);
    const bool apart = stage.lab.column(k).kind == ColumnKind::kMaps &&
                       !has_filters(*stage.lab.weights.network, stage.lab.column(k));
    if (apart && from.maps.size() == static_cast<std::size_t>(from.rows)) {
      for (std::size_t i = 0; i < from.maps.size(); ++i) {
        ui.canvas().line({from.maps[i].right() + 4, from.maps[i].center_y()},
                         {to.maps[i].x - 4, from.maps[i].center_y()}, color);
      }
    } else if (stage.lab.column(k).kind != ColumnKind::kMaps) {
      const float x = to.area.x - 6, y = stage.layout.middle;
      const float start = std::max(from.area.right() + 6, x - 22);
      if (x - start < 9) continue;
      ui.canvas().line({start, y}, {x - 5, y}, color, 1.5F);
      ui.canvas().fill_triangle({x - 6, y - 4}, {x - 6, y + 4}, {x, y}, color);
    }
  }
}

void draw_kernel(const Stage& stage, const Rect& rect, int column, Index filter, Index channel) {
  Ui& ui = stage.frame.ui;
  const auto kernel = kernel_of(stage.lab, column, filter, channel);
  draw_map(stage.frame, rect, kernel.values(), kernel.shape()[0], weight_limit(stage.lab, column),
           true);
  ui.canvas().frame(rect, ui.theme().filter, 1);
}

// The filters of a column that reads one picture stand beside its maps all the time.
void draw_inlets(const Stage& stage) {
  Ui& ui = stage.frame.ui;
  for (int k = 0; k < static_cast<int>(stage.lab.columns.size()); ++k) {
    const ColumnPlace& place = stage.place(k);
    for (std::size_t i = 0; i < place.inlets.size(); ++i) {
      draw_kernel(stage, place.inlets[i], k, static_cast<Index>(i), 0);
      const float y = place.inlets[i].center_y();
      ui.canvas().line({place.inlets[i].right() + 3, y}, {place.maps[i].x - 2, y},
                       ui.theme().line_strong);
    }
  }
}

// What one source adds to the map in focus, as a wire.
struct Wire {
  Rect from;
  double magnitude = 0;
  double mean = 0;
};

void draw_wires(const Stage& stage, const std::vector<Wire>& wires, const Rect& to) {
  Ui& ui = stage.frame.ui;
  double largest = 0;
  for (const Wire& wire : wires) largest = std::max(largest, wire.magnitude);
  if (!(largest > 0)) largest = 1;
  const state::Theme& theme = ui.theme();
  const auto count = static_cast<float>(wires.size());
  for (std::size_t i = 0; i < wires.size(); ++i) {
    const Wire& wire = wires[i];
    const float width = 1.5F + 6 * static_cast<float>(wire.magnitude / largest);
    const float spread = to.height * ((static_cast<float>(i) + 0.5F) / count - 0.5F) * 0.8F;
    ui.canvas().wire({wire.from.right() + 1, wire.from.center_y()},
                     {to.x - 2, to.center_y() + spread},
                     wire.mean < 0 ? theme.diverging.front() : theme.diverging.back(), width);
  }
}

void draw_convolution_wires(const Stage& stage) {
  const int k = stage.focus->column;
  const ColumnPlace& source = stage.place(k - 1);
  const auto parts = map_parts(*stage.lab.pass, stage.lab.column(k), stage.focus->map);
  std::vector<Wire> wires;
  for (const auto& part : parts.contributions) {
    const auto c = static_cast<std::size_t>(part.channel);
    wires.push_back(
        {source.outlets.empty() ? source.maps[c] : source.outlets[c], part.magnitude, part.mean});
  }
  draw_wires(stage, wires, stage.place(k).maps[static_cast<std::size_t>(stage.focus->map)]);
  Ui& ui = stage.frame.ui;
  for (const auto& part : parts.contributions) {
    const auto c = static_cast<std::size_t>(part.channel);
    if (source.outlets.empty()) continue;
    const float y = source.outlets[c].center_y();
    ui.canvas().line({source.maps[c].right() + 3, y}, {source.outlets[c].x - 2, y},
                     ui.theme().line_strong);
    draw_kernel(stage, source.outlets[c], k, stage.focus->map, part.channel);
  }
}

// A unit reads every number before it: one wire a map, or the strongest units.
void draw_dense_wires(const Stage& stage) {
  const int k = stage.focus->column;
  const Column& before = stage.lab.column(k - 1);
  const ColumnPlace& source = stage.place(k - 1);
  const auto parts = explain_cell(*stage.lab.pass, stage.lab.column(k),
                                  stage.lab.column(k).cell(stage.focus->map, 0, 0));
  const auto& terms = parts.compute.terms;
  std::vector<Wire> wires(source.maps.size());
  for (std::size_t i = 0; i < wires.size(); ++i) wires[i].from = source.maps[i];
  const auto plane = static_cast<std::size_t>(before.plane());
  for (std::size_t i = 0; i < terms.size() && i / plane < wires.size(); ++i) {
    wires[i / plane].magnitude += std::abs(terms[i].product);
    wires[i / plane].mean += terms[i].product;
  }
  if (before.kind != ColumnKind::kMaps) {
    std::stable_sort(wires.begin(), wires.end(),
                     [](const Wire& a, const Wire& b) { return a.magnitude > b.magnitude; });
    wires.resize(std::min<std::size_t>(wires.size(), 12));
    std::stable_sort(wires.begin(), wires.end(),
                     [](const Wire& a, const Wire& b) { return a.from.y < b.from.y; });
  }
  draw_wires(stage, wires, stage.place(k).maps[static_cast<std::size_t>(stage.focus->map)]);
}

void draw_focus_wires(const Stage& stage) {
  if (!stage.focus || !stage.lab.pass || stage.focus->column < 1) return;
  const int k = stage.focus->column;
  if (!stage.computed(k)) return;
  const Column& column = stage.lab.column(k);
  if (column.kind != ColumnKind::kMaps) {
    draw_dense_wires(stage);
  } else if (has_filters(*stage.lab.weights.network, column)) {
    draw_convolution_wires(stage);
  } else {
    const auto map = static_cast<std::size_t>(stage.focus->map);
    stage.frame.ui.canvas().wire(
        {stage.place(k - 1).maps[map].right(), stage.place(k - 1).maps[map].center_y()},
        {stage.place(k).maps[map].x, stage.place(k).maps[map].center_y()},
        stage.frame.ui.theme().line_strong, 3);
  }
}

// Which maps the map in focus reads, so that they wear the input's outline.
bool is_read(const Stage& stage, int k, Index map) {
  if (!stage.focus || stage.focus->column != k + 1 || !stage.computed(k + 1)) return false;
  const Column& reader = stage.lab.column(k + 1);
  if (reader.kind != ColumnKind::kMaps) return stage.lab.column(k).kind == ColumnKind::kMaps;
  return has_filters(*stage.lab.weights.network, reader) || stage.focus->map == map;
}

void draw_map_outline(const Stage& stage, int k, Index map, const Rect& rect, bool hovered) {
  Ui& ui = stage.frame.ui;
  const bool unit = stage.lab.column(k).kind == ColumnKind::kUnits;
  if (stage.focused(k, map)) {
    ui.canvas().frame(rect, ui.theme().output, unit ? 3.0F : 4.0F);
  } else if (is_read(stage, k, map)) {
    ui.canvas().frame(rect, ui.theme().input, 2);
  } else if (!unit) {
    ui.canvas().stroke_rect(rect, ui.theme().line_strong, 1);
  }
  if (hovered && !stage.focused(k, map)) ui.canvas().frame(rect, ui.theme().accent, 2);
}

void draw_caption(const Stage& stage, int k, Index map, const Rect& rect) {
  if (stage.layout.captions <= 0) return;
  Ui& ui = stage.frame.ui;
  const bool focused = stage.focused(k, map);
  std::string words = std::to_string(map);
  if (is_read(stage, k, map)) {
    words = column_symbol(*stage.lab.weights.network, stage.lab.columns, k) + "[" + words + "]";
  }
  const float type = stage.layout.caption_type;
  const auto& maps = stage.place(k).maps;
  const float room = maps.size() > 1 ? maps[1].x - maps[0].x : 0;
  if (room > 0 && ui.canvas().text_width(words, {Face::kMono, type, {}}) > room - 4) {
    words = std::to_string(map);
  }
  ui.canvas().text({rect.center_x(), rect.bottom() + type + 3}, words,
                   {focused ? Face::kMonoBold : Face::kMono, type,
                    focused ? ui.theme().output : ui.theme().text_dim},
                   Align::kCenter);
}

bool has_keyboard(const Ui& ui, const Interaction& it) {
  return it.focused && ui.focus_visible();
}

// A column of units is one stop of the Tab key; the arrows walk through it, Enter opens.
std::optional<MapRef> unit_by_keyboard(const Stage& stage, int k) {
  Ui& ui = stage.frame.ui;
  const Rect all = united(stage.place(k).maps.front(), stage.place(k).maps.back());
  // Without height for the pointer, which finds the units themselves.
  const std::string id = "network.units." + std::to_string(k);
  const Interaction it = ui.item(id, {all.x, all.y, all.width, 0});
  if (!has_keyboard(ui, it)) return std::nullopt;
  float& at = ui.memory().scroll[id];
  const int step = (ui.take_key(Key::kDown) || ui.take_key(Key::kRight)) ? 1
                   : (ui.take_key(Key::kUp) || ui.take_key(Key::kLeft))  ? -1
                                                                         : 0;
  const auto last = static_cast<float>(stage.lab.column(k).maps() - 1);
  at = std::clamp(at + static_cast<float>(step), 0.0F, last);
  const MapRef ref{k, static_cast<Index>(at)};
  if (it.clicked) want(stage.frame, state::network::OpenMap{ref});
  ui.focus_ring(it, all, 0);
  return ref;
}

// Returns the map under the pointer, or that which has the keyboard, if any.
std::optional<MapRef> draw_column(const Stage& stage, int k) {
  const Column& column = stage.lab.column(k);
  const ColumnPlace& place = stage.place(k);
  Ui& ui = stage.frame.ui;
  std::optional<MapRef> hovered;
  const float limit = stage.lab.pass ? column_limit(*stage.lab.pass, column) : 1;
  for (Index map = 0; map < column.maps(); ++map) {
    const Rect& rect = place.maps[static_cast<std::size_t>(map)];
    const Interaction it = ui.item(item_id(k, map), rect, column.kind == ColumnKind::kMaps);
    if (!stage.lab.pass || !stage.computed(k)) {
      draw_pending(ui, rect);
      continue;
    }
    draw_map(stage.frame, rect, map_values(*stage.lab.pass, column, map), column.height(), limit,
             column.is_signed);
    if (it.hovered || has_keyboard(ui, it)) hovered = MapRef{k, map};
    if (it.clicked) want(stage.frame, state::network::OpenMap{{k, map}});
    draw_map_outline(stage, k, map, rect, it.hovered);
    ui.focus_ring(it, rect, 0);
    if (column.kind == ColumnKind::kMaps) draw_caption(stage, k, map, rect);
  }
  if (column.kind == ColumnKind::kUnits && stage.computed(k)) {
    if (const auto unit = unit_by_keyboard(stage, k)) hovered = *unit;
    const Rect all = united(place.maps.front(), place.maps.back());
    const float width =
        place.maps.front().width * std::round(place.area.width / place.maps.front().width);
    ui.canvas().frame({all.x, all.y, std::max(all.width, width), all.height},
                      ui.theme().line_strong, 1);
    // Drawn again on top of its neighbours and of the frame.
    if (stage.focus && stage.focus->column == k) {
      ui.canvas().frame(place.maps[static_cast<std::size_t>(stage.focus->map)], ui.theme().output,
                        3);
    }
  }
  return hovered;
}

std::optional<MapRef> draw_class_column(const Stage& stage, int k) {
  const ColumnPlace& place = stage.place(k);
  std::optional<MapRef> hovered;
  if (!stage.lab.pass || !stage.computed(k)) {
    for (const Rect& row : place.maps)
      draw_pending(stage.frame.ui, {row.x + 24, row.y + 4, row.width - 80, row.height - 8});
    return hovered;
  }
  for (std::size_t i = 0; i < place.maps.size(); ++i) {
    const MapRef ref{k, static_cast<Index>(i)};
    const Interaction it = stage.frame.ui.item(item_id(k, ref.map), place.maps[i]);
    if (it.hovered || has_keyboard(stage.frame.ui, it)) hovered = ref;
    if (it.clicked) want(stage.frame, state::network::OpenMap{ref});
    stage.frame.ui.focus_ring(it, place.maps[i]);
  }
  draw_classes(stage.frame, place.maps, k, stage.layout.unit);
  return hovered;
}

}  // namespace

Rect network_place(const LabFrame& frame, const MapRef& ref, const Rect& stage) {
  const NetworkState& lab = frame.state.network;
  const StageLayout layout =
      layout_stage(lab.columns, kernel_shapes(lab), stage, frame.state.presenting);
  return layout.columns[static_cast<std::size_t>(ref.column)]
      .maps[static_cast<std::size_t>(ref.map)];
}

void draw_network(LabFrame& frame, const Rect& rect) {
  const NetworkState& lab = frame.state.network;
  const StageLayout layout =
      layout_stage(lab.columns, kernel_shapes(lab), rect, frame.state.presenting);
  // On the way to another level everything is computed.
  const long long shown = lab.level() == state::network::Level::kNetwork
                              ? current_step(lab)
                              : static_cast<long long>(lab.columns.size());
  const Stage stage{frame, lab, layout, lab.focus(), shown};
  draw_titles(stage);
  draw_idle_wires(stage);
  draw_inlets(stage);
  draw_focus_wires(stage);
  std::optional<MapRef> hovered;
  for (int k = 0; k < static_cast<int>(lab.columns.size()); ++k) {
    const bool classes = lab.column(k).kind == ColumnKind::kClasses;
    const auto over = classes ? draw_class_column(stage, k) : draw_column(stage, k);
    if (over) hovered = over;
  }
  if (hovered != lab.hovered) want(frame, state::network::HoverMap{hovered});
  // Empty space under everything else.
  if (frame.ui.item("network.stage", rect, false).clicked) {
    want(frame, state::network::ZoomOut{});
  }
}

void draw_stage(LabFrame& frame, const Rect& rect) {
  const NetworkState& lab = frame.state.network;
  if (!lab.weights) return;
  if (lab.sheet && lab.pass) {
    draw_sheet_stage(frame, rect, *lab.sheet);
    return;
  }
  if (draw_zoom(frame, rect)) return;
  switch (lab.level()) {
    case state::network::Level::kNetwork:
      draw_network(frame, rect);
      break;
    case state::network::Level::kMap:
      draw_open_map(frame, rect);
      break;
    case state::network::Level::kCell:
      draw_open_cell(frame, rect);
      break;
  }
}

}  // namespace convscope::ui::network

#include <algorithm>
#include <cmath>

#include "app/ui/labs/network/parts.h"

namespace convscope::ui::network {
namespace {

using figure::Rect;
using state::network::ColumnKind;
using state::network::Level;

constexpr double kZoom_s = 0.25;

/// One level is being enlarged until `from` on it fills `to`, where the next level has it.
struct Zoom {
  Level level = Level::kNetwork;
  Rect from, to;
  float way = 0;  ///< 0 to 1
};

// As large as the stage holds it, in its own proportions.
Rect large_in(const Rect& stage, const Rect& shape) {
  const float scale =
      std::min(stage.width * 0.7F / shape.width, stage.height * 0.7F / shape.height);
  const float width = shape.width * scale, height = shape.height * scale;
  return {stage.center_x() - width / 2, stage.center_y() - height / 2, width, height};
}

Rect cell_of(const NetworkState& lab, const Rect& map) {
  const auto& column = lab.column(lab.selected->column);
  const float width = map.width / static_cast<float>(column.width());
  const float height = map.height / static_cast<float>(column.height());
  return {map.x + width * static_cast<float>(lab.cell_x),
          map.y + height * static_cast<float>(lab.cell_y), width, height};
}

// A growing rectangle looks as if it came nearer evenly when its size grows by equal factors.
Rect between_rects(const Rect& from, const Rect& to, float way) {
  const float width = from.width * std::pow(to.width / from.width, way);
  const float height = from.height * std::pow(to.height / from.height, way);
  const auto part = [](float least, float most, float now) {
    return std::abs(most - least) < 0.5F ? 1.0F : (now - least) / (most - least);
  };
  return {std::lerp(from.x, to.x, part(from.width, to.width, width)),
          std::lerp(from.y, to.y, part(from.height, to.height, height)), width, height};
}

Zoom zoom_at(LabFrame& frame, const Rect& stage, float depth) {
  const NetworkState& lab = frame.state.network;
  const Rect small = network_place(frame, *lab.selected, stage);
  if (lab.column(lab.selected->column).kind != ColumnKind::kMaps) {
    return {Level::kNetwork, small, large_in(stage, small), depth / 2};
  }
  const Rect open = open_map_place(frame, stage);
  if (depth < 1) return {Level::kNetwork, small, open, depth};
  const Rect cell = cell_of(lab, open);
  return {Level::kMap, cell, large_in(stage, cell), depth - 1};
}

}  // namespace

bool draw_zoom(LabFrame& frame, const Rect& stage) {
  const NetworkState& lab = frame.state.network;
  const auto level = static_cast<float>(lab.level());
  const float depth = frame.ui.animated("network.zoom", level, kZoom_s);
  if (depth == level || !lab.pass || !lab.selected) return false;
  // Who steps waits for nothing.
  if (lab.step >= 0 || lab.playing) {
    frame.ui.memory().motions.erase("network.zoom");
    return false;
  }
  const Zoom zoom = zoom_at(frame, stage, depth);
  std::vector<state::Intent> ignored;
  LabFrame picture{frame.ui, frame.state, ignored, frame.layout};
  frame.ui.enlarged(zoom.from, between_rects(zoom.from, zoom.to, zoom.way), stage, [&] {
    if (zoom.level == Level::kMap) {
      draw_open_map(picture, stage);
    } else {
      draw_network(picture, stage);
    }
  });
  return true;
}

}  // namespace convscope::ui::network

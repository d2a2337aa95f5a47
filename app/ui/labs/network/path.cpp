#include <cmath>
#include <string>
#include <vector>

#include "app/state/network/update_network.h"
#include "app/state/phrases/network.h"
#include "app/ui/labs/network/parts.h"
#include "app/ui/widgets/controls.h"

namespace convscope::ui::network {

namespace {

namespace phrase = state::phrase;
using state::network::Level;

// At the right end of the row: the whole layer as a picture.
void draw_export(LabFrame& frame, const figure::Rect& row) {
  const NetworkState& lab = frame.state.network;
  Ui& ui = frame.ui;
  const int column = lab.selected->column;
  if (frame.state.presenting || row.width < 620) return;
  const std::string_view tip = phrase::kExportTip.in(ui.language());
  figure::Rect rest = row;
  const auto next = [&](const std::string& label) {
    const float width =
        std::ceil(ui.canvas().text_width(label, {figure::Face::kTextMedium, 12, {}})) + 24;
    const figure::Rect rect = rest.take_right(width);
    rest.take_right(8);
    return rect;
  };
  const std::string maps = ui.tr(phrase::kExportMaps), filters = ui.tr(phrase::kExportFilters);
  if (button(ui, "network.export.maps", next(maps), maps, {.size = 12, .tip = tip})) {
    want(frame, state::network::ExportSheet{column, false});
  }
  if (!has_filters(*lab.weights.network, lab.column(column))) return;
  if (button(ui, "network.export.filters", next(filters), filters, {.size = 12, .tip = tip})) {
    want(frame, state::network::ExportSheet{column, true});
  }
}

}  // namespace

// "Network > conv2 + ReLU, map 12 > [3,4]": each part but the last leads back there.
void draw_path(LabFrame& frame, const figure::Rect& row) {
  const NetworkState& lab = frame.state.network;
  Ui& ui = frame.ui;
  const auto& column = lab.column(lab.selected->column);
  const bool maps = column.kind == state::network::ColumnKind::kMaps;
  std::vector<std::string> parts{ui.tr(phrase::kBackToNetwork)};
  parts.push_back(map_words(ui, lab, *lab.selected));
  if (maps && lab.level() == Level::kCell) {
    parts.push_back("[" + std::to_string(lab.cell_y) + "," + std::to_string(lab.cell_x) + "]");
  }
  draw_export(frame, row);
  const float size = frame.state.presenting ? 24 : 17;
  if (frame.state.presenting) {
    ui.canvas().text_in(row, step_words(frame), {figure::Face::kMonoMedium, size, ui.theme().text},
                        figure::Align::kRight);
  }
  float x = row.x;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const figure::TextStyle style{last ? figure::Face::kTextSemiBold : figure::Face::kText, size,
                                  last ? ui.theme().text : ui.theme().text_dim};
    const float width = ui.canvas().text_width(parts[i], style);
    const figure::Rect rect{x, row.y, width, row.height};
    if (!last) {
      const std::string id = "network.path." + std::to_string(i);
      const Interaction it = ui.item(id, rect);
      if (it.hovered) {
        ui.canvas().line({x, row.center_y() + 11}, {x + width, row.center_y() + 11},
                         ui.theme().text_dim);
      }
      ui.focus_ring(it, rect);
      if (it.clicked) {
        want(frame, state::network::SetGrain{i == 0 ? state::network::Grain::kLayer
                                                    : state::network::Grain::kChannel});
      }
    }
    ui.canvas().text_in(rect, parts[i], style, figure::Align::kLeft);
    x += width + 10;
    if (last) break;
    const float y = row.center_y();
    const figure::Point chevron[] = {{x, y - 5}, {x + 5, y}, {x, y + 5}};
    ui.canvas().polyline(chevron, ui.theme().text_dim, 1.5F);
    x += 16;
  }
}

}  // namespace convscope::ui::network

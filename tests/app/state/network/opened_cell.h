#pragma once

#include "app/state/network/update_network.h"
#include "app/state/scene.h"
#include "app/state/update.h"

namespace convscope::state::network {

/// The Network lab with a seven drawn and the cell (y, x) of a map open.
inline AppState opened_cell(MapRef ref, engine::Index y, engine::Index x) {
  AppState app = first_state();
  app.lab = LabId::kNetwork;
  Drawing drawing;
  drawing.strokes.push_back({PadTool::kPen, 20, {{80, 60}, {200, 60}, {130, 230}}});
  app.network.pad.reset(drawing);
  refresh(app.network);
  update(app, NetworkIntent{OpenCell{ref, y, x}});
  return app;
}

}  // namespace convscope::state::network

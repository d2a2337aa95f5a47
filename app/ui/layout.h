#pragma once

#include "app/figure/geometry.h"

namespace convscope::ui {

/// Where the panels are, in logical pixels. They tile and never overlap; an empty rectangle is a
/// panel that is not shown.
struct Layout {
  figure::Rect top;
  figure::Rect offer;  ///< a line below the tabs: something to be decided on, some time
  figure::Rect settings;
  figure::Rect stage;
  figure::Rect card;
  figure::Rect transport;
  bool settings_folded = false;  ///< settings is a 40 px rail
  bool card_folded = false;      ///< card is a 40 px rail
  bool tabs_in_menu = false;
  /// 0 at 1280x720, 1 at 1920x1080, up to 1.5 beyond: how large cells and gaps are.
  float roominess = 0;
};

struct LayoutRequest {
  figure::Rect window;
  bool presenting = false;
  bool has_transport = true;
  bool has_offer = false;
  float card_width = 360;  ///< at 1920; the Training lab asks for 420
};

/// Pure. Folds the card, then the settings, then the tabs, in the smallest windows everything but
/// the stage, before anything is clipped.
Layout compute_layout(const LayoutRequest& request);

/// Linear between the measure at 1280x720 and the one at 1920x1080, floored to whole pixels.
float between(float small, float large, float roominess);

}  // namespace convscope::ui

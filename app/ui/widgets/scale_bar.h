#pragma once

#include <string_view>

#include "app/ui/ui.h"

namespace convscope::ui {

/// A colour map with its ends and its zero, 16 px high: "x  -2 [======|======] +2".
struct ScaleBar {
  std::string_view name;
  std::string_view low;
  std::string_view high;
  float strength = 1;  ///< the part of the map that the cells use
  float ends = 48;     ///< room for each of `low` and `high`
  state::ColorMap map = state::ColorMap::kDiverging;
  float type = 12;  ///< size of the ends
};

/// `width` holds name, ends and bar; without a name the low end stands at the left.
void scale_bar(Ui& ui, figure::Point top_left, float width, const ScaleBar& bar);

}  // namespace convscope::ui

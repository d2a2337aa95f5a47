#pragma once

#include <vector>

#include "app/figure/geometry.h"
#include "app/state/network/columns.h"

namespace convscope::ui::network {

/// Where one column stands on the stage.
struct ColumnPlace {
  figure::Rect area;                  ///< everything of the column, filters included
  figure::Point title;                ///< left end of the title's baseline
  std::vector<figure::Rect> maps;     ///< one a map; one a unit; one a class (the whole row)
  std::vector<figure::Rect> inlets;   ///< kernels at the left of the maps: filters of one picture
  std::vector<figure::Rect> outlets;  ///< kernels at the right of the maps: the next column's
  int rows = 1;                       ///< maps below each other
};

struct StageLayout {
  std::vector<ColumnPlace> columns;
  float unit = 1;      ///< 1 at 1920x1080
  float captions = 0;  ///< height kept free below each map
  float caption_type = 12;
  float middle = 0;  ///< y of the arrows between vectors
};

/// Pure: the columns inside `stage`, largest whole pixels that fit; nothing overlaps. `kernels` has
/// the kernel size of each column, empty where it has no filters. `large`: with room for type that
/// is read from the last row of a lecture room.
StageLayout layout_stage(const std::vector<state::network::Column>& columns,
                         const std::vector<engine::Shape>& kernels, const figure::Rect& stage,
                         bool large = false);

}  // namespace convscope::ui::network

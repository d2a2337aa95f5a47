#pragma once

#include <array>

#include "engine/core/shape.h"
#include "engine/layers/window.h"

namespace convscope::engine {

/// What the cells of a feature map see of one input axis: cell i depends on the input indices
/// first + i*jump ... first + i*jump + size - 1, whether or not they are padding (Araujo, Norris
/// and Sim, 2019, Distill, "Computing receptive fields").
struct FieldAxis {
  Index first = 0;
  Index jump = 1;
  Index size = 1;
  Index count = 1;  ///< cells of the map
  Index input = 1;  ///< cells of the network's input

  /// The field behind a window over this map.
  FieldAxis through(const WindowAxis& window) const;
  /// Behind a transposed window: at most ceil(reach / stride) cells of this map spread to one
  /// output; where the outputs lie closer than input cells the jump is rounded down, to at least 1.
  FieldAxis through(const TransposedAxis& window) const;
  /// What this or the other sees of the same input, their cells one behind the other or added.
  FieldAxis united(const FieldAxis& other) const;
  /// How many input cells all cells of the map reach together, from the first to the last one.
  Index reached() const;
};

}  // namespace convscope::engine

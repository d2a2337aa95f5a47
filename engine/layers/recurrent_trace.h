#pragma once

#include <vector>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// A row-major table of doubles.
struct Grid {
  Index rows = 0, columns = 0;
  std::vector<double> values;

  Grid() = default;
  Grid(Index row_count, Index column_count)
      : rows(row_count),
        columns(column_count),
        values(static_cast<std::size_t>(row_count * column_count)) {}
  double& operator()(Index row, Index column) {
    return values[static_cast<std::size_t>(row * columns + column)];
  }
  double operator()(Index row, Index column) const {
    return values[static_cast<std::size_t>(row * columns + column)];
  }
};

/// What one sample goes through in a recurrent layer of T steps, G gates and H units.
struct RecurrentTrace {
  Grid x;           ///< (T, I)
  Grid from_input;  ///< (T, G*H) w_ih x + b_ih
  Grid from_state;  ///< (T, G*H) w_hh h + b_hh
  Grid gates;       ///< (T, G*H) behind their activation
  Grid h;           ///< (T+1, H), row 0 the initial state
  Grid c;           ///< the same of the cell state; zeros without one
};

/// The gradients of one sample, of sum(output * d_output).
struct RecurrentGradient {
  Grid d_from_input;  ///< (T, G*H)
  Grid d_from_state;  ///< (T, G*H)
  Grid d_h;           ///< (T+1, H) all that arrives at a state; row 0 the initial one
  Grid d_c;           ///< (T+1, H)
  /// (T, H) what arrives at h before a step by another way than through the sums
  Grid direct;
};

}  // namespace convscope::engine

#pragma once

#include <optional>
#include <vector>

#include "app/state/convolution/view.h"

namespace convscope::state {

/// The plane of the step's pass as a matrix and a vector, with the same marks as everywhere.
///
///   pass     patches (im2col)                     sparse
///   forward  patches of x . w = o[f]              W . x = o[f]
///   dX       patches of the spread g . w, turned  W transposed . g = dX[c]
///   dW       g times the rows of the forward      g times x, where W has a weight; the entries
///            pass's patches, added up by column   that share one weight add up to its gradient
///   db       g . 1                                -
///
/// Rows are targets, but for dW: there they are outputs, as in the forward pass.
struct ConvolutionMatrix {
  GridModel matrix;
  GridModel vector;        ///< a column; with `by_rows` it stands at the left, one number a row
  GridModel result;        ///< a column; with `by_rows` a row below, or one number
  bool by_rows = false;    ///< each row times its number, then added up downwards
  bool sparse = false;     ///< entries that do not exist are marked kMarkPadding
  engine::Index rows = 0;  ///< of the whole matrix; a stretch of them is in `matrix`
  engine::Index first_row = 0;
  engine::Index slice = -1;  ///< of many columns those of one slice (dX: filter); -1: all of them
  engine::Index filled = 0;  ///< entries that exist, of those in `matrix`
  std::vector<engine::Cell> targets;  ///< of each number of `result`
  std::vector<engine::Index> terms;   ///< of each entry for its target; -1: none

  bool whole() const { return rows == matrix.rows && slice < 0; }
};

/// Whether a pass has a sparse form.
constexpr bool has_sparse_form(ConvolutionPass pass) {
  return pass != ConvolutionPass::kBias;
}

/// At most `most_cells` entries, but at least a row: a stretch with the current target, or for dW
/// with the current term. Of a sparse form with more than an eighth as many columns those of the
/// current slice alone. Costs one pass over them.
ConvolutionMatrix convolution_matrix(const ConvolutionView& view, bool sparse,
                                     engine::Index most_cells = 12000);

}  // namespace convscope::state

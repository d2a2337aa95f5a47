#include "app/state/convolution/matrix.h"

#include <algorithm>

namespace convscope::state {
namespace {

using engine::Cell;
using engine::Index;
using engine::Shape;
using Pass = ConvolutionPass;

GridModel blank_grid(Index rows, Index columns, const GridScale& scale) {
  GridModel grid{static_cast<int>(rows), static_cast<int>(columns), {}, scale};
  grid.cells.resize(static_cast<std::size_t>(rows * columns));
  return grid;
}

/// A number of the first grids, by its place among those that exist.
struct Source {
  Index number = 0;
  float value = 0;
};

/// Fills one matrix.
class MatrixBuilder {
 public:
  MatrixBuilder(const ConvolutionView& view, bool sparse, Index most_cells)
      : view_(view),
        equation_(view.equation()),
        at_(view.position().cell),
        terms_(view.cursor().terms_per_cell()),
        most_(most_cells) {
    matrix_.sparse = sparse && has_sparse_form(view.pass());
    matrix_.by_rows = view.pass() == Pass::kWeight;
    const Index rows = matrix_.by_rows ? 1 : equation_.active_rows();
    // The inputs of one row, or for dW of every channel that the filter reads.
    numbers_ = (view.pass() == Pass::kWeight ? view.slices() : rows) * equation_.y().numbers *
               equation_.x().numbers;
    columns_ = numbers_;
    const Index plane = equation_.y().numbers * equation_.x().numbers;
    if (!matrix_.sparse || numbers_ == plane || numbers_ * 8 <= most_cells) return;
    const Index term = std::max<Index>(view.position().terms_done - 1, 0);
    matrix_.slice = matrix_.by_rows ? at_[1] : term / equation_.taps();
    first_column_ = matrix_.slice * plane;
    columns_ = plane;
  }

  ConvolutionMatrix build() {
    if (matrix_.by_rows) {
      build_by_rows();
    } else {
      build_by_targets();
    }
    // An empty entry of the sparse matrix is empty, not a zero.
    for (std::size_t i = 0; matrix_.sparse && i < matrix_.terms.size(); ++i) {
      if (matrix_.terms[i] < 0) matrix_.matrix.cells[i].marks |= kMarkPadding;
    }
    return std::move(matrix_);
  }

 private:
  // The number that term k of a target meets in the first grids; none in the padding.
  std::optional<Source> source(const Cell& target, Index k, Index first_row) const {
    const EquationAxis &ay = equation_.y(), &ax = equation_.x();
    const Index tap = k % equation_.taps(), row = equation_.row_of(target, k);
    const Index y = ay.met(equation_.target_y(target), tap / ax.taps);
    const Index x = ax.met(equation_.target_x(target), tap % ax.taps);
    if (view_.pass() == Pass::kForward || view_.pass() == Pass::kWeight) {
      const engine::Window2d& window = view_.result().layer.window();
      const auto from_y = window.y.source(y), from_x = window.x.source(x);
      if (!from_y || !from_x) return std::nullopt;
      return Source{((row - first_row) * ay.numbers + *from_y) * ax.numbers + *from_x,
                    view_.result().input.at({0, row, *from_y, *from_x})};
    }
    if (!ay.holds(y) || !ax.holds(x)) return std::nullopt;
    const Index g_y = y / ay.spacing, g_x = x / ax.spacing;
    return Source{((row - first_row) * ay.numbers + g_y) * ax.numbers + g_x,
                  view_.state().gradients->upstream.at({0, row, g_y, g_x})};
  }
  bool drawn(const Source& from) const {
    return from.number >= first_column_ && from.number < first_column_ + columns_;
  }
  float second(Index k) const {
    return static_cast<float>(view_.current().terms[static_cast<std::size_t>(k)].w);
  }
  // A stretch of `rows` rows of `columns` entries around `current`.
  Index show(Index rows, Index columns, Index current, const GridScale& scale) {
    const Index shown = std::min(rows, std::max<Index>(1, most_ / columns));
    matrix_.rows = rows;
    matrix_.first_row = std::clamp<Index>(current - shown / 2, 0, rows - shown);
    matrix_.matrix = blank_grid(shown, columns, scale);
    matrix_.terms.assign(static_cast<std::size_t>(shown * columns), -1);
    return shown;
  }
  GridCell& entry(Index row, Index column, Index term) {
    matrix_.terms[static_cast<std::size_t>(row * matrix_.matrix.columns + column)] = term;
    return matrix_.matrix.at(static_cast<int>(row), static_cast<int>(column));
  }
  // As the grid of the targets shows it.
  GridCell target_cell(const Cell& target) const {
    const GridModel plane = view_.output_grid(equation_.plane_of(target));
    return plane.at(static_cast<int>(equation_.row_in_plane(target)),
                    static_cast<int>(equation_.column_in_plane(target)));
  }

  void build_by_targets() {
    const Shape plane = equation_.plane_shape();
    const Index current = equation_.row_in_plane(at_) * plane[1] + equation_.column_in_plane(at_);
    const Index columns = matrix_.sparse ? columns_ : terms_;
    const Index shown = show(plane.count(), columns, current,
                             matrix_.sparse ? view_.weight_scale() : view_.input_scale());
    const GridModel targets = view_.output_grid(equation_.plane_of(at_));
    matrix_.vector =
        blank_grid(columns, 1, matrix_.sparse ? view_.input_scale() : view_.weight_scale());
    matrix_.result = blank_grid(shown, 1, view_.output_scale());
    for (Index r = 0; r < shown; ++r) {
      const Index n = matrix_.first_row + r;
      const Cell target = equation_.target(equation_.plane_of(at_), n / plane[1], n % plane[1]);
      fill_row(r, target);
      matrix_.targets.push_back(target);
      matrix_.result.cells[static_cast<std::size_t>(r)] =
          targets.cells[static_cast<std::size_t>(n)];
    }
    for (Index k = 0; k < columns && !matrix_.sparse; ++k) {
      GridCell& cell = matrix_.vector.at(static_cast<int>(k), 0);
      cell.value = second(k);
      cell.marks = kMarkPatch;
      if (k == view_.active_term()) cell.marks |= kMarkActive;
    }
    if (matrix_.sparse) fill_numbers();
  }

  void fill_row(Index r, const Cell& target) {
    const bool current = target == at_;
    const Index first = equation_.first_row(target);
    for (Index k = 0; k < terms_; ++k) {
      const auto from = source(target, k, first);
      if (matrix_.sparse && (!from || !drawn(*from))) continue;
      const Index column = matrix_.sparse ? from->number - first_column_ : k;
      // Where the padding shows a number, weights share its entry.
      const bool taken =
          matrix_.terms[static_cast<std::size_t>(r * matrix_.matrix.columns + column)] >= 0;
      if (!taken) ++matrix_.filled;
      GridCell& cell = entry(r, column, k);
      if (matrix_.sparse) {
        cell.value += second(k);  // numbers in the padding are read more than once
      } else if (from) {
        cell.value = from->value;
      } else {
        cell.marks |= kMarkPadding;
      }
      if (current) cell.marks |= kMarkPatch;
      if (current && k == view_.active_term()) cell.marks |= kMarkActive;
    }
  }

  // The vector of the sparse form: every number of the first grids, those that the current target
  // meets marked.
  void fill_numbers() {
    const Index first = equation_.first_row(at_),
                plane = equation_.y().numbers * equation_.x().numbers;
    const bool image = view_.pass() == Pass::kForward;
    for (Index n = first_column_; n < first_column_ + columns_; ++n) {
      const Cell at{0, first + n / plane, n % plane / equation_.x().numbers,
                    n % equation_.x().numbers};
      matrix_.vector.at(static_cast<int>(n - first_column_), 0).value =
          image ? view_.result().input.at(at) : view_.state().gradients->upstream.at(at);
    }
    for (Index k = 0; k < terms_; ++k) {
      const auto from = source(at_, k, first);
      if (!from || !drawn(*from)) continue;
      GridCell& cell = matrix_.vector.at(static_cast<int>(from->number - first_column_), 0);
      cell.marks |= kMarkPatch;
      if (k == view_.active_term()) cell.marks |= kMarkActive;
    }
  }

  void build_by_rows() {
    const Index slices = view_.slices(), taps = equation_.y().targets * equation_.x().targets;
    const Index current = std::max<Index>(view_.position().terms_done - 1, 0);
    const Index columns = matrix_.sparse ? columns_ : slices * taps;
    const Index shown = show(terms_, columns, current,
                             matrix_.sparse ? view_.product_scale() : view_.input_scale());
    matrix_.vector = blank_grid(shown, 1, view_.weight_scale());
    for (Index r = 0; r < shown; ++r) {
      GridCell& cell = matrix_.vector.at(static_cast<int>(r), 0);
      cell.value = second(matrix_.first_row + r);
      cell.marks = kMarkPatch;
      if (matrix_.first_row + r == view_.active_term()) cell.marks |= kMarkActive;
    }
    const Index filter_row = at_[0] * slices * taps;
    for (Index n = 0; n < slices * taps; ++n) {
      fill_column(n, view_.cursor().output().cell_at(filter_row + n), shown);
    }
    if (matrix_.sparse) {
      matrix_.targets = {at_};
      matrix_.result = blank_grid(1, 1, view_.output_scale());
      matrix_.result.cells[0] = target_cell(at_);
      return;
    }
    matrix_.result = blank_grid(1, columns, view_.output_scale());
    for (Index c = 0; c < slices; ++c) {
      const GridModel plane = view_.output_grid(at_[0] * slices + c);
      std::ranges::copy(plane.cells, matrix_.result.cells.begin() + c * taps);
    }
    for (Index n = 0; n < columns; ++n) {
      matrix_.targets.push_back(view_.cursor().output().cell_at(filter_row + n));
    }
  }

  // What one weight met: with the outputs as rows, a column of the patches, and in the sparse form
  // one entry of each row.
  void fill_column(Index n, const Cell& target, Index shown) {
    const bool current = target == at_;
    const Index first = view_.first_channel(target[0]);
    for (Index r = 0; r < shown; ++r) {
      const Index k = matrix_.first_row + r;
      const auto from = source(target, k, first);
      if (matrix_.sparse && (!from || !drawn(*from))) continue;
      // Where weights share an entry, it is the current one's.
      const Index column = matrix_.sparse ? from->number - first_column_ : n;
      const bool taken =
          matrix_.terms[static_cast<std::size_t>(r * matrix_.matrix.columns + column)] >= 0;
      if (!taken) ++matrix_.filled;
      if (taken && !current) continue;
      GridCell& cell = entry(r, column, k);
      if (!from) {
        cell.marks |= kMarkPadding;
      } else {
        cell.value = matrix_.sparse ? from->value * second(k) : from->value;
      }
      if (current) cell.marks |= kMarkPatch;
      if (current && k == view_.active_term()) cell.marks |= kMarkActive;
    }
  }

  const ConvolutionView& view_;
  const Equation& equation_;
  const Cell& at_;
  Index terms_, most_;
  Index numbers_ = 0;                     ///< of the first grids, columns of the sparse form
  Index first_column_ = 0, columns_ = 0;  ///< those that are drawn
  ConvolutionMatrix matrix_;
};

}  // namespace

ConvolutionMatrix convolution_matrix(const ConvolutionView& view, bool sparse, Index most_cells) {
  return MatrixBuilder(view, sparse, most_cells).build();
}

}  // namespace convscope::state

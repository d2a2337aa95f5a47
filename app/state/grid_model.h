#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace convscope::state {

/// What a numbered cell is marked as; marks combine.
enum GridMark : std::uint16_t {
  kMarkPatch = 1 << 0,    ///< part of what is being computed
  kMarkActive = 1 << 1,   ///< the term of this step
  kMarkPadding = 1 << 2,  ///< outside of the input: a zero
  kMarkPending = 1 << 3,  ///< not computed yet
  kMarkPartial = 1 << 4,  ///< being summed
  kMarkLinked = 1 << 5,   ///< belongs to what the pointer is on
  kMarkHovered = 1 << 6,
  kMarkPinned = 1 << 7,
  kMarkEdited = 1 << 8,    ///< differs from the example
  kMarkMisprint = 1 << 9,  ///< what the example is from prints another number
};

struct GridCell {
  float value = 0;
  std::uint16_t marks = 0;

  bool has(GridMark mark) const { return (marks & mark) != 0; }
};

/// What is common to every grid of one tensor: the range that its fills stand for and the digits
/// that its numbers are written with.
struct GridScale {
  float low = 0;  ///< least and largest value
  float high = 0;
  float limit = 1;   ///< the value that gets the end of the colour map; above 0
  int decimals = 0;  ///< of number_text: show every value exactly, at most 4; or each by itself
  /// The number that is the longest when each is written by itself with 1, 2 ... 6 digits. All 0:
  /// there are only short ones.
  std::array<float, 6> longest{};
};

/// A plane of numbers, row-major.
struct GridModel {
  int rows = 0;
  int columns = 0;
  std::vector<GridCell> cells;
  GridScale scale;

  const GridCell& at(int row, int column) const {
    return cells[static_cast<std::size_t>(row * columns + column)];
  }
  GridCell& at(int row, int column) {
    return cells[static_cast<std::size_t>(row * columns + column)];
  }
};

}  // namespace convscope::state

#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// Up to eight sizes, outermost first (N, C, H, W or N, T, D). A small value; rank 0 is a single
/// number. Also used as a cell: one index per axis.
class Shape {
 public:
  static constexpr int kMaxRank = 8;

  Shape() = default;
  /// Throws Error{SHAPE_RANK} for more than kMaxRank sizes.
  Shape(std::initializer_list<Index> sizes);
  explicit Shape(std::span<const Index> sizes);

  int rank() const noexcept { return rank_; }
  Index operator[](int axis) const { return sizes_[static_cast<std::size_t>(axis)]; }
  Index& operator[](int axis) { return sizes_[static_cast<std::size_t>(axis)]; }
  const Index* begin() const noexcept { return sizes_.data(); }
  const Index* end() const noexcept { return sizes_.data() + rank_; }

  /// The product of the sizes, saturating at the largest Index; 1 for rank 0.
  Index count() const noexcept;
  /// This shape behind a leading axis of `size`: (C, H, W) becomes (N, C, H, W).
  Shape with_leading(Index size) const;
  /// This shape without its first axis.
  Shape without_leading() const;
  /// Whether `cell` has one index per axis, each inside its size.
  bool contains(const Shape& cell) const noexcept;
  /// Row-major offset of `cell`, which must be contained.
  Index offset(const Shape& cell) const noexcept;
  /// The cell at a row-major offset, the inverse of `offset`.
  Shape cell_at(Index offset) const noexcept;
  /// "[2,3,5,5]"
  std::string to_string() const;

  friend bool operator==(const Shape& a, const Shape& b) noexcept;

 private:
  std::array<Index, kMaxRank> sizes_{};
  int rank_ = 0;
};

/// One index per axis of a tensor.
using Cell = Shape;

/// The cell (n, c, ...) in another channel.
inline Cell with_channel(Cell cell, Index channel) {
  cell[1] = channel;
  return cell;
}

/// a * b for sizes that are not negative, saturating instead of overflowing.
Index saturating_multiply(Index a, Index b) noexcept;
/// a + b for sizes that are not negative, saturating instead of overflowing.
Index saturating_add(Index a, Index b) noexcept;

}  // namespace convscope::engine

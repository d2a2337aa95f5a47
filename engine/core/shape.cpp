#include "engine/core/shape.h"

#include <algorithm>
#include <limits>

#include "engine/core/error.h"

namespace convscope::engine {

Shape::Shape(std::initializer_list<Index> sizes)
    : Shape(std::span<const Index>(sizes.begin(), sizes.size())) {}

Shape::Shape(std::span<const Index> sizes) {
  if (sizes.size() > kMaxRank) {
    throw Error(ErrorKind::kBadFile, "SHAPE_RANK",
                {.found = std::to_string(sizes.size()) + " axes", .expected = "at most 4"});
  }
  rank_ = static_cast<int>(sizes.size());
  std::copy(sizes.begin(), sizes.end(), sizes_.begin());
}

Index Shape::count() const noexcept {
  Index product = 1;
  for (Index size : *this) product = saturating_multiply(product, size);
  return product;
}

Shape Shape::with_leading(Index size) const {
  std::array<Index, kMaxRank + 1> sizes{size};
  std::copy(begin(), end(), sizes.begin() + 1);
  return Shape(std::span<const Index>(sizes.data(), static_cast<std::size_t>(rank_) + 1));
}

Shape Shape::without_leading() const {
  if (rank_ == 0) return {};
  return Shape(std::span<const Index>(begin() + 1, static_cast<std::size_t>(rank_) - 1));
}

bool Shape::contains(const Shape& cell) const noexcept {
  if (cell.rank_ != rank_) return false;
  for (int axis = 0; axis < rank_; ++axis) {
    if (cell[axis] < 0 || cell[axis] >= (*this)[axis]) return false;
  }
  return true;
}

Index Shape::offset(const Shape& cell) const noexcept {
  Index offset = 0;
  for (int axis = 0; axis < rank_; ++axis) offset = offset * (*this)[axis] + cell[axis];
  return offset;
}

Shape Shape::cell_at(Index offset) const noexcept {
  Shape cell = *this;
  for (int axis = rank_ - 1; axis >= 0; --axis) {
    const Index size = (*this)[axis];
    cell[axis] = size > 0 ? offset % size : 0;
    offset = size > 0 ? offset / size : 0;
  }
  return cell;
}

std::string Shape::to_string() const {
  std::string text = "[";
  for (int axis = 0; axis < rank_; ++axis) {
    if (axis > 0) text += ',';
    text += std::to_string((*this)[axis]);
  }
  return text + "]";
}

bool operator==(const Shape& a, const Shape& b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

Index saturating_multiply(Index a, Index b) noexcept {
  Index product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<Index>::max() : product;
}

Index saturating_add(Index a, Index b) noexcept {
  Index sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<Index>::max() : sum;
}

}  // namespace convscope::engine

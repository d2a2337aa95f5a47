#pragma once

#include <span>
#include <vector>

#include "engine/core/shape.h"

namespace convscope::engine {

/// A shape over somebody else's row-major numbers. Passed by value; valid as long as the owner.
/// An empty view (no data) means "not given" or "not wanted".
template <typename T>
class BasicTensorView {
 public:
  BasicTensorView() = default;
  BasicTensorView(T* data, const Shape& shape) : data_(data), shape_(shape) {}
  /// A writable view converts to a read-only one.
  operator BasicTensorView<const T>() const { return {data_, shape_}; }

  bool empty() const noexcept { return data_ == nullptr; }
  T* data() const noexcept { return data_; }
  const Shape& shape() const noexcept { return shape_; }
  Index size() const noexcept { return data_ ? shape_.count() : 0; }
  std::span<T> values() const { return {data_, static_cast<std::size_t>(size())}; }

  T& operator[](Index offset) const { return data_[offset]; }
  T& at(const Cell& cell) const { return data_[shape_.offset(cell)]; }
  T& operator()(Index n, Index c, Index y, Index x) const {
    return data_[((n * shape_[1] + c) * shape_[2] + y) * shape_[3] + x];
  }
  T& operator()(Index n, Index c) const { return data_[n * shape_[1] + c]; }

  /// The n-th entry of the first axis, without that axis.
  BasicTensorView entry(Index n) const {
    const Shape inner = shape_.without_leading();
    return {data_ + n * inner.count(), inner};
  }
  /// Entries [first, first + count) of the first axis.
  BasicTensorView entries(Index first, Index count) const {
    const Shape inner = shape_.without_leading();
    return {data_ + first * inner.count(), inner.with_leading(count)};
  }
  /// The same numbers under another shape of the same count.
  BasicTensorView reshaped(const Shape& shape) const { return {data_, shape}; }

 private:
  T* data_ = nullptr;
  Shape shape_;
};

using TensorView = BasicTensorView<Scalar>;
using ConstTensorView = BasicTensorView<const Scalar>;

/// A shape and the numbers it owns, row-major, zero at first.
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(const Shape& shape);
  /// Throws Error{TENSOR_SIZE} when the values do not fill the shape.
  Tensor(const Shape& shape, std::vector<Scalar> values);

  const Shape& shape() const noexcept { return shape_; }
  Index size() const noexcept { return static_cast<Index>(values_.size()); }
  bool empty() const noexcept { return values_.empty(); }
  Scalar* data() noexcept { return values_.data(); }
  const Scalar* data() const noexcept { return values_.data(); }
  std::span<Scalar> values() noexcept { return values_; }
  std::span<const Scalar> values() const noexcept { return values_; }

  TensorView view() { return {values_.data(), shape_}; }
  ConstTensorView view() const { return {values_.data(), shape_}; }

  Scalar& operator[](Index offset) { return values_[static_cast<std::size_t>(offset)]; }
  Scalar operator[](Index offset) const { return values_[static_cast<std::size_t>(offset)]; }
  Scalar& at(const Cell& cell) { return (*this)[shape_.offset(cell)]; }
  Scalar at(const Cell& cell) const { return (*this)[shape_.offset(cell)]; }

  friend bool operator==(const Tensor&, const Tensor&) = default;

 private:
  Shape shape_;
  std::vector<Scalar> values_;
};

}  // namespace convscope::engine

#include "engine/core/tensor.h"

#include <string>
#include <utility>

#include "engine/core/error.h"

namespace convscope::engine {

Tensor::Tensor(const Shape& shape)
    : shape_(shape), values_(static_cast<std::size_t>(shape.count())) {}

Tensor::Tensor(const Shape& shape, std::vector<Scalar> values)
    : shape_(shape), values_(std::move(values)) {
  if (static_cast<Index>(values_.size()) != shape.count()) {
    throw Error(
        ErrorKind::kBadFile, "TENSOR_SIZE",
        {.found = std::to_string(values_.size()) + " values",
         .expected = std::to_string(shape.count()) + " for the shape " + shape.to_string()});
  }
}

}  // namespace convscope::engine

#include "app/cli/operation/tensor_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/core/format.h"

namespace convscope::cli {
namespace {

using engine::Index;

void append(std::string& text, const NamedTensor& tensor, int axis, Index& next) {
  const engine::Shape& shape = tensor.values.shape();
  if (axis == shape.rank()) {
    const engine::Scalar value = tensor.values[next++];
    text += tensor.integers ? std::to_string(static_cast<Index>(value))
                            : json_number(static_cast<double>(value));
    return;
  }
  text += '[';
  for (Index i = 0; i < shape[axis]; ++i) {
    if (i > 0) text += ',';
    append(text, tensor, axis + 1, next);
  }
  text += ']';
}

}  // namespace

std::string json_string(const std::string& text) {
  return nlohmann::json(text).dump();
}

std::string json_number(double value) {
  const std::string digits = engine::format_float(static_cast<float>(value));
  return std::isfinite(static_cast<float>(value)) ? digits : '"' + digits + '"';
}

std::string to_json(const NamedTensor& tensor) {
  std::string text;
  Index next = 0;
  append(text, tensor, 0, next);
  return text;
}

std::string to_json(const std::vector<NamedTensor>& outputs) {
  std::string text = "{";
  for (const NamedTensor& output : outputs) {
    if (text.size() > 1) text += ", ";
    text += json_string(output.name) + ": " + to_json(output);
  }
  return text + "}";
}

}  // namespace convscope::cli

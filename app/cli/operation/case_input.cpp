#include "app/cli/operation/case_input.h"

#include "engine/model/window_json.h"

namespace convscope::cli {

using namespace engine;

std::optional<Tensor> read_input(const OperationCase& sample, std::string_view name,
                                 const Shape& shape) {
  const auto value = sample.inputs.find(name);
  if (!value) return {};
  Tensor tensor = value->tensor(0, Shape::kMaxRank);
  if (!(tensor.shape() == shape)) {
    value->fail("SHAPE", "the shape " + tensor.shape().to_string(), shape.to_string());
  }
  return tensor;
}

std::array<Index, 2> read_pair(const OperationCase& sample, std::string_view name,
                               std::array<Index, 2> fallback) {
  const auto value = sample.attribute(name);
  return value ? parse_pair(*value) : fallback;
}

Padding read_padding(const OperationCase& sample) {
  const auto value = sample.attribute("padding");
  return value ? parse_padding(*value) : Padding(std::array<PadPair, 2>{});
}

Index read_size(const OperationCase& sample, std::string_view name, Index fallback) {
  const auto value = sample.attribute(name);
  if (!value) return fallback;
  const bool wrapped = value->is_array() && value->size() == 1;
  return parse_size(wrapped ? value->item(0) : *value);
}

std::variant<PaddingRule, PadPair> read_padding_1d(const OperationCase& sample) {
  const auto value = sample.attribute("padding");
  return value ? parse_padding_1d(*value) : PadPair{};
}

void read_grad_output(const OperationCase& sample, LayerOperation::Parts& parts) {
  const Shape& x = parts.x.shape();
  const Shape out = x.rank() == 0 ? Shape() : parts.layer->output_shape().with_leading(x[0]);
  parts.grad_output = read_input(sample, "grad_output", out);
}

}  // namespace convscope::cli

// From a case's JSON to the convolution that computes it.
#include <fmt/format.h>

#include <utility>

#include "app/cli/operation/case_input.h"
#include "app/cli/operation/layer_operation.h"
#include "engine/layers/conv1d.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/conv_transpose2d.h"
#include "engine/model/window_json.h"

namespace convscope::cli {
namespace {

using namespace engine;

using Parts = LayerOperation::Parts;

PaddingMode read_padding_mode(const OperationCase& sample) {
  const auto value = sample.attribute("padding_mode");
  if (!value) return PaddingMode::kZeros;
  const auto mode = find_padding_mode(value->text());
  if (mode) return *mode;
  value->fail("PADDING_MODE", "the mode \"" + value->text() + "\"",
              "zeros, reflect, replicate or circular");
}

Index read_groups(const OperationCase& sample, Index channels) {
  const auto groups = sample.attribute("groups");
  return groups ? groups->index(1, channels) : 1;
}

/// x and weight of a convolution with this many axes of space.
struct Operands {
  Operands(const OperationCase& sample, int axes)
      : x(sample.inputs.at("x").tensor(axes + 2, axes + 2)),
        weight_value(sample.inputs.at("weight")),
        weight(weight_value.tensor(axes + 2, axes + 2)) {}

  Tensor x;
  JsonValue weight_value;
  Tensor weight;
};

// The operation, once the weight has the shape that the layer asks for.
std::unique_ptr<Operation> finish(const OperationCase& sample, std::shared_ptr<const Layer> layer,
                                  Operands operands, const std::string& weight_shape) {
  const Shape& expected = layer->parameters()[0].shape;
  if (!(operands.weight.shape() == expected)) {
    operands.weight_value.fail("SHAPE", "the shape " + operands.weight.shape().to_string(),
                               expected.to_string() + ": " + weight_shape);
  }
  Parts parts{.layer = std::move(layer), .x = std::move(operands.x), .linear = true};
  parts.parameters.push_back(std::move(operands.weight));
  if (auto bias = read_input(sample, "bias", {parts.layer->output_shape()[0]})) {
    parts.parameters.push_back(std::move(*bias));
  }
  read_grad_output(sample, parts);
  return std::make_unique<LayerOperation>(std::move(parts));
}

std::string expectation(std::string_view shape, Index channels, Index groups) {
  return fmt::format("{} with C = {} and groups = {}", shape, channels, groups);
}

}  // namespace

std::unique_ptr<Operation> make_conv2d(const OperationCase& sample) {
  sample.allow_attributes({"stride", "padding", "dilation", "groups", "padding_mode"});
  sample.inputs.allow_keys({"x", "weight", "bias", "grad_output"});
  Operands operands(sample, 2);
  const Shape &x = operands.x.shape(), &w = operands.weight.shape();
  const Conv2dOptions options{.filters = w[0],
                              .window = {.kernel = {w[2], w[3]},
                                         .stride = read_pair(sample, "stride", {1, 1}),
                                         .dilation = read_pair(sample, "dilation", {1, 1}),
                                         .padding = read_padding(sample),
                                         .mode = read_padding_mode(sample)},
                              .groups = read_groups(sample, x[1]),
                              .bias = sample.inputs.has("bias")};
  auto layer = std::make_shared<Conv2d>(x.without_leading(), options);
  const std::string shape = expectation("[F,C/groups,kh,kw]", x[1], options.groups);
  return finish(sample, std::move(layer), std::move(operands), shape);
}

std::unique_ptr<Operation> make_conv1d(const OperationCase& sample) {
  sample.allow_attributes({"stride", "padding", "dilation", "groups", "padding_mode"});
  sample.inputs.allow_keys({"x", "weight", "bias", "grad_output"});
  Operands operands(sample, 1);
  const Shape &x = operands.x.shape(), &w = operands.weight.shape();
  const Conv1dOptions options{.filters = w[0],
                              .kernel = w[2],
                              .stride = read_size(sample, "stride", 1),
                              .dilation = read_size(sample, "dilation", 1),
                              .padding = read_padding_1d(sample),
                              .mode = read_padding_mode(sample),
                              .groups = read_groups(sample, x[1]),
                              .bias = sample.inputs.has("bias")};
  auto layer = std::make_shared<Conv1d>(x.without_leading(), options);
  const std::string shape = expectation("[F,C/groups,k]", x[1], options.groups);
  return finish(sample, std::move(layer), std::move(operands), shape);
}

std::unique_ptr<Operation> make_conv_transpose2d(const OperationCase& sample) {
  sample.allow_attributes({"stride", "padding", "output_padding", "dilation", "groups"});
  sample.inputs.allow_keys({"x", "weight", "bias", "grad_output"});
  Operands operands(sample, 2);
  const Shape &x = operands.x.shape(), &w = operands.weight.shape();
  const Index groups = read_groups(sample, x[1]);
  const auto output_padding = sample.attribute("output_padding");
  const ConvTranspose2dOptions options{
      .filters = saturating_multiply(w[1], groups),
      .window = {.kernel = {w[2], w[3]},
                 .stride = read_pair(sample, "stride", {1, 1}),
                 .dilation = read_pair(sample, "dilation", {1, 1}),
                 .padding = read_padding(sample)},
      .output_padding = output_padding ? parse_extents(*output_padding) : std::array<Index, 2>{},
      .groups = groups,
      .bias = sample.inputs.has("bias")};
  auto layer = std::make_shared<ConvTranspose2d>(x.without_leading(), options);
  const std::string shape = expectation("[C,F/groups,kh,kw]", x[1], groups);
  return finish(sample, std::move(layer), std::move(operands), shape);
}

}  // namespace convscope::cli

// From a case's JSON to the convolution that computes it.
#include <fmt/format.h>

#include <utility>

#include "app/cli/operation/case_input.h"
#include "app/cli/operation/layer_operation.h"
#include "engine/layers/conv2d.h"

namespace convscope::cli {
namespace {

using namespace engine;

using Parts = LayerOperation::Parts;

void check_padding_mode(const OperationCase& sample) {
  const auto mode = sample.attribute("padding_mode");
  if (!mode || mode->text() == "zeros") return;
  const std::string text = mode->text();
  if (text == "reflect" || text == "replicate" || text == "circular") {
    mode->fail("PADDING_MODE", "the mode \"" + text + "\", which is not built yet", "\"zeros\"");
  }
  mode->fail("PADDING_MODE", "the mode \"" + text + "\"", "zeros, reflect, replicate or circular");
}

}  // namespace

std::unique_ptr<Operation> make_conv2d(const OperationCase& sample) {
  sample.allow_attributes({"stride", "padding", "dilation", "groups", "padding_mode"});
  sample.inputs.allow_keys({"x", "weight", "bias", "grad_output"});
  check_padding_mode(sample);
  Parts parts{.x = sample.inputs.at("x").tensor(4, 4), .linear = true};
  const JsonValue weight_value = sample.inputs.at("weight");
  const Tensor weight = weight_value.tensor(4, 4);
  const Shape& x = parts.x.shape();
  const Shape& w = weight.shape();
  Conv2dOptions options{.filters = w[0], .bias = sample.inputs.has("bias")};
  if (const auto groups = sample.attribute("groups")) options.groups = groups->index(1, x[1]);
  options.window = {.kernel = {w[2], w[3]},
                    .stride = read_pair(sample, "stride", {1, 1}),
                    .dilation = read_pair(sample, "dilation", {1, 1}),
                    .padding = read_padding(sample)};
  parts.layer = std::make_shared<Conv2d>(x.without_leading(), options);
  const Shape& expected = parts.layer->parameters()[0].shape;
  if (!(w == expected)) {
    weight_value.fail("SHAPE", "the shape " + w.to_string(),
                      fmt::format("{}: [F,C/groups,kh,kw] with C = {} and groups = {}",
                                  expected.to_string(), x[1], options.groups));
  }
  parts.parameters.push_back(weight);
  if (auto bias = read_input(sample, "bias", {options.filters})) {
    parts.parameters.push_back(std::move(*bias));
  }
  read_grad_output(sample, parts);
  return std::make_unique<LayerOperation>(std::move(parts));
}

}  // namespace convscope::cli

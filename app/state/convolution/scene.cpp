#include "app/state/convolution/scene.h"

#include <array>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/update.h"

namespace convscope::state {
namespace {

using engine::Grain;
using engine::Index;
using engine::JsonValue;
using engine::Tensor;

constexpr std::array<std::string_view, kConvolutionSizes> kSizeKeys{
    "height", "width", "channels", "filters", "kernel", "stride", "padding", "dilation", "groups"};

int read_example(const JsonValue& value) {
  const std::string key = value.text();
  const auto examples = convolution_examples();
  std::string known;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (examples[i].key == key) return static_cast<int>(i);
    known += (i == 0 ? "" : ", ") + std::string(examples[i].key);
  }
  value.fail("one of " + known);
}

void read_tensor(const JsonValue& fields, std::string_view key, Tensor& into) {
  const auto value = fields.find(key);
  if (!value) return;
  const int rank = into.shape().rank();
  Tensor tensor = value->tensor(rank, rank);
  if (!(tensor.shape() == into.shape())) {
    value->fail("CONVOLUTION_SHAPE", "the shape " + tensor.shape().to_string(),
                into.shape().to_string());
  }
  into = std::move(tensor);
}

ConvolutionSetup read_setup(const JsonValue& fields) {
  const auto example = fields.find("example");
  ConvolutionSetup setup = example_setup(example ? read_example(*example) : 0);
  for (std::size_t i = 0; i < kConvolutionSizes; ++i) {
    const auto value = fields.find(kSizeKeys[i]);
    if (!value) continue;
    const auto size = static_cast<ConvolutionSize>(i);
    const SizeLimits limits = limits_of(size);
    setup = with_size(std::move(setup), size, value->index(limits.least, limits.most));
  }
  if (const auto bias = fields.find("has_bias")) setup.has_bias = bias->boolean();
  read_tensor(fields, "input", setup.input);
  read_tensor(fields, "weight", setup.weight);
  read_tensor(fields, "bias", setup.bias);
  return setup;
}

void read_fields(const JsonValue& fields, ConvolutionState& state) {
  fields.allow_keys({"example", "height", "width", "channels", "filters", "kernel", "stride",
                     "padding", "dilation", "groups", "has_bias", "input", "weight", "bias",
                     "hide_pending", "speed", "gradient_check"});
  state.history = History<ConvolutionSetup>(read_setup(fields));
  state.result = compute_convolution(state.setup());
  if (const auto checking = fields.find("gradient_check")) state.checking = checking->boolean();
  if (const auto hide = fields.find("hide_pending")) state.hide_pending = hide->boolean();
  if (const auto speed = fields.find("speed")) {
    state.speed = speed->number();
    if (!(state.speed >= 0.25 && state.speed <= 8)) speed->fail("a number from 0.25 to 8");
  }
}

}  // namespace

Grain read_grain(const JsonValue& value) {
  const std::string name = value.text();
  if (name == "term") return Grain::kTerm;
  if (name == "cell") return Grain::kCell;
  if (name == "channel") return Grain::kChannel;
  if (name == "layer") return Grain::kLayer;
  value.fail("term, cell, channel or layer");
}

namespace {

void read_place(const JsonValue& scene, ConvolutionState& state) {
  if (const auto fields = scene.find("state")) read_fields(*fields, state);
  if (const auto grain = scene.find("grain")) state.grain = read_grain(*grain);
  if (const auto step = scene.find("step")) {
    state.step = step->index(0, state.last_step());
  }
  const auto selection = scene.find("selection");
  if (!selection || selection->is_null()) return;
  const std::vector<Index> index = selection->indices(0, 1 << 20);
  const engine::Cell cell(index.size() == 3 ? std::span<const Index>(index)
                                            : std::span<const Index>());
  if (!state.result || cell.rank() != 3 || !state.result->cursor.output().contains(cell)) {
    selection->fail(
        "CONVOLUTION_CELL", selection->describe(),
        "an output [f,y,x] inside " + (state.result ? state.result->cursor.output().to_string()
                                                    : std::string("a convolution that has one")));
  }
  state.pinned = ConvolutionNumber{ConvolutionNumber::Kind::kOutput, cell};
}

}  // namespace

void read_convolution_scene(const JsonValue& scene, ConvolutionState& state) {
  read_place(scene, state);
  refresh_check(state);
}

}  // namespace convscope::state

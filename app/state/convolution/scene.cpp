#include "app/state/convolution/scene.h"

#include <algorithm>
#include <array>

#include "app/state/convolution/examples.h"
#include "app/state/convolution/gradient_check.h"
#include "app/state/convolution/update.h"
#include "app/state/convolution/view.h"

namespace convscope::state {
namespace {

using engine::Grain;
using engine::Index;
using engine::JsonValue;
using engine::Tensor;

using Size = ConvolutionSize;

/// A number, or [y, x].
struct PairKey {
  std::string_view key;
  Size y, x;
};
constexpr std::array kPairKeys{PairKey{"kernel", Size::kKernel, Size::kKernelX},
                               PairKey{"stride", Size::kStride, Size::kStrideX},
                               PairKey{"dilation", Size::kDilation, Size::kDilationX}};
struct SizeKey {
  std::string_view key;
  Size size;
};
constexpr std::array kSizeKeys{SizeKey{"height", Size::kHeight}, SizeKey{"width", Size::kWidth},
                               SizeKey{"channels", Size::kChannels},
                               SizeKey{"filters", Size::kFilters},
                               SizeKey{"groups", Size::kGroups}};

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

Index read_size(const JsonValue& value, Size size) {
  const SizeLimits limits = limits_of(size);
  return value.index(limits.least, limits.most);
}

/// Sizes and choices, before anything follows from anything.
struct Geometry {
  ConvolutionSizes sizes;
  ConvolutionChoices choices;
};

void read_pairs(const JsonValue& fields, Geometry& into) {
  for (const PairKey& pair : kPairKeys) {
    const auto value = fields.find(pair.key);
    if (!value) continue;
    const bool both = value->is_array();
    if (both && value->size() != 2) value->fail("a number or [y, x]");
    into.sizes[pair.y] = read_size(both ? value->item(0) : *value, pair.y);
    into.sizes[pair.x] = both ? read_size(value->item(1), pair.x) : into.sizes[pair.y];
    if (into.choices.one_dimensional) into.sizes[pair.y] = 1;
    if (both && !into.choices.one_dimensional) into.choices.per_axis = true;
  }
}

// n, [y, x], [[above, below], [left, right]], or a rule by its name.
void read_padding(const JsonValue& value, Geometry& into) {
  ConvolutionSizes& s = into.sizes;
  if (value.is_string()) {
    const std::string name = value.text();
    for (std::size_t i = 1; i < kPaddingKeys.size(); ++i) {
      if (kPaddingKeys[i] != name) continue;
      into.choices.padding = static_cast<PaddingChoice>(i);
      return;
    }
    value.fail("a number, [y, x], [[above, below], [left, right]], valid, same or full");
  }
  into.choices.padding = PaddingChoice::kNumber;
  const bool both = value.is_array();
  if (both && value.size() != 2) value.fail("a number, [y, x] or [[above, below], [left, right]]");
  const auto read_side = [&](const JsonValue& side, Size before, Size after) {
    const bool sides = side.is_array();
    if (sides && side.size() != 2) side.fail("a number or two");
    s[before] = read_size(sides ? side.item(0) : side, before);
    s[after] = sides ? read_size(side.item(1), after) : s[before];
  };
  read_side(both ? value.item(0) : value, Size::kPadding, Size::kPaddingBelow);
  read_side(both ? value.item(1) : value, Size::kPaddingLeft, Size::kPaddingRight);
  const bool uneven = s[Size::kPaddingLeft] != s[Size::kPaddingRight];
  if (both && (uneven || !into.choices.one_dimensional)) into.choices.per_axis = true;
}

void read_choices(const JsonValue& fields, Geometry& into) {
  ConvolutionChoices& choices = into.choices;
  if (const auto value = fields.find("dimensions")) {
    choices.one_dimensional = value->index(1, 2) == 1;
  }
  if (const auto value = fields.find("padding_mode")) {
    const auto mode = engine::find_padding_mode(value->text());
    if (!mode) value->fail("zeros, reflect, replicate or circular");
    choices.mode = *mode;
  }
  if (const auto value = fields.find("flipped")) choices.flipped = value->boolean();
  if (const auto value = fields.find("activation")) {
    choices.activation.reset();
    if (!value->is_null()) {
      choices.activation = engine::find_activation(value->text());
      if (!choices.activation) value->fail("the name of an activation function, or null");
    }
  }
}

// {"input": n, "channels": n, "layers": [{"type": "conv" or "pool", "kernel", "stride", ...}]}
FieldStack read_stack(const JsonValue& value) {
  value.allow_keys({"input", "channels", "layers"});
  FieldStack stack;
  stack.layers.clear();
  stack.input = value.at("input").index(1, FieldStack::kMostInput);
  stack.channels = value.at("channels").index(1, 512);
  const JsonValue layers = value.at("layers");
  for (Index i = 0; i < layers.size(); ++i) {
    const JsonValue item = layers.item(i);
    item.allow_keys({"type", "kernel", "stride", "padding", "dilation", "filters"});
    const std::string type = item.at("type").text();
    if (type != "conv" && type != "pool") item.at("type").fail("conv or pool");
    StackLayer layer{.pool = type == "pool"};
    const auto read = [&](const char* key, Index& into, Index least, Index most) {
      if (const auto number = item.find(key)) into = number->index(least, most);
    };
    read("kernel", layer.kernel, 1, 11);
    read("stride", layer.stride, 1, 8);
    read("padding", layer.padding, 0, 5);
    read("dilation", layer.dilation, 1, 8);
    read("filters", layer.filters, 1, 512);
    stack.layers.push_back(layer);
  }
  if (stack.layers.empty() || stack.layers.size() > FieldStack::kMost) {
    layers.fail("one to six layers");
  }
  return stack;
}

ConvolutionSetup read_setup(const JsonValue& fields) {
  const auto example = fields.find("example");
  ConvolutionSetup setup = example_setup(example ? read_example(*example) : 0);
  Geometry geometry{setup.sizes, setup.choices};
  read_choices(fields, geometry);
  for (const SizeKey& key : kSizeKeys) {
    if (const auto value = fields.find(key.key)) {
      geometry.sizes[key.size] = read_size(*value, key.size);
    }
  }
  read_pairs(fields, geometry);
  if (const auto padding = fields.find("padding")) read_padding(*padding, geometry);
  setup.choices = geometry.choices;
  setup = with_sizes(setup, settled(geometry.sizes, geometry.choices));
  if (const auto bias = fields.find("has_bias")) setup.has_bias = bias->boolean();
  read_tensor(fields, "input", setup.input);
  read_tensor(fields, "weight", setup.weight);
  read_tensor(fields, "bias", setup.bias);
  if (const auto stack = fields.find("stack")) setup.stack = read_stack(*stack);
  if (const auto upstream = fields.find("upstream")) {
    setup.upstream = upstream->tensor(3, 3);
    const auto result = compute_convolution(setup);
    if (result && !(result->layer.output_shape() == setup.upstream.shape())) {
      upstream->fail("CONVOLUTION_SHAPE", "the shape " + setup.upstream.shape().to_string(),
                     result->layer.output_shape().to_string());
    }
  }
  return setup;
}

void read_pass(const JsonValue& value, ConvolutionState& state) {
  const std::string name = value.text();
  const auto found = std::ranges::find(kConvolutionPassKeys, name);
  if (found == kConvolutionPassKeys.end()) value.fail("forward, weight, input or bias");
  state.pass = static_cast<ConvolutionPass>(found - kConvolutionPassKeys.begin());
}

void read_fields(const JsonValue& fields, ConvolutionState& state) {
  fields.allow_keys({"example",    "height",         "width",      "channels",      "filters",
                     "kernel",     "stride",         "padding",    "dilation",      "groups",
                     "has_bias",   "input",          "weight",     "bias",          "hide_pending",
                     "speed",      "gradient_check", "dimensions", "padding_mode",  "flipped",
                     "activation", "upstream",       "pass",       "learning_rate", "matrix",
                     "stack",      "pixel_shuffle"});
  state.history = History<ConvolutionSetup>(read_setup(fields));
  if (const auto pass = fields.find("pass")) read_pass(*pass, state);
  if (const auto rate = fields.find("learning_rate")) {
    state.learning_rate = rate->number();
    if (!(state.learning_rate >= 0 && state.learning_rate <= 10)) {
      rate->fail("a number from 0 to 10");
    }
  }
  compute(state);
  if (const auto matrix = fields.find("matrix")) {
    const std::string name = matrix->text();
    if (name != "patches" && name != "sparse") matrix->fail("patches or sparse");
    state.as_patches = name == "patches";
  }
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

void read_view(const JsonValue& value, ConvolutionState& state) {
  const std::string name = value.text();
  if (name == "convolution") return;  // the first view
  const auto found = std::ranges::find(kConvolutionViewKeys, name);
  if (found == kConvolutionViewKeys.end()) {
    value.fail("numbers, products, geometry, matrix, hues, field, counting or shuffle");
  }
  state.kind = static_cast<ConvolutionViewKind>(found - kConvolutionViewKeys.begin());
}

void read_place(const JsonValue& scene, ConvolutionState& state) {
  if (const auto view = scene.find("view"); view && !view->is_null()) read_view(*view, state);
  if (const auto fields = scene.find("state")) read_fields(*fields, state);
  if (const auto grain = scene.find("grain")) state.grain = read_grain(*grain);
  if (const auto step = scene.find("step")) {
    state.step = step->index(0, state.last_step());
  }
  const auto selection = scene.find("selection");
  if (!selection || selection->is_null()) return;
  const std::vector<Index> index = selection->indices(0, 1 << 20);
  const engine::Cell cell(index.size() <= 4 ? std::span<const Index>(index)
                                            : std::span<const Index>());
  if (!state.equation || !state.equation->cursor().output().contains(cell)) {
    selection->fail(
        "CONVOLUTION_CELL", selection->describe(),
        "an index inside " + (state.equation ? state.equation->cursor().output().to_string()
                                             : std::string("a convolution that has outputs")));
  }
  state.pinned = ConvolutionView(state, false).target_number(cell);
}

}  // namespace

void read_convolution_scene(const JsonValue& scene, ConvolutionState& state) {
  read_place(scene, state);
  refresh_check(state);
}

}  // namespace convscope::state

#include "engine/model/layer_json.h"

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/model/window_json.h"

namespace convscope::engine {
namespace {

using Json = nlohmann::ordered_json;
using Keys = std::vector<std::string_view>;

// Sizes that only multiply may be as large as anybody asks: nothing is allocated from them.
constexpr Index kMaxUnits = Index{1} << 40;
constexpr Index kMaxSize = std::numeric_limits<std::int32_t>::max();

// A layer's own keys beside those of every layer.
void allow(const JsonValue& value, Keys keys) {
  for (const char* common : {"type", "name", "inputs", "frozen", "initializer", "regularizer"}) {
    keys.emplace_back(common);
  }
  value.allow_keys(keys);
}

template <typename Read>
auto read_or(const JsonValue& value, std::string_view key, auto fallback, Read&& read) {
  const auto found = value.find(key);
  return found ? read(*found) : fallback;
}

bool read_flag(const JsonValue& value, std::string_view key, bool fallback) {
  return read_or(value, key, fallback, [](const JsonValue& v) { return v.boolean(); });
}

std::array<Index, 2> read_pair(const JsonValue& value, std::string_view key,
                               std::array<Index, 2> fallback) {
  return read_or(value, key, fallback, parse_pair);
}

PaddingMode read_mode(const JsonValue& value, std::string_view key) {
  const auto found = value.find(key);
  if (!found) return PaddingMode::kZeros;
  const auto mode = find_padding_mode(found->text());
  if (!mode) found->fail("zeros, reflect, replicate or circular");
  return *mode;
}

Index read_count(const JsonValue& value, std::string_view key, Index fallback) {
  return read_or(value, key, fallback, [](const JsonValue& v) { return v.index(1, kMaxUnits); });
}

double read_number(const JsonValue& value, std::string_view key, double fallback) {
  return read_or(value, key, fallback, [](const JsonValue& v) { return v.number(); });
}

// kernel is required; the stride's default is 1 for convolutions and the kernel for pooling.
WindowOptions read_window(const JsonValue& value, bool pooling) {
  WindowOptions window;
  window.kernel = parse_pair(value.at("kernel"));
  window.stride = read_pair(value, "stride", pooling ? window.kernel : std::array<Index, 2>{1, 1});
  window.dilation = read_pair(value, "dilation", {1, 1});
  window.padding = read_or(value, "padding", Padding(std::array<PadPair, 2>{}), parse_padding);
  window.ceil_mode = read_flag(value, "ceil_mode", false);
  window.mode = read_mode(value, "padding_mode");
  return window;
}

LayerSpec read_conv2d(const JsonValue& value) {
  allow(value,
        {"filters", "kernel", "stride", "padding", "dilation", "groups", "bias", "padding_mode"});
  Conv2dSpec spec;
  spec.options.filters = value.at("filters").index(1, kMaxUnits);
  spec.options.window = read_window(value, false);
  spec.options.groups = read_count(value, "groups", 1);
  spec.options.bias = read_flag(value, "bias", true);
  return spec;
}

LayerSpec read_maxpool2d(const JsonValue& value) {
  allow(value, {"kernel", "stride", "padding", "dilation", "ceil_mode"});
  return MaxPool2dSpec{read_window(value, true)};
}

LayerSpec read_avgpool2d(const JsonValue& value) {
  allow(value, {"kernel", "stride", "padding", "ceil_mode", "count_include_pad"});
  return AveragePool2dSpec{read_window(value, true), read_flag(value, "count_include_pad", true)};
}

LayerSpec read_l2pool2d(const JsonValue& value) {
  allow(value, {"kernel", "stride", "padding", "ceil_mode"});
  return L2Pool2dSpec{read_window(value, true)};
}

LayerSpec read_dense(const JsonValue& value) {
  allow(value, {"units", "bias"});
  return DenseSpec{value.at("units").index(1, kMaxUnits), read_flag(value, "bias", true)};
}

LayerSpec read_activation(const JsonValue& value) {
  allow(value, {"function", "parameter"});
  const JsonValue name = value.at("function");
  const auto function = find_activation(name.text());
  if (!function) {
    std::string known;
    for (const ActivationInfo& row : activation_table()) {
      if (row.function == ActivationFunction::kGeluTanh) continue;
      known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    name.fail("ACTIVATION", name.describe(), "one of " + known);
  }
  ActivationSpec spec{default_options(*function)};
  const auto parameter = value.find("parameter");
  if (!parameter) return spec;
  if (*function == ActivationFunction::kGelu) {
    if (parameter->text() == "tanh") spec.options.function = ActivationFunction::kGeluTanh;
    if (parameter->text() != "tanh" && parameter->text() != "none") {
      parameter->fail("\"none\" or \"tanh\"");
    }
  } else if (info(*function).parameter.empty()) {
    parameter->fail("no parameter: " + name.text() + " has none");
  } else {
    spec.options.parameter = parameter->number();
  }
  return spec;
}

// n, [left, right], "valid" or "same".
std::variant<PaddingRule, PadPair> read_padding_1d(const JsonValue& value) {
  const auto found = value.find("padding");
  if (!found) return PadPair{};
  if (found->is_string()) return std::get<PaddingRule>(parse_padding(*found));
  if (!found->is_array()) return PadPair{found->index(0, kMaxSize), found->index(0, kMaxSize)};
  if (found->size() != 2) found->fail("a number or [left, right]");
  return PadPair{found->item(0).index(0, kMaxSize), found->item(1).index(0, kMaxSize)};
}

LayerSpec read_conv1d(const JsonValue& value) {
  allow(value,
        {"filters", "kernel", "stride", "padding", "dilation", "groups", "bias", "padding_mode"});
  Conv1dSpec spec;
  spec.options.filters = value.at("filters").index(1, kMaxUnits);
  spec.options.kernel = value.at("kernel").index(1, kMaxSize);
  const auto small = [&](std::string_view key) {
    return read_or(value, key, Index{1}, [](const JsonValue& v) { return v.index(1, kMaxSize); });
  };
  spec.options.stride = small("stride");
  spec.options.dilation = small("dilation");
  spec.options.padding = read_padding_1d(value);
  spec.options.mode = read_mode(value, "padding_mode");
  spec.options.groups = read_count(value, "groups", 1);
  spec.options.bias = read_flag(value, "bias", true);
  return spec;
}

LayerSpec read_conv_transpose2d(const JsonValue& value) {
  allow(value,
        {"filters", "kernel", "stride", "padding", "output_padding", "dilation", "groups", "bias"});
  ConvTranspose2dSpec spec;
  spec.options.filters = value.at("filters").index(1, kMaxUnits);
  spec.options.window = read_window(value, false);
  if (const auto extra = value.find("output_padding")) {
    const bool pair = extra->is_array();
    if (pair && extra->size() != 2) extra->fail("a number or two: [y, x]");
    for (Index i = 0; i < 2; ++i) {
      spec.options.output_padding[static_cast<std::size_t>(i)] =
          (pair ? extra->item(i) : *extra).index(0, kMaxSize);
    }
  }
  spec.options.groups = read_count(value, "groups", 1);
  spec.options.bias = read_flag(value, "bias", true);
  return spec;
}

template <bool average>
LayerSpec read_global_pool(const JsonValue& value) {
  allow(value, {});
  return GlobalPool2dSpec{average};
}

LayerSpec read_padding(const JsonValue& value) {
  allow(value, {"padding", "mode"});
  const JsonValue padding = value.at("padding");
  const Padding parsed = parse_padding(padding);
  const auto* sides = std::get_if<std::array<PadPair, 2>>(&parsed);
  if (!sides) padding.fail("n, [y, x] or [[top, bottom], [left, right]]");
  return PaddingSpec{*sides, read_mode(value, "mode")};
}

LayerSpec read_reshape(const JsonValue& value) {
  allow(value, {"shape"});
  const JsonValue shape = value.at("shape");
  const auto sizes = shape.indices(-1, kMaxSize);
  const bool rank = !sizes.empty() && sizes.size() <= 3;
  if (!rank || std::ranges::count(sizes, -1) > 1 || std::ranges::count(sizes, 0) > 0) {
    shape.fail("one to three sizes of at least 1, at most one of them -1");
  }
  return ReshapeSpec{Shape(sizes)};
}

LayerSpec read_lrn(const JsonValue& value) {
  allow(value, {"size", "alpha", "beta", "k"});
  return LrnSpec{read_count(value, "size", 5), read_number(value, "alpha", 1e-4),
                 read_number(value, "beta", 0.75), read_number(value, "k", 1)};
}

LayerSpec read_dropout(const JsonValue& value) {
  allow(value, {"rate"});
  const JsonValue rate = value.at("rate");
  const double number = rate.number();
  if (!(number >= 0 && number < 1)) rate.fail("a number from 0 up to 1");
  return DropoutSpec{number};
}

LayerSpec read_batchnorm(const JsonValue& value) {
  allow(value, {"eps", "momentum"});
  const BatchNormSpec spec{read_number(value, "eps", 1e-5), read_number(value, "momentum", 0.1)};
  if (spec.eps < 0) value.at("eps").fail("a number of at least 0");
  if (!(spec.momentum >= 0 && spec.momentum <= 1)) value.at("momentum").fail("from 0 to 1");
  return spec;
}

template <typename Spec>
LayerSpec read_plain(const JsonValue& value) {
  allow(value, {});
  return Spec{};
}

LayerSpec read_embedding(const JsonValue& value) {
  allow(value, {"units"});
  return EmbeddingSpec{value.at("units").index(1, kMaxUnits)};
}

template <RecurrentKind kind>
LayerSpec read_recurrent(const JsonValue& value) {
  Keys keys{"units", "sequences"};
  if (kind == RecurrentKind::kRnn) keys.emplace_back("activation");
  allow(value, keys);
  RecurrentSpec spec{kind, value.at("units").index(1, kMaxUnits),
                     read_flag(value, "sequences", false)};
  if (const auto activation = value.find("activation")) {
    if (activation->text() != "tanh" && activation->text() != "relu") {
      activation->fail("\"tanh\" or \"relu\"");
    }
    spec.relu = activation->text() == "relu";
  }
  return spec;
}

using Reader = LayerSpec (*)(const JsonValue&);

const std::map<std::string, Reader, std::less<>>& readers() {
  static const std::map<std::string, Reader, std::less<>> kReaders = {
      {"conv2d", read_conv2d},
      {"maxpool2d", read_maxpool2d},
      {"avgpool2d", read_avgpool2d},
      {"l2pool2d", read_l2pool2d},
      {"dense", read_dense},
      {"activation", read_activation},
      {"flatten", read_plain<FlattenSpec>},
      {"softmax", read_plain<SoftmaxSpec>},
      {"conv1d", read_conv1d},
      {"conv_transpose2d", read_conv_transpose2d},
      {"globalavgpool2d", read_global_pool<true>},
      {"globalmaxpool2d", read_global_pool<false>},
      {"padding", read_padding},
      {"reshape", read_reshape},
      {"lrn", read_lrn},
      {"dropout", read_dropout},
      {"batchnorm", read_batchnorm},
      {"add", read_plain<AddSpec>},
      {"concat", read_plain<ConcatSpec>},
      {"embedding", read_embedding},
      {"rnn", read_recurrent<RecurrentKind::kRnn>},
      {"lstm", read_recurrent<RecurrentKind::kLstm>},
      {"gru", read_recurrent<RecurrentKind::kGru>}};
  return kReaders;
}

}  // namespace

LayerSpec parse_layer(const JsonValue& value) {
  const JsonValue type = value.at("type");
  const auto reader = readers().find(type.text());
  if (reader == readers().end()) {
    std::string known;
    for (const auto& [name, unused] : readers()) known += (known.empty() ? "" : ", ") + name;
    type.fail("LAYER_TYPE", "the type \"" + type.text() + "\"", "one of " + known);
  }
  return reader->second(value);
}

}  // namespace convscope::engine

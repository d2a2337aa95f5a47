#include <nlohmann/json.hpp>

#include "engine/model/layer_json.h"
#include "engine/model/window_json.h"

namespace convscope::engine {
namespace {

using Json = nlohmann::ordered_json;

struct LayerPrinter {
  Json& json;

  void window(const WindowOptions& options) const {
    json["kernel"] = print_pair(options.kernel);
    json["stride"] = print_pair(options.stride);
    json["padding"] = print_padding(options.padding);
    mode("padding_mode", options.mode);
  }
  // Left out where it is the default, as in files that were written before there was another.
  void mode(const char* key, PaddingMode value) const {
    if (value != PaddingMode::kZeros) json[key] = to_string(value);
  }
  void operator()(const Conv2dSpec& spec) const {
    json["filters"] = spec.options.filters;
    window(spec.options.window);
    json["dilation"] = print_pair(spec.options.window.dilation);
    json["groups"] = spec.options.groups;
    json["bias"] = spec.options.bias;
  }
  void operator()(const MaxPool2dSpec& spec) const {
    window(spec.window);
    json["dilation"] = print_pair(spec.window.dilation);
    json["ceil_mode"] = spec.window.ceil_mode;
  }
  void operator()(const AveragePool2dSpec& spec) const {
    window(spec.window);
    json["ceil_mode"] = spec.window.ceil_mode;
    json["count_include_pad"] = spec.count_include_pad;
  }
  void operator()(const L2Pool2dSpec& spec) const {
    window(spec.window);
    json["ceil_mode"] = spec.window.ceil_mode;
  }
  void operator()(const DenseSpec& spec) const {
    json["units"] = spec.units;
    json["bias"] = spec.bias;
  }
  void operator()(const ActivationSpec& spec) const {
    const ActivationInfo& row = info(spec.options.function);
    json["function"] = row.name;
    if (row.function == ActivationFunction::kGeluTanh) json["parameter"] = "tanh";
    if (!row.parameter.empty()) json["parameter"] = spec.options.parameter;
  }
  void operator()(const Conv1dSpec& spec) const {
    const Conv1dOptions& options = spec.options;
    json["filters"] = options.filters;
    json["kernel"] = options.kernel;
    json["stride"] = options.stride;
    if (const auto* rule = std::get_if<PaddingRule>(&options.padding)) {
      json["padding"] = print_padding(*rule);
    } else {
      const auto& [before, after] = std::get<PadPair>(options.padding);
      json["padding"] = before == after ? Json(before) : Json{before, after};
    }
    mode("padding_mode", options.mode);
    json["dilation"] = options.dilation;
    json["groups"] = options.groups;
    json["bias"] = options.bias;
  }
  void operator()(const ConvTranspose2dSpec& spec) const {
    json["filters"] = spec.options.filters;
    window(spec.options.window);
    json["output_padding"] = spec.options.output_padding;
    json["dilation"] = print_pair(spec.options.window.dilation);
    json["groups"] = spec.options.groups;
    json["bias"] = spec.options.bias;
  }
  void operator()(const PaddingSpec& spec) const {
    json["padding"] = print_padding(spec.sides);
    mode("mode", spec.mode);
  }
  void operator()(const ReshapeSpec& spec) const {
    json["shape"] = std::vector<Index>(spec.shape.begin(), spec.shape.end());
  }
  void operator()(const LrnSpec& spec) const {
    json["size"] = spec.size;
    json["alpha"] = spec.alpha;
    json["beta"] = spec.beta;
    json["k"] = spec.k;
  }
  void operator()(const DropoutSpec& spec) const { json["rate"] = spec.rate; }
  void operator()(const BatchNormSpec& spec) const {
    json["eps"] = spec.eps;
    json["momentum"] = spec.momentum;
  }
  void operator()(const EmbeddingSpec& spec) const { json["units"] = spec.units; }
  void operator()(const RecurrentSpec& spec) const {
    json["units"] = spec.units;
    json["sequences"] = spec.sequences;
    if (spec.kind == RecurrentKind::kRnn) json["activation"] = spec.relu ? "relu" : "tanh";
  }
  // Those without attributes.
  void operator()(const FlattenSpec&) const {}
  void operator()(const SoftmaxSpec&) const {}
  void operator()(const GlobalPool2dSpec&) const {}
  void operator()(const AddSpec&) const {}
  void operator()(const ConcatSpec&) const {}
};

}  // namespace

void print_layer(const LayerSpec& layer, Json& json) {
  std::visit(LayerPrinter{json}, layer);
}

}  // namespace convscope::engine

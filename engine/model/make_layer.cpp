#include "engine/core/error.h"
#include "engine/layers/dense.h"
#include "engine/layers/flatten.h"
#include "engine/layers/pool2d.h"
#include "engine/layers/softmax.h"
#include "engine/model/spec_check.h"

namespace convscope::engine {
namespace {

struct Maker {
  const Shape& input;

  std::unique_ptr<const Layer> operator()(const Conv2dSpec& spec) const {
    return std::make_unique<Conv2d>(input, spec.options);
  }
  std::unique_ptr<const Layer> operator()(const MaxPool2dSpec& spec) const {
    return std::make_unique<MaxPool2d>(input, spec.window);
  }
  std::unique_ptr<const Layer> operator()(const AveragePool2dSpec& spec) const {
    return std::make_unique<AveragePool2d>(input, spec.window, spec.count_include_pad);
  }
  std::unique_ptr<const Layer> operator()(const DenseSpec& spec) const {
    return std::make_unique<Dense>(input, spec.units, spec.bias);
  }
  std::unique_ptr<const Layer> operator()(const ActivationSpec& spec) const {
    return std::make_unique<Activation>(input, spec.options);
  }
  std::unique_ptr<const Layer> operator()(const FlattenSpec&) const {
    return std::make_unique<Flatten>(input);
  }
  std::unique_ptr<const Layer> operator()(const SoftmaxSpec&) const {
    return std::make_unique<Softmax>(input);
  }
};

}  // namespace

std::unique_ptr<const Layer> make_layer(const LayerSpec& layer, const std::vector<Shape>& inputs) {
  if (inputs.size() != 1) {
    throw Error(ErrorKind::kBadFile, "LAYER_INPUTS",
                {.found = std::to_string(inputs.size()) + " inputs",
                 .expected = std::string("exactly one for ") + type_name(layer)});
  }
  return std::visit(Maker{inputs[0]}, layer);
}

}  // namespace convscope::engine

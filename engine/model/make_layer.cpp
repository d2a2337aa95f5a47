#include "engine/core/error.h"
#include "engine/model/spec_check.h"

namespace convscope::engine {
namespace {

struct Maker {
  const Shape& input;

  std::unique_ptr<const Layer> operator()(const Conv2dSpec& spec) const {
    return std::make_unique<Conv2d>(input, spec.options);
  }
  template <typename Spec>
  std::unique_ptr<const Layer> operator()(const Spec&) const {
    throw Error(ErrorKind::kBadFile, "LAYER_TYPE", {.found = "a type without a layer"});
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

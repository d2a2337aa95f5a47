#include "engine/model/spec.h"

namespace convscope::engine {
namespace {

struct TypeName {
  const char* operator()(const Conv2dSpec&) const { return "conv2d"; }
  const char* operator()(const MaxPool2dSpec&) const { return "maxpool2d"; }
  const char* operator()(const AveragePool2dSpec&) const { return "avgpool2d"; }
  const char* operator()(const DenseSpec&) const { return "dense"; }
  const char* operator()(const ActivationSpec&) const { return "activation"; }
  const char* operator()(const FlattenSpec&) const { return "flatten"; }
  const char* operator()(const SoftmaxSpec&) const { return "softmax"; }
};

struct NameStem {
  std::string operator()(const Conv2dSpec&) const { return "conv"; }
  std::string operator()(const MaxPool2dSpec&) const { return "pool"; }
  std::string operator()(const AveragePool2dSpec&) const { return "pool"; }
  std::string operator()(const DenseSpec&) const { return "dense"; }
  std::string operator()(const ActivationSpec&) const { return "activation"; }
  std::string operator()(const FlattenSpec&) const { return "flatten"; }
  std::string operator()(const SoftmaxSpec&) const { return "softmax"; }
};

}  // namespace

const char* type_name(const LayerSpec& layer) {
  return std::visit(TypeName{}, layer);
}

std::string name_stem(const LayerSpec& layer) {
  return std::visit(NameStem{}, layer);
}

}  // namespace convscope::engine

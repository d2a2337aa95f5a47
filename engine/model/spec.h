#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/core/shape.h"
#include "engine/layers/activation.h"
#include "engine/layers/conv2d.h"

namespace convscope::engine {

struct Conv2dSpec {
  Conv2dOptions options;
  friend bool operator==(const Conv2dSpec&, const Conv2dSpec&) = default;
};

struct MaxPool2dSpec {
  WindowOptions window;
  friend bool operator==(const MaxPool2dSpec&, const MaxPool2dSpec&) = default;
};

struct AveragePool2dSpec {
  WindowOptions window;
  bool count_include_pad = true;
  friend bool operator==(const AveragePool2dSpec&, const AveragePool2dSpec&) = default;
};

struct DenseSpec {
  Index units = 1;
  bool bias = true;
  friend bool operator==(const DenseSpec&, const DenseSpec&) = default;
};

struct ActivationSpec {
  ActivationOptions options;
  friend bool operator==(const ActivationSpec&, const ActivationSpec&) = default;
};

struct FlattenSpec {
  friend bool operator==(const FlattenSpec&, const FlattenSpec&) = default;
};

struct SoftmaxSpec {
  friend bool operator==(const SoftmaxSpec&, const SoftmaxSpec&) = default;
};

/// Every kind of layer, closed: a kind without its JSON, its check and its construction does not
/// compile.
using LayerSpec = std::variant<Conv2dSpec, MaxPool2dSpec, AveragePool2dSpec, DenseSpec,
                               ActivationSpec, FlattenSpec, SoftmaxSpec>;

/// How fresh weights are drawn. kAutomatic is Glorot's in a network whose activations are
/// all sigmoids, hyperbolic tangents or softsigns, otherwise He's.
enum class Initializer { kAutomatic, kHeNormal, kGlorotUniform };

struct LayerEntry {
  std::string name;                 ///< unique, not "input"
  std::vector<std::string> inputs;  ///< names of layers before this one, or "input"
  LayerSpec layer;
  bool frozen = false;
  Initializer initializer = Initializer::kAutomatic;
  friend bool operator==(const LayerEntry&, const LayerEntry&) = default;
};

/// A network as a plain value: what a spec file says, with every default filled in.
struct NetworkSpec {
  std::string name;
  Shape input;  ///< (C, H, W) or (n), without the batch axis
  std::vector<LayerEntry> layers;
  friend bool operator==(const NetworkSpec&, const NetworkSpec&) = default;
};

/// "conv2d", "maxpool2d", ...: the type's name in spec files.
const char* type_name(const LayerSpec& layer);
/// What default names of this type begin with: "conv", "pool", "dense", "relu", ...
std::string name_stem(const LayerSpec& layer);

}  // namespace convscope::engine

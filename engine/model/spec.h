#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/core/shape.h"
#include "engine/layers/activation.h"
#include "engine/layers/conv1d.h"
#include "engine/layers/conv2d.h"
#include "engine/layers/conv_transpose2d.h"
#include "engine/model/initializer.h"

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

/// The root of each window's sum of squares.
struct L2Pool2dSpec {
  WindowOptions window;
  friend bool operator==(const L2Pool2dSpec&, const L2Pool2dSpec&) = default;
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

struct Conv1dSpec {
  Conv1dOptions options;
  friend bool operator==(const Conv1dSpec&, const Conv1dSpec&) = default;
};

struct ConvTranspose2dSpec {
  ConvTranspose2dOptions options;
  friend bool operator==(const ConvTranspose2dSpec&, const ConvTranspose2dSpec&) = default;
};

/// Average or maximum over each whole channel: (C, H, W) -> (C).
struct GlobalPool2dSpec {
  bool average = true;
  friend bool operator==(const GlobalPool2dSpec&, const GlobalPool2dSpec&) = default;
};

struct PaddingSpec {
  std::array<PadPair, 2> sides{};
  PaddingMode mode = PaddingMode::kZeros;
  friend bool operator==(const PaddingSpec&, const PaddingSpec&) = default;
};

struct ReshapeSpec {
  Shape shape;  ///< one size may be -1: what is left over
  friend bool operator==(const ReshapeSpec&, const ReshapeSpec&) = default;
};

/// Local response normalisation with torch.nn.LocalResponseNorm's defaults.
struct LrnSpec {
  Index size = 5;
  double alpha = 1e-4;
  double beta = 0.75;
  double k = 1;
  friend bool operator==(const LrnSpec&, const LrnSpec&) = default;
};

struct DropoutSpec {
  double rate = 0.5;
  friend bool operator==(const DropoutSpec&, const DropoutSpec&) = default;
};

struct BatchNormSpec {
  double eps = 1e-5;
  double momentum = 0.1;
  friend bool operator==(const BatchNormSpec&, const BatchNormSpec&) = default;
};

/// Two or more inputs of one shape, added.
struct AddSpec {
  friend bool operator==(const AddSpec&, const AddSpec&) = default;
};

/// Two or more inputs, one behind the other along their first axis (channels).
struct ConcatSpec {
  friend bool operator==(const ConcatSpec&, const ConcatSpec&) = default;
};

/// Class numbers (T) to vectors (T, units).
struct EmbeddingSpec {
  Index units = 1;
  friend bool operator==(const EmbeddingSpec&, const EmbeddingSpec&) = default;
};

enum class RecurrentKind { kRnn, kLstm, kGru };

/// (T, I) -> (T, units), or (units) of the last step.
struct RecurrentSpec {
  RecurrentKind kind = RecurrentKind::kRnn;
  Index units = 1;
  bool sequences = false;
  bool relu = false;  ///< of kRnn: in place of tanh
  friend bool operator==(const RecurrentSpec&, const RecurrentSpec&) = default;
};

/// Every kind of layer, closed: a kind without its JSON, its check and its construction does not
/// compile.
using LayerSpec =
    std::variant<Conv2dSpec, MaxPool2dSpec, AveragePool2dSpec, DenseSpec, ActivationSpec,
                 FlattenSpec, SoftmaxSpec, Conv1dSpec, ConvTranspose2dSpec, GlobalPool2dSpec,
                 PaddingSpec, ReshapeSpec, LrnSpec, DropoutSpec, BatchNormSpec, AddSpec, ConcatSpec,
                 EmbeddingSpec, RecurrentSpec, L2Pool2dSpec>;

/// l1 * sum |x| + l2 * sum x^2, as Keras has it: both at once is the elastic net.
struct Penalty {
  double l1 = 0;
  double l2 = 0;
  bool none() const noexcept { return l1 == 0 && l2 == 0; }
  friend bool operator==(const Penalty&, const Penalty&) = default;
};

/// What is added to the mean loss of a batch: of the weights, of the biases and, as a mean over the
/// batch, of the layer's output.
struct Regularizer {
  Penalty kernel;
  Penalty bias;
  Penalty activity;
  friend bool operator==(const Regularizer&, const Regularizer&) = default;
};

struct LayerEntry {
  std::string name;                 ///< unique, not "input"
  std::vector<std::string> inputs;  ///< names of layers before this one, or "input"
  LayerSpec layer;
  bool frozen = false;
  InitializerSpec initializer;
  Regularizer regularizer;
  friend bool operator==(const LayerEntry&, const LayerEntry&) = default;
};

/// A network as a plain value: what a spec file says, with every default filled in.
struct NetworkSpec {
  std::string name;
  Shape input;           ///< (C, H, W) or (n), without the batch axis; of sequences (T, V) or (T)
  Index vocabulary = 0;  ///< of sequences: V symbols, one-hot, or as numbers for an embedding
  std::vector<LayerEntry> layers;
  friend bool operator==(const NetworkSpec&, const NetworkSpec&) = default;
};

/// "conv2d", "maxpool2d", ...: the type's name in spec files.
const char* type_name(const LayerSpec& layer);
/// What default names of this type begin with: "conv", "pool", "dense", "relu", ...
std::string name_stem(const LayerSpec& layer);

}  // namespace convscope::engine

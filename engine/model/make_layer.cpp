#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/layers/batch_norm.h"
#include "engine/layers/dense.h"
#include "engine/layers/dropout.h"
#include "engine/layers/embedding.h"
#include "engine/layers/flatten.h"
#include "engine/layers/global_pool2d.h"
#include "engine/layers/gru.h"
#include "engine/layers/local_response_norm.h"
#include "engine/layers/lstm.h"
#include "engine/layers/merge.h"
#include "engine/layers/padding2d.h"
#include "engine/layers/pool2d.h"
#include "engine/layers/reshape.h"
#include "engine/layers/rnn.h"
#include "engine/layers/softmax.h"
#include "engine/model/spec_check.h"

namespace convscope::engine {
namespace {

using LayerPointer = std::unique_ptr<const Layer>;

// With the size that was left open.
Shape closed(const Shape& shape, const Shape& input) {
  Shape result = shape;
  Index known = 1;
  for (const Index size : shape) known = size < 0 ? known : saturating_multiply(known, size);
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] < 0) result[axis] = input.count() / known;
  }
  return result;
}

// One bias a gate, but for a GRU, whose reset gate stands between two.
RecurrentOptions recurrent_options(const RecurrentSpec& spec) {
  return {.units = spec.units,
          .sequences = spec.sequences,
          .recurrent_bias = spec.kind == RecurrentKind::kGru};
}

struct Maker {
  const std::vector<Shape>& inputs;
  Index vocabulary;
  bool sequence;
  const Shape& input = inputs[0];

  LayerPointer operator()(const Conv2dSpec& spec) const {
    return std::make_unique<Conv2d>(input, spec.options);
  }
  LayerPointer operator()(const MaxPool2dSpec& spec) const {
    return std::make_unique<MaxPool2d>(input, spec.window);
  }
  LayerPointer operator()(const AveragePool2dSpec& spec) const {
    return std::make_unique<AveragePool2d>(input, spec.window, spec.count_include_pad);
  }
  LayerPointer operator()(const L2Pool2dSpec& spec) const {
    return std::make_unique<L2Pool2d>(input, spec.window);
  }
  LayerPointer operator()(const DenseSpec& spec) const {
    if (sequence && input.rank() == 2) return Dense::over_time(input, spec.units, spec.bias);
    return std::make_unique<Dense>(input, spec.units, spec.bias);
  }
  LayerPointer operator()(const ActivationSpec& spec) const {
    return std::make_unique<Activation>(input, spec.options);
  }
  LayerPointer operator()(const FlattenSpec&) const { return std::make_unique<Flatten>(input); }
  LayerPointer operator()(const SoftmaxSpec&) const { return std::make_unique<Softmax>(input); }
  LayerPointer operator()(const Conv1dSpec& spec) const {
    return std::make_unique<Conv1d>(input, spec.options);
  }
  LayerPointer operator()(const ConvTranspose2dSpec& spec) const {
    return std::make_unique<ConvTranspose2d>(input, spec.options);
  }
  LayerPointer operator()(const GlobalPool2dSpec& spec) const {
    return std::make_unique<GlobalPool2d>(
        input, spec.average ? GlobalPoolKind::kAverage : GlobalPoolKind::kMaximum);
  }
  LayerPointer operator()(const PaddingSpec& spec) const {
    return std::make_unique<Padding2d>(input, Padding2dOptions{spec.sides, spec.mode});
  }
  LayerPointer operator()(const ReshapeSpec& spec) const {
    return std::make_unique<Reshape>(input, closed(spec.shape, input));
  }
  LayerPointer operator()(const LrnSpec& spec) const {
    return std::make_unique<LocalResponseNorm>(
        input, LocalResponseNormOptions{spec.size, spec.alpha, spec.beta, spec.k});
  }
  LayerPointer operator()(const DropoutSpec& spec) const {
    return std::make_unique<Dropout>(input, spec.rate);
  }
  LayerPointer operator()(const BatchNormSpec& spec) const {
    return std::make_unique<BatchNorm>(input, BatchNormOptions{spec.eps, spec.momentum});
  }
  LayerPointer operator()(const AddSpec&) const { return std::make_unique<Add>(inputs); }
  LayerPointer operator()(const ConcatSpec&) const { return std::make_unique<Concat>(inputs); }
  LayerPointer operator()(const EmbeddingSpec& spec) const {
    return std::make_unique<Embedding>(input, vocabulary, spec.units);
  }
  LayerPointer operator()(const RecurrentSpec& spec) const {
    const RecurrentOptions options = recurrent_options(spec);
    switch (spec.kind) {
      case RecurrentKind::kRnn:
        return std::make_unique<Rnn>(input, options,
                                     spec.relu ? RnnActivation::kRelu : RnnActivation::kTanh);
      case RecurrentKind::kLstm:
        return std::make_unique<Lstm>(input, options);
      case RecurrentKind::kGru:
        break;
    }
    return std::make_unique<Gru>(input, options);
  }
};

bool takes_several(const LayerSpec& layer) {
  return std::holds_alternative<AddSpec>(layer) || std::holds_alternative<ConcatSpec>(layer);
}

}  // namespace

LayerPointer make_layer(const LayerSpec& layer, const std::vector<Shape>& inputs, Index vocabulary,
                        bool sequence) {
  const bool several = takes_several(layer);
  if (inputs.empty() || (inputs.size() > 1) != several) {
    throw Error(ErrorKind::kBadFile, "LAYER_INPUTS",
                {.found = fmt::format("{} input{}", inputs.size(), inputs.size() == 1 ? "" : "s"),
                 .expected = fmt::format("{} for {}", several ? "two or more" : "exactly one",
                                         type_name(layer))});
  }
  return std::visit(Maker{inputs, vocabulary, sequence}, layer);
}

}  // namespace convscope::engine

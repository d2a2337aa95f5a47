#include "engine/model/spec.h"

#include <string_view>

namespace convscope::engine {
namespace {

struct Names {
  const char* type;
  const char* stem;
};

struct NamesOf {
  Names operator()(const Conv2dSpec&) const { return {"conv2d", "conv"}; }
  Names operator()(const MaxPool2dSpec&) const { return {"maxpool2d", "pool"}; }
  Names operator()(const AveragePool2dSpec&) const { return {"avgpool2d", "pool"}; }
  Names operator()(const L2Pool2dSpec&) const { return {"l2pool2d", "pool"}; }
  Names operator()(const DenseSpec&) const { return {"dense", "dense"}; }
  Names operator()(const ActivationSpec&) const { return {"activation", "activation"}; }
  Names operator()(const FlattenSpec&) const { return {"flatten", "flatten"}; }
  Names operator()(const SoftmaxSpec&) const { return {"softmax", "softmax"}; }
  Names operator()(const Conv1dSpec&) const { return {"conv1d", "conv"}; }
  Names operator()(const ConvTranspose2dSpec&) const { return {"conv_transpose2d", "deconv"}; }
  Names operator()(const GlobalPool2dSpec& spec) const {
    return {spec.average ? "globalavgpool2d" : "globalmaxpool2d", "pool"};
  }
  Names operator()(const PaddingSpec&) const { return {"padding", "padding"}; }
  Names operator()(const ReshapeSpec&) const { return {"reshape", "reshape"}; }
  Names operator()(const LrnSpec&) const { return {"lrn", "lrn"}; }
  Names operator()(const DropoutSpec&) const { return {"dropout", "dropout"}; }
  Names operator()(const BatchNormSpec&) const { return {"batchnorm", "batchnorm"}; }
  Names operator()(const AddSpec&) const { return {"add", "add"}; }
  Names operator()(const ConcatSpec&) const { return {"concat", "concat"}; }
  Names operator()(const EmbeddingSpec&) const { return {"embedding", "embedding"}; }
  Names operator()(const RecurrentSpec& spec) const {
    switch (spec.kind) {
      case RecurrentKind::kRnn:
        return {"rnn", "rnn"};
      case RecurrentKind::kLstm:
        return {"lstm", "lstm"};
      case RecurrentKind::kGru:
        break;
    }
    return {"gru", "gru"};
  }
};

}  // namespace

const char* type_name(const LayerSpec& layer) {
  return std::visit(NamesOf{}, layer).type;
}

std::string name_stem(const LayerSpec& layer) {
  return std::visit(NamesOf{}, layer).stem;
}

}  // namespace convscope::engine

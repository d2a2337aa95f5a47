#include "app/cli/operation/loss_operation.h"

#include <utility>

#include "engine/train/loss_explain.h"

namespace convscope::cli {
namespace {

using namespace engine;

Reduction read_reduction(const OperationCase& sample) {
  const auto value = sample.attribute("reduction");
  if (!value || value->text() == "mean") return Reduction::kMean;
  if (value->text() != "sum") value->fail("\"mean\" or \"sum\"");
  return Reduction::kSum;
}

/// A loss of one tensor against class numbers or a tensor of the same shape.
class LossOperation : public Operation {
 public:
  struct Parts {
    LossSpec spec;
    Tensor prediction;
    std::vector<Index> classes;  ///< empty where `values` are wanted
    Tensor values;
  };

  explicit LossOperation(Parts parts) : parts_(std::move(parts)) {
    compute(parts_.prediction, {});  // what is wrong with the target shows here
  }

  std::vector<NamedTensor> outputs() const override {
    const Shape& shape = parts_.prediction.shape();
    Tensor probs(has_probs() ? shape : Shape{}), grad(shape);
    const double loss =
        compute(parts_.prediction, {has_probs() ? probs.view() : TensorView(), grad.view()});
    std::vector<NamedTensor> result{{"loss", Tensor(Shape{}, {static_cast<Scalar>(loss)})},
                                    {gradient_name(), std::move(grad)}};
    if (has_probs()) result.push_back({"probs", std::move(probs)});
    return result;
  }

  Explanation explain(const std::string& name, const Cell& cell) const override {
    const ConstTensorView prediction = parts_.prediction.view();
    if (name == "loss") return explain_loss(parts_.spec, prediction, target());
    return name == "probs" ? explain_loss_probability(parts_.spec, prediction, cell)
                           : explain_loss_gradient(parts_.spec, prediction, target(), cell);
  }

  double numeric_gradient(const std::string&, const Cell& cell, double analytic) const override {
    Tensor prediction = parts_.prediction;
    return difference_quotient([&] { return compute(prediction, {}); }, prediction.at(cell),
                               analytic);
  }

 private:
  bool has_softmax() const {
    return parts_.spec.kind == LossKind::kSparseCrossEntropy ||
           parts_.spec.kind == LossKind::kCategoricalCrossEntropy;
  }
  bool has_probs() const {
    return has_softmax() || parts_.spec.kind == LossKind::kBinaryCrossEntropy;
  }
  std::string gradient_name() const { return has_probs() ? "grad_logits" : "grad_pred"; }
  LossTarget target() const {
    if (parts_.spec.kind == LossKind::kSparseCrossEntropy) return {.classes = parts_.classes};
    return {.values = parts_.values.view()};
  }
  double compute(const Tensor& prediction, const LossOutputs& written) const {
    return compute_loss(parts_.spec, prediction.view(), target(), written);
  }

  Parts parts_;
};

// A loss of single entries: `name` is the prediction's.
std::unique_ptr<Operation> make_entry_loss(const OperationCase& sample, LossKind kind,
                                           std::string_view name) {
  sample.inputs.allow_keys({name, "target"});
  LossOperation::Parts parts{
      .spec = {.kind = kind, .reduction = read_reduction(sample), .delta = 1},
      .prediction = sample.inputs.at(name).tensor(0, Shape::kMaxRank),
      .classes = {},
      .values = {}};
  const JsonValue target = sample.inputs.at("target");
  parts.values = target.tensor(0, Shape::kMaxRank);
  if (!(parts.values.shape() == parts.prediction.shape())) {
    target.fail("SHAPE", "the shape " + parts.values.shape().to_string(),
                parts.prediction.shape().to_string() + ", that of " + std::string(name));
  }
  if (kind == LossKind::kHuber) parts.spec.delta = sample.number("delta", 1);
  return std::make_unique<LossOperation>(std::move(parts));
}

}  // namespace

std::unique_ptr<Operation> make_softmax_cross_entropy(const OperationCase& sample) {
  sample.allow_attributes({"reduction"});
  sample.inputs.allow_keys({"logits", "target"});
  LossOperation::Parts parts{.spec = {.reduction = read_reduction(sample)},
                             .prediction = sample.inputs.at("logits").tensor(2, 2),
                             .classes = {},
                             .values = {}};
  const Shape& logits = parts.prediction.shape();
  const JsonValue target = sample.inputs.at("target");
  const Shape shape = target.nested_shape(1, 2);
  const Shape expected = shape.rank() == 1 ? Shape{logits[0]} : logits;
  if (!(shape == expected)) {
    target.fail("SHAPE", "the shape " + shape.to_string(),
                Shape({logits[0]}).to_string() + " class numbers or " + logits.to_string() +
                    " probabilities");
  }
  if (shape.rank() == 1) {
    parts.classes = target.indices(0, logits[1] - 1);
  } else {
    parts.spec.kind = LossKind::kCategoricalCrossEntropy;
    parts.values = target.tensor(2, 2);
  }
  return std::make_unique<LossOperation>(std::move(parts));
}

std::unique_ptr<Operation> make_sigmoid_bce(const OperationCase& sample) {
  sample.allow_attributes({"reduction"});
  return make_entry_loss(sample, LossKind::kBinaryCrossEntropy, "logits");
}

std::unique_ptr<Operation> make_mse(const OperationCase& sample) {
  sample.allow_attributes({"reduction"});
  return make_entry_loss(sample, LossKind::kMeanSquaredError, "pred");
}

std::unique_ptr<Operation> make_mae(const OperationCase& sample) {
  sample.allow_attributes({"reduction"});
  return make_entry_loss(sample, LossKind::kMeanAbsoluteError, "pred");
}

std::unique_ptr<Operation> make_huber(const OperationCase& sample) {
  sample.allow_attributes({"delta", "reduction"});
  return make_entry_loss(sample, LossKind::kHuber, "pred");
}

}  // namespace convscope::cli

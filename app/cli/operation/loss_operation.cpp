#include "app/cli/operation/loss_operation.h"

#include <utility>
#include <variant>

#include "engine/train/loss.h"

namespace convscope::cli {
namespace {

using namespace engine;

Reduction read_reduction(const OperationCase& sample) {
  const auto value = sample.attribute("reduction");
  if (!value || value->text() == "mean") return Reduction::kMean;
  if (value->text() != "sum") value->fail("\"mean\" or \"sum\"");
  return Reduction::kSum;
}

/// N class numbers, or (N, C) probabilities.
using Target = std::variant<std::vector<Index>, Tensor>;

Target read_target(const JsonValue& value, const Shape& logits) {
  const Shape shape = value.nested_shape(1, 2);
  const Shape expected = shape.rank() == 1 ? Shape{logits[0]} : logits;
  if (!(shape == expected)) {
    value.fail("SHAPE", "the shape " + shape.to_string(),
               Shape({logits[0]}).to_string() + " class numbers or " + logits.to_string() +
                   " probabilities");
  }
  if (shape.rank() == 1) return value.indices(0, logits[1] - 1);
  return value.tensor(2, 2);
}

class CrossEntropyOperation : public Operation {
 public:
  CrossEntropyOperation(Tensor logits, Target target, Reduction reduction)
      : logits_(std::move(logits)), target_(std::move(target)), reduction_(reduction) {}

  std::vector<NamedTensor> outputs() const override {
    Tensor probs(logits_.shape()), grad(logits_.shape());
    const LossOutputs written{probs.view(), grad.view()};
    const double loss =
        std::holds_alternative<Tensor>(target_)
            ? softmax_cross_entropy(logits_.view(), std::get<Tensor>(target_).view(), reduction_,
                                    written)
            : softmax_cross_entropy(logits_.view(), std::get<std::vector<Index>>(target_),
                                    reduction_, written);
    return {{"loss", Tensor(Shape{}, {static_cast<Scalar>(loss)})},
            {"grad_logits", std::move(grad)},
            {"probs", std::move(probs)}};
  }

 private:
  Tensor logits_;
  Target target_;
  Reduction reduction_;
};

}  // namespace

std::unique_ptr<Operation> make_softmax_cross_entropy(const OperationCase& sample) {
  sample.allow_attributes({"reduction"});
  sample.inputs.allow_keys({"logits", "target"});
  Tensor logits = sample.inputs.at("logits").tensor(2, 2);
  Target target = read_target(sample.inputs.at("target"), logits.shape());
  return std::make_unique<CrossEntropyOperation>(std::move(logits), std::move(target),
                                                 read_reduction(sample));
}

}  // namespace convscope::cli

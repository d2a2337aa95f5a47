#include "app/cli/operation/loss_operation.h"

#include <cmath>
#include <utility>
#include <variant>

#include "engine/layers/softmax.h"
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
    const double loss = compute(logits_, {probs.view(), grad.view()});
    return {{"loss", Tensor(Shape{}, {static_cast<Scalar>(loss)})},
            {"grad_logits", std::move(grad)},
            {"probs", std::move(probs)}};
  }

  Explanation explain(const std::string& name, const Cell& cell) const override {
    if (name == "loss") return explain_loss();
    return name == "probs" ? explain_probs(cell) : explain_gradient(cell);
  }

  double numeric_gradient(const std::string&, const Cell& cell, double analytic) const override {
    Tensor logits = logits_;
    return difference_quotient([&] { return compute(logits, {}); }, logits.at(cell), analytic);
  }

 private:
  double compute(const Tensor& logits, const LossOutputs& written) const {
    if (const auto* soft = std::get_if<Tensor>(&target_)) {
      return softmax_cross_entropy(logits.view(), soft->view(), reduction_, written);
    }
    return softmax_cross_entropy(logits.view(), std::get<std::vector<Index>>(target_), reduction_,
                                 written);
  }
  double target(Index n, Index c) const {
    if (const auto* soft = std::get_if<Tensor>(&target_)) return double(soft->at({n, c}));
    return std::get<std::vector<Index>>(target_)[static_cast<std::size_t>(n)] == c ? 1 : 0;
  }
  double scale() const {
    return reduction_ == Reduction::kMean ? 1.0 / static_cast<double>(logits_.shape()[0]) : 1.0;
  }
  double log_prob(Index n, Index c) const {
    return static_cast<double>(logits_.at({n, c})) - log_sum_exp(logits_.view().entry(n).values());
  }

  // One term a wanted class: its log-probability times minus what is wanted.
  Explanation explain_loss() const {
    const bool mean = reduction_ == Reduction::kMean;
    const bool soft = std::holds_alternative<Tensor>(target_);
    Explanation result;
    result.what = "loss";
    result.formula = std::string("loss = -") + (mean ? "1/N * " : "") + "sum over n" +
                     (soft ? ",c of target[n,c] * log p[n,c]" : " of log p[n,target[n]]") +
                     ", p = softmax of logits[n]";
    result.formula_latex = std::string("L = -") + (mean ? R"(\frac{1}{N} )" : "") +
                           (soft ? R"(\sum_{n,c} t_{n,c} \ln p_{n,c})" : R"(\sum_n \ln p_{n,t_n})");
    for (Index n = 0; n < logits_.shape()[0]; ++n) {
      for (Index c = 0; c < logits_.shape()[1]; ++c) {
        if (target(n, c) == 0) continue;
        result.add({.input = TensorRef{"logits", {n, c}},
                    .weight = TensorRef{"target", soft ? Cell{n, c} : Cell{n}},
                    .x = log_prob(n, c),
                    .w = -target(n, c) * scale()});
      }
    }
    result.substituted = substitute(result);
    return result;
  }

  Explanation explain_probs(const Cell& cell) const {
    const std::vector<ConstTensorView> inputs{logits_.view()};
    Explanation result = Softmax(logits_.shape().without_leading()).explain(cell, {inputs, {}, {}});
    result.what.replace(0, 3, "probs");
    result.formula =
        "probs[n,c] = exp(logits[n,c] - m) / sum over k of exp(logits[n,k] - m), m = max of "
        "logits[n]";
    for (Term& term : result.terms) term.input->name = "logits";
    return result;
  }

  // (p * sum of the row's targets - target), reduced: two terms.
  Explanation explain_gradient(const Cell& cell) const {
    double mass = 0;
    for (Index c = 0; c < logits_.shape()[1]; ++c) mass += target(cell[0], c);
    Explanation result;
    result.what = name_cell("grad_logits", "n,c", cell);
    result.formula = std::string("grad_logits[n,c] = ") +
                     (reduction_ == Reduction::kMean ? "1/N * " : "") +
                     "(p[n,c] * sum over k of target[n,k] - target[n,c])";
    result.formula_latex = std::string(R"(\frac{\partial L}{\partial x_{n,c}} = )") +
                           (reduction_ == Reduction::kMean ? R"(\frac{1}{N} )" : "") +
                           R"(\left(p_{n,c} \sum_k t_{n,k} - t_{n,c}\right))";
    result.add({.input = TensorRef{"logits", cell},
                .x = std::exp(log_prob(cell[0], cell[1])),
                .w = mass * scale()});
    result.add({.input = TensorRef{"target",
                                   std::holds_alternative<Tensor>(target_) ? cell : Cell{cell[0]}},
                .x = target(cell[0], cell[1]),
                .w = -scale()});
    result.substituted = substitute(result);
    return result;
  }

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

#include "engine/train/loss_explain.h"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/format.h"
#include "engine/layers/activation.h"
#include "engine/layers/softmax.h"

namespace convscope::engine {
namespace {

bool has_softmax(const LossSpec& spec) {
  return spec.kind == LossKind::kSparseCrossEntropy ||
         spec.kind == LossKind::kCategoricalCrossEntropy;
}

std::string_view prediction_name(const LossSpec& spec) {
  return has_softmax(spec) || spec.kind == LossKind::kBinaryCrossEntropy ? "logits" : "pred";
}

// The axes' names of a tensor without images' and sequences' meanings of its own.
std::string_view axes_of(const Shape& shape) {
  switch (shape.rank()) {
    case 1:
      return "k";
    case 2:
      return "n,k";
    case 3:
      return "n,t,k";
    case 4:
      return "n,c,y,x";
    default:
      return std::string_view("n,c,i,j,k,l,p,q")
          .substr(0, shape.rank() == 0 ? 0 : 2 * static_cast<std::size_t>(shape.rank()) - 1);
  }
}

// "[n,k]", nothing for a single number.
std::string index_text(const Shape& shape) {
  return shape.rank() == 0 ? "" : fmt::format("[{}]", axes_of(shape));
}

// "1/12 * ", nothing where nothing is divided.
std::string scale_text(const LossSpec& spec, const Shape& shape) {
  if (spec.reduction == Reduction::kSum) return "";
  return fmt::format("1/{} * ", has_softmax(spec) ? shape[0] : shape.count());
}

std::string scale_latex(const LossSpec& spec, const Shape& shape) {
  if (spec.reduction == Reduction::kSum) return "";
  return fmt::format(R"(\frac{{1}}{{{}}} )", has_softmax(spec) ? shape[0] : shape.count());
}

double wanted(const LossTarget& target, const Cell& cell) {
  if (!target.values.empty()) return static_cast<double>(target.values.at(cell));
  return target.classes[static_cast<std::size_t>(cell[0])] == cell[1] ? 1 : 0;
}

double log_softmax(ConstTensorView logits, const Cell& cell) {
  return static_cast<double>(logits.at(cell)) - log_sum_exp(logits.entry(cell[0]).values());
}

TensorRef target_ref(const LossTarget& target, const Cell& cell) {
  return {target.values.empty() ? "onehot(target)" : "target", cell};
}

// The weight of a share of what is wanted, divided among the entries: "-target/3".
TensorRef share_ref(const std::string& share, double scale, const Cell& cell) {
  return {scale == 1 ? "-" + share : fmt::format("-{}/{}", share, std::lround(1 / scale)), cell};
}

// One term a wanted class: its log-probability times minus what is wanted.
Explanation explain_softmax_loss(const LossSpec& spec, ConstTensorView logits,
                                 const LossTarget& target) {
  const bool soft = !target.values.empty();
  Explanation result;
  result.formula = "loss = -" + scale_text(spec, logits.shape()) + "sum over n" +
                   (soft ? ",c of target[n,c] * log p[n,c]" : " of log p[n,target[n]]") +
                   ", p = softmax of logits[n]";
  result.formula_latex = "L = -" + scale_latex(spec, logits.shape()) +
                         (soft ? R"(\sum_{n,c} t_{n,c} \ln p_{n,c})" : R"(\sum_n \ln p_{n,t_n})");
  const double scale = loss_scale(spec, logits.shape());
  for (Index i = 0; i < logits.size(); ++i) {
    const Cell cell = logits.shape().cell_at(i);
    const double t = wanted(target, cell);
    if (t == 0) continue;
    Term term{.input = TensorRef{"log(p)", cell}, .x = log_softmax(logits, cell), .w = -t * scale};
    if (soft) term.weight = share_ref("target", scale, cell);
    result.add(std::move(term));
  }
  return result;
}

// An entry's share of each of the two classes: log p of what is wanted, log(1 - p) of the rest.
Explanation explain_binary_loss(const LossSpec& spec, ConstTensorView logits,
                                ConstTensorView target) {
  const std::string at = index_text(logits.shape());
  Explanation result;
  result.formula = fmt::format(
      "loss = -{0}sum of target{1} * log p{1} + (1 - target{1}) * log(1 - p{1}), p = "
      "sigmoid(logits{1})",
      scale_text(spec, logits.shape()), at);
  result.formula_latex = fmt::format(
      R"(L = -{0}\sum_{{{1}}} t_{{{1}}} \ln p_{{{1}}} + (1 - t_{{{1}}}) \ln (1 - p_{{{1}}}))",
      scale_latex(spec, logits.shape()), axes_of(logits.shape()));
  const double scale = loss_scale(spec, logits.shape());
  for (Index i = 0; i < logits.size(); ++i) {
    const Cell cell = logits.shape().cell_at(i);
    const double x = static_cast<double>(logits[i]), t = static_cast<double>(target[i]);
    const auto add = [&](const char* name, double log_p, const char* wanted_name, double share) {
      if (share == 0) return;
      result.add({.input = TensorRef{name, cell},
                  .weight = share_ref(wanted_name, scale, cell),
                  .x = log_p,
                  .w = -share * scale});
    };
    add("log(p)", log_sigmoid(x), "target", t);
    add("log(1-p)", log_sigmoid(-x), "(1-target)", 1 - t);
  }
  return result;
}

struct EntryText {
  std::string text;
  std::string latex;
  std::string name;  ///< of the number in a term
};

// One entry's loss in terms of e.
EntryText entry_text(const LossSpec& spec) {
  switch (spec.kind) {
    case LossKind::kMeanSquaredError:
      return {"e^2", "e^2", "(pred-target)^2"};
    case LossKind::kMeanAbsoluteError:
      return {"|e|", "|e|", "|pred-target|"};
    default: {
      const std::string delta = format_double(spec.delta);
      return {fmt::format("(e^2/2 if |e| <= {0}, else {0}*(|e| - {0}/2))", delta),
              fmt::format(R"(\begin{{cases}} e^2/2 & |e| \le {0} \\ {0}(|e| - {0}/2) )"
                          R"(& |e| > {0} \end{{cases}})",
                          delta),
              "huber(pred-target)"};
    }
  }
}

Explanation explain_distance(const LossSpec& spec, ConstTensorView prediction,
                             ConstTensorView target) {
  const Shape& shape = prediction.shape();
  const EntryText entry = entry_text(spec);
  Explanation result;
  if (spec.reduction == Reduction::kMean) result.kind = FormulaKind::kMean;
  result.formula = fmt::format("loss = {}sum of {}, e = pred{} - target{}", scale_text(spec, shape),
                               entry.text, index_text(shape), index_text(shape));
  result.formula_latex = fmt::format(R"(L = {0}\sum_{{{1}}} {2}, \quad e = p_{{{1}}} - t_{{{1}}})",
                                     scale_latex(spec, shape), axes_of(shape), entry.latex);
  const double scale = loss_scale(spec, shape);
  for (Index i = 0; i < prediction.size(); ++i) {
    result.add(
        {.input = TensorRef{entry.name, shape.cell_at(i)},
         .x = entry_loss(spec, static_cast<double>(prediction[i]), static_cast<double>(target[i]))
                  .loss,
         .w = scale});
  }
  return result;
}

// (p * the row's targets - target), reduced: two terms.
Explanation explain_entropy_gradient(const LossSpec& spec, ConstTensorView logits,
                                     const LossTarget& target, const Cell& cell) {
  const Shape& shape = logits.shape();
  double mass = 1, p = 0;
  Explanation result;
  if (has_softmax(spec)) {
    mass = 0;
    for (Index c = 0; c < shape[1]; ++c) mass += wanted(target, {cell[0], c});
    p = std::exp(log_softmax(logits, cell));
    result.what = name_cell("grad_logits", "n,c", cell);
    result.formula = "grad_logits[n,c] = " + scale_text(spec, shape) +
                     "(p[n,c] * sum over k of target[n,k] - target[n,c])";
    result.formula_latex = R"(\frac{\partial L}{\partial x_{n,c}} = )" + scale_latex(spec, shape) +
                           R"(\left(p_{n,c} \sum_k t_{n,k} - t_{n,c}\right))";
  } else {
    const std::string at = index_text(shape);
    p = activate({ActivationFunction::kSigmoid}, static_cast<double>(logits.at(cell)));
    result.what = name_cell("grad_logits", axes_of(shape), cell);
    result.formula = fmt::format("grad_logits{0} = {1}(p{0} - target{0}), p = sigmoid(logits{0})",
                                 at, scale_text(spec, shape));
    result.formula_latex =
        fmt::format(R"(\frac{{\partial L}}{{\partial x_{{{0}}}}} = {1}(p_{{{0}}} - t_{{{0}}}))",
                    axes_of(shape), scale_latex(spec, shape));
  }
  const double scale = loss_scale(spec, shape);
  result.add({.input = TensorRef{"p", cell}, .x = p, .w = mass * scale});
  result.add({.input = target_ref(target, cell), .x = wanted(target, cell), .w = -scale});
  return result;
}

// What stands between e and the gradient; none for the squared error, whose factor is in the terms.
void apply_distance(const LossSpec& spec, const Shape& shape, Explanation& result) {
  const double scale = loss_scale(spec, shape);
  const std::string factor = scale_text(spec, shape);
  const std::string numpy = scale == 1 ? "" : fmt::format(" / {}", shape.count());
  if (spec.kind == LossKind::kMeanAbsoluteError) {
    result.activation = factor + "sign";
    result.activation_numpy = "np.sign(s)" + numpy;
  } else {
    const std::string delta = format_double(spec.delta);
    result.activation = factor + "clip";
    result.activation_numpy = fmt::format("np.clip(s, -{0}, {0}){1}", delta, numpy);
  }
  result.result = entry_loss(spec, result.sum, 0).derivative * scale;
}

Explanation explain_distance_gradient(const LossSpec& spec, ConstTensorView prediction,
                                      ConstTensorView target, const Cell& cell) {
  const Shape& shape = prediction.shape();
  const bool squared = spec.kind == LossKind::kMeanSquaredError;
  const std::string e = fmt::format("(pred{0} - target{0})", index_text(shape));
  const std::string e_latex = fmt::format("(p_{{{0}}} - t_{{{0}}})", axes_of(shape));
  const std::string bound = format_double(spec.delta);
  std::string text = "2*" + e, latex = "2" + e_latex;
  if (spec.kind == LossKind::kMeanAbsoluteError) {
    text = "sign" + e + ", 0 where they are equal";
    latex = R"(\operatorname{sign})" + e_latex;
  } else if (spec.kind == LossKind::kHuber) {
    text = "clip" + e + fmt::format(" to [-{0},{0}]", bound);
    latex = fmt::format(R"(\operatorname{{clip}}_{{[-{0},{0}]}})", bound) + e_latex;
  }
  Explanation result;
  result.what = name_cell("grad_pred", axes_of(shape), cell);
  result.formula =
      fmt::format("grad_pred{} = {}{}", index_text(shape), scale_text(spec, shape), text);
  result.formula_latex = fmt::format(R"(\frac{{\partial L}}{{\partial p_{{{}}}}} = {}{})",
                                     axes_of(shape), scale_latex(spec, shape), latex);
  const double weight = squared ? 2 * loss_scale(spec, shape) : 1;
  result.add({.input = TensorRef{"pred", cell},
              .x = static_cast<double>(prediction.at(cell)),
              .w = weight});
  result.add({.input = TensorRef{"target", cell},
              .x = static_cast<double>(target.at(cell)),
              .w = -weight});
  if (!squared) apply_distance(spec, shape, result);
  return result;
}

}  // namespace

Explanation explain_loss(const LossSpec& spec, ConstTensorView prediction,
                         const LossTarget& target) {
  Explanation result = has_softmax(spec) ? explain_softmax_loss(spec, prediction, target)
                       : spec.kind == LossKind::kBinaryCrossEntropy
                           ? explain_binary_loss(spec, prediction, target.values)
                           : explain_distance(spec, prediction, target.values);
  result.what = "loss";
  result.substituted = substitute(result);
  return result;
}

Explanation explain_loss_probability(const LossSpec& spec, ConstTensorView prediction,
                                     const Cell& cell) {
  Explanation result;
  if (has_softmax(spec)) {
    const std::span<const ConstTensorView> inputs(&prediction, 1);
    result = Softmax(prediction.shape().without_leading()).explain(cell, {inputs, {}, {}});
    result.what.replace(0, 3, "probs");
    result.formula =
        "probs[n,c] = exp(logits[n,c] - m) / sum over k of exp(logits[n,k] - m), m = max of "
        "logits[n]";
    for (Term& term : result.terms) term.input->name = "exp(logits-m)";
    return result;
  }
  const std::string at = index_text(prediction.shape());
  result.kind = FormulaKind::kActivation;
  result.what = name_cell("probs", axes_of(prediction.shape()), cell);
  result.formula = fmt::format("probs{0} = sigmoid(logits{0}) = 1/(1 + exp(-logits{0}))", at);
  result.formula_latex =
      fmt::format(R"(p_{{{0}}} = \frac{{1}}{{1 + e^{{-x_{{{0}}}}}}})", axes_of(prediction.shape()));
  result.add({.input = TensorRef{std::string(prediction_name(spec)), cell},
              .x = static_cast<double>(prediction.at(cell))});
  result.activation = "sigmoid";
  result.activation_numpy = "1/(1 + np.exp(-x))";
  result.result = activate({ActivationFunction::kSigmoid}, result.sum);
  result.substituted = substitute(result);
  return result;
}

Explanation explain_loss_gradient(const LossSpec& spec, ConstTensorView prediction,
                                  const LossTarget& target, const Cell& cell) {
  Explanation result = prediction_name(spec) == "logits"
                           ? explain_entropy_gradient(spec, prediction, target, cell)
                           : explain_distance_gradient(spec, prediction, target.values, cell);
  result.substituted = substitute(result);
  return result;
}

}  // namespace convscope::engine

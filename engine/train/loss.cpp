#include "engine/train/loss.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/core/format.h"
#include "engine/layers/activation.h"
#include "engine/layers/softmax.h"

namespace convscope::engine {
namespace {

[[noreturn]] void refuse(std::string found, std::string expected) {
  throw Error(ErrorKind::kBadFile, "LOSS_TARGET",
              {.found = std::move(found), .expected = std::move(expected)});
}

// Both kinds of target: `target_of(n, c)` is the wanted probability.
template <typename TargetOf>
double cross_entropy_of(ConstTensorView logits, TargetOf&& target_of, Reduction reduction,
                        const LossOutputs& outputs) {
  const Index samples = logits.shape()[0], classes = logits.shape()[1];
  const double scale = reduction == Reduction::kMean ? 1.0 / static_cast<double>(samples) : 1.0;
  double loss = 0;
  for (Index n = 0; n < samples; ++n) {
    const double log_sum = log_sum_exp(logits.entry(n).values());
    double mass = 0;
    for (Index c = 0; c < classes; ++c) {
      const double target = target_of(n, c);
      mass += target;
      // A class that is not asked for costs nothing, also where its log is -infinity.
      if (target != 0) loss -= target * (static_cast<double>(logits(n, c)) - log_sum);
    }
    for (Index c = 0; c < classes; ++c) {
      const double p = std::exp(static_cast<double>(logits(n, c)) - log_sum);
      if (!outputs.probs.empty()) outputs.probs(n, c) = static_cast<Scalar>(p);
      if (!outputs.grad_logits.empty()) {
        outputs.grad_logits(n, c) = static_cast<Scalar>((p * mass - target_of(n, c)) * scale);
      }
    }
  }
  return loss * scale;
}

}  // namespace

double softmax_cross_entropy(ConstTensorView logits, std::span<const Index> target,
                             Reduction reduction, const LossOutputs& outputs) {
  const Index samples = logits.shape()[0], classes = logits.shape()[1];
  if (static_cast<Index>(target.size()) != samples) {
    refuse(fmt::format("{} targets", target.size()), fmt::format("{}, one a row", samples));
  }
  for (const Index wanted : target) {
    if (wanted < 0 || wanted >= classes) {
      refuse(fmt::format("class {}", wanted), fmt::format("0 to {}", classes - 1));
    }
  }
  return cross_entropy_of(
      logits,
      [&](Index n, Index c) { return target[static_cast<std::size_t>(n)] == c ? 1.0 : 0.0; },
      reduction, outputs);
}

double softmax_cross_entropy(ConstTensorView logits, ConstTensorView target, Reduction reduction,
                             const LossOutputs& outputs) {
  if (!(target.shape() == logits.shape())) {
    refuse("targets " + target.shape().to_string(), "the logits' " + logits.shape().to_string());
  }
  return cross_entropy_of(
      logits, [&](Index n, Index c) { return static_cast<double>(target(n, c)); }, reduction,
      outputs);
}

double log_sigmoid(double x) {
  return std::min(x, 0.0) - std::log1p(std::exp(-std::fabs(x)));
}

EntryLoss entry_loss(const LossSpec& spec, double prediction, double target) {
  const double e = prediction - target;
  switch (spec.kind) {
    case LossKind::kBinaryCrossEntropy:
      return {std::max(prediction, 0.0) - prediction * target +
                  std::log1p(std::exp(-std::fabs(prediction))),
              activate({ActivationFunction::kSigmoid}, prediction) - target};
    case LossKind::kMeanSquaredError:
      return {e * e, 2 * e};
    case LossKind::kMeanAbsoluteError:
      return {std::fabs(e), e > 0 ? 1.0 : e < 0 ? -1.0 : 0.0};
    case LossKind::kHuber: {
      const double size = std::fabs(e), delta = spec.delta;
      if (size <= delta) return {e * e / 2, e};
      return {delta * (size - delta / 2), std::copysign(delta, e)};
    }
    case LossKind::kSparseCrossEntropy:
    case LossKind::kCategoricalCrossEntropy:
      break;
  }
  refuse("softmax's cross-entropy", "a loss of single entries");
}

double loss_scale(const LossSpec& spec, const Shape& prediction) {
  if (spec.reduction == Reduction::kSum) return 1;
  const bool by_sample =
      spec.kind == LossKind::kSparseCrossEntropy || spec.kind == LossKind::kCategoricalCrossEntropy;
  return 1.0 / static_cast<double>(by_sample ? prediction[0] : prediction.count());
}

double compute_loss(const LossSpec& spec, ConstTensorView prediction, const LossTarget& target,
                    const LossOutputs& outputs) {
  if (spec.kind == LossKind::kSparseCrossEntropy) {
    return softmax_cross_entropy(prediction, target.classes, spec.reduction, outputs);
  }
  if (spec.kind == LossKind::kCategoricalCrossEntropy) {
    return softmax_cross_entropy(prediction, target.values, spec.reduction, outputs);
  }
  if (!(target.values.shape() == prediction.shape())) {
    refuse("targets " + target.values.shape().to_string(),
           "the prediction's " + prediction.shape().to_string());
  }
  if (spec.kind == LossKind::kHuber && !(spec.delta > 0)) {
    throw Error(ErrorKind::kBadFile, "LOSS_DELTA",
                {.place = "delta", .found = format_double(spec.delta), .expected = "above 0"});
  }
  const double scale = loss_scale(spec, prediction.shape());
  double sum = 0;
  for (Index i = 0; i < prediction.size(); ++i) {
    const double x = static_cast<double>(prediction[i]);
    const EntryLoss entry = entry_loss(spec, x, static_cast<double>(target.values[i]));
    sum += entry.loss;
    if (!outputs.probs.empty())
      outputs.probs[i] = static_cast<Scalar>(activate({ActivationFunction::kSigmoid}, x));
    if (!outputs.grad_logits.empty()) {
      outputs.grad_logits[i] = static_cast<Scalar>(entry.derivative * scale);
    }
  }
  return sum * scale;
}

}  // namespace convscope::engine

#pragma once

#include <span>

#include "engine/core/tensor.h"

namespace convscope::engine {

/// Every loss that a network is trained with, closed.
enum class LossKind {
  kSparseCrossEntropy,       ///< softmax and cross-entropy against class numbers
  kCategoricalCrossEntropy,  ///< softmax and cross-entropy against probabilities
  kBinaryCrossEntropy,       ///< sigmoid and cross-entropy, entry by entry, against [0, 1]
  kMeanSquaredError,
  kMeanAbsoluteError,
  kHuber,
};

/// What a loss over N samples is: their mean, or their sum. Cross-entropy with softmax divides by
/// N, every other loss by the number of entries.
enum class Reduction { kMean, kSum };

struct LossSpec {
  LossKind kind = LossKind::kSparseCrossEntropy;
  Reduction reduction = Reduction::kMean;
  double delta = 1;  ///< Huber's corner, above 0; not read by the others
  friend bool operator==(const LossSpec&, const LossSpec&) = default;
};

/// What is wanted: N class numbers in [0, C) for kSparseCrossEntropy, otherwise numbers of the
/// prediction's shape.
struct LossTarget {
  std::span<const Index> classes = {};
  ConstTensorView values = {};
};

/// What a loss writes beside its value; an empty view is not written.
struct LossOutputs {
  TensorView probs;        ///< softmax or sigmoid of the logits, in their shape
  TensorView grad_logits;  ///< d(loss)/d(prediction), overwritten
};

/// The loss in nats or squared units, computed in double from the prediction: logits (N, C) for
/// softmax with cross-entropy, logits of any shape for kBinaryCrossEntropy, numbers of any shape
/// for the others. With e = prediction - target, p = sigmoid(x) and t the target:
///   kBinaryCrossEntropy  max(x, 0) - x*t + log(1 + exp(-|x|)), finite for any finite x;
///                        gradient p - t
///   kMeanSquaredError    e^2; gradient 2e
///   kMeanAbsoluteError   |e|; gradient the sign of e, 0 where e is 0
///   kHuber               e^2/2 where |e| <= delta, else delta*(|e| - delta/2) (Huber, 1964);
///                        gradient e kept within [-delta, delta]
/// Conventions are those of torch.nn.functional. Throws Error{LOSS_TARGET} for a target of another
/// shape or a class out of range, Error{LOSS_DELTA} for a delta that is not above 0.
double compute_loss(const LossSpec& spec, ConstTensorView prediction, const LossTarget& target,
                    const LossOutputs& outputs);

/// Softmax followed by cross-entropy, in nats, computed from the logits (N, C) in double without
/// overflow: -log softmax(logits[n])[target[n]], reduced over n. `target` holds N class numbers in
/// [0, C). Throws Error{LOSS_TARGET} otherwise. Cost: N*C exponentials.
double softmax_cross_entropy(ConstTensorView logits, std::span<const Index> target,
                             Reduction reduction, const LossOutputs& outputs);

/// The same against probabilities (N, C): -sum over c of target[n,c] * log softmax(logits[n])[c].
/// Rows need not add up to 1; the gradient is (softmax * sum of the row - target), reduced.
double softmax_cross_entropy(ConstTensorView logits, ConstTensorView target, Reduction reduction,
                             const LossOutputs& outputs);

/// log(1 / (1 + exp(-x))), without overflow for any x.
double log_sigmoid(double x);

/// One entry's loss and its derivative by the prediction, before the reduction. For the kinds
/// without softmax.
struct EntryLoss {
  double loss = 0;
  double derivative = 0;
};
EntryLoss entry_loss(const LossSpec& spec, double prediction, double target);

/// What an entry's loss is multiplied with: 1 over what the reduction divides by.
double loss_scale(const LossSpec& spec, const Shape& prediction);

}  // namespace convscope::engine

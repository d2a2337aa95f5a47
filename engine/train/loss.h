#pragma once

#include <span>

#include "engine/core/tensor.h"

namespace convscope::engine {

/// What a loss over N samples is: their mean, or their sum.
enum class Reduction { kMean, kSum };

/// What a loss writes beside its value; an empty view is not written.
struct LossOutputs {
  TensorView probs;        ///< (N, C) softmax of the logits
  TensorView grad_logits;  ///< (N, C) d(loss)/d(logits), overwritten
};

/// Softmax followed by cross-entropy, in nats, computed from the logits (N, C) in double without
/// overflow: -log softmax(logits[n])[target[n]], reduced over n. `target` holds N class numbers in
/// [0, C). Throws Error{LOSS_TARGET} otherwise. Cost: N*C exponentials.
double softmax_cross_entropy(ConstTensorView logits, std::span<const Index> target,
                             Reduction reduction, const LossOutputs& outputs);

/// The same against probabilities (N, C): -sum over c of target[n,c] * log softmax(logits[n])[c].
/// Rows need not add up to 1; the gradient is (softmax * sum of the row - target), reduced.
double softmax_cross_entropy(ConstTensorView logits, ConstTensorView target, Reduction reduction,
                             const LossOutputs& outputs);

}  // namespace convscope::engine

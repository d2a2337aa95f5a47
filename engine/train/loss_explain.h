#pragma once

#include "engine/layers/explanation.h"
#include "engine/train/loss.h"

namespace convscope::engine {

/// How a loss and the numbers beside it came about, derived again in double from the prediction and
/// the target. `prediction` and `target` are as compute_loss takes them and must have passed it;
/// cells are inside the prediction. References name "logits" or "pred", and "target", or what was
/// computed from them ("log(p)", "(pred-target)^2"). Cost: one pass over the prediction.

/// The loss: a term per wanted class (softmax), two per entry (binary), or one per entry.
Explanation explain_loss(const LossSpec& spec, ConstTensorView prediction,
                         const LossTarget& target);
/// One probability: softmax's or sigmoid's. Not for losses without one.
Explanation explain_loss_probability(const LossSpec& spec, ConstTensorView prediction,
                                     const Cell& cell);
/// One entry of d(loss)/d(prediction): `p - t` for the cross-entropies.
Explanation explain_loss_gradient(const LossSpec& spec, ConstTensorView prediction,
                                  const LossTarget& target, const Cell& cell);

}  // namespace convscope::engine

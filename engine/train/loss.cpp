#include "engine/train/loss.h"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.h"
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

}  // namespace convscope::engine

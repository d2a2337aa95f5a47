#pragma once

#include <span>

#include "engine/model/network.h"

namespace convscope::engine {

/// The penalties on kernels and biases that the network's spec asks for, of a block of parameters:
/// the sum over the tensors of l1 * sum |w| + l2 * sum w^2. Frozen layers count, as in Keras.
double parameter_penalty(const Network& network, std::span<const Scalar> parameters);

/// Adds its gradient, l1 * sign(w) + 2 * l2 * w (0 at 0), but for frozen layers. False when there
/// was nothing to add.
bool add_penalty_gradient(const Network& network, std::span<const Scalar> parameters,
                          std::span<Scalar> gradient);

/// Whether some layer's output is penalised: only the layers' own loops know of that.
bool has_activity_penalty(const NetworkSpec& spec);

/// What is done to a gradient before the optimizer sees it; 0 leaves it as it is.
struct GradientClip {
  double norm = 0;   ///< scaled down to this Euclidean norm, as torch.nn.utils.clip_grad_norm_
  double value = 0;  ///< then every entry into [-value, value]
  friend bool operator==(const GradientClip&, const GradientClip&) = default;
};

/// Clips in place; the norm is summed in double in one order.
void clip_gradient(const GradientClip& clip, std::span<Scalar> gradient);

}  // namespace convscope::engine

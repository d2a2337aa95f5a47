#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::engine {

enum class OptimizerKind { kSgd, kAdam };

/// Which optimizer and its settings, a plain value; fields of other kinds are not read.
struct OptimizerSpec {
  OptimizerKind kind = OptimizerKind::kSgd;
  double weight_decay = 0;  ///< L2: added to the gradient as weight_decay * parameter
  double momentum = 0;      ///< SGD
  double dampening = 0;     ///< SGD
  bool nesterov = false;    ///< SGD; needs momentum > 0 and dampening 0
  std::array<double, 2> betas{0.9, 0.999};  ///< Adam
  double eps = 1e-8;                        ///< Adam
  bool amsgrad = false;                     ///< Adam
  friend bool operator==(const OptimizerSpec&, const OptimizerSpec&) = default;
};

/// Throws Error{kBadFile, OPTIMIZER} naming the setting: momentum, dampening, weight_decay and eps
/// at least 0, betas in [0, 1), nesterov only with momentum and without dampening.
void check_optimizer(const OptimizerSpec& spec);

/// Updates a flat block of parameters by their gradients and keeps the moments, one block each.
///   SGD   g += wd*p;  v = mu*v + (1-dampening)*g (v = g in the first step);
///         p -= lr*v, with Nesterov p -= lr*(g + mu*v)    (Sutskever et al., 2013)
///   Adam  g += wd*p;  m = b1*m + (1-b1)*g;  v = b2*v + (1-b2)*g^2;
///         p -= lr/(1-b1^t) * m / (sqrt(v)/sqrt(1-b2^t) + eps), AMSGrad with the largest v so far
///         (Kingma and Ba, 2015, arXiv:1412.6980; Reddi et al., 2018, arXiv:1904.09237)
class Optimizer {
 public:
  /// Moments start at zero. Throws what check_optimizer throws.
  Optimizer(const OptimizerSpec& spec, Index parameter_count);

  const OptimizerSpec& spec() const noexcept { return spec_; }
  /// One step in place; both spans hold parameter_count numbers. Cost: one pass.
  void step(std::span<Scalar> parameters, std::span<const Scalar> gradients, double learning_rate);

  /// The same step by the fastest loops of this build: equal to `step` up to rounding.
  void step_fast(std::span<Scalar> parameters, std::span<const Scalar> gradients,
                 double learning_rate);

  /// Steps taken so far; set when a checkpoint is resumed.
  Index steps() const noexcept { return steps_; }
  void set_steps(Index steps) noexcept { steps_ = steps; }

  struct StateBlock {
    std::string_view name;  ///< "momentum", "first_moment", "second_moment", "max_second_moment"
    std::span<Scalar> values;
  };
  /// The moments of this kind and these settings, writable for resuming; none for plain SGD. With
  /// steps() all that a checkpoint needs.
  std::vector<StateBlock> state();

 private:
  void step_sgd(std::span<Scalar> parameters, std::span<const Scalar> gradients, double rate);
  void step_adam(std::span<Scalar> parameters, std::span<const Scalar> gradients, double rate);

  OptimizerSpec spec_;
  Index steps_ = 0;
  std::vector<std::string_view> names_;
  std::vector<std::vector<Scalar>> blocks_;
};

}  // namespace convscope::engine

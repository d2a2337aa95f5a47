#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "engine/core/scalar.h"

namespace convscope::engine {

enum class OptimizerKind { kSgd, kAdam, kAdamW, kRmsProp, kAdadelta, kAdagrad };

/// Which optimizer and its settings, a plain value; fields of other kinds are not read.
struct OptimizerSpec {
  OptimizerKind kind = OptimizerKind::kSgd;
  /// Added to the gradient as weight_decay * parameter (L2); AdamW instead shrinks the parameter
  /// by learning rate * weight_decay (decoupled).
  double weight_decay = 0;
  double momentum = 0;                      ///< SGD, RMSprop
  double dampening = 0;                     ///< SGD
  bool nesterov = false;                    ///< SGD; needs momentum > 0 and dampening 0
  std::array<double, 2> betas{0.9, 0.999};  ///< Adam, AdamW
  double eps = 1e-8;                        ///< all but SGD
  bool amsgrad = false;                     ///< Adam, AdamW
  double alpha = 0.99;                      ///< RMSprop
  bool centered = false;                    ///< RMSprop
  double rho = 0.9;                         ///< Adadelta
  double lr_decay = 0;                      ///< Adagrad
  double initial_accumulator = 0;           ///< Adagrad
  friend bool operator==(const OptimizerSpec&, const OptimizerSpec&) = default;
};

/// PyTorch's defaults of this kind.
OptimizerSpec default_optimizer(OptimizerKind kind);
/// Adadelta as Keras sets it: rho 0.95, eps 1e-7 (with a learning rate of 0.001).
OptimizerSpec keras_adadelta();

/// Throws Error{kBadFile, OPTIMIZER} naming the setting: momentum, weight_decay, alpha, lr_decay,
/// initial_accumulator_value and eps at least 0, betas in [0, 1), rho in [0, 1], nesterov only
/// with momentum and without dampening.
void check_optimizer(const OptimizerSpec& spec);

inline constexpr std::size_t kMostMoments = 3;
/// What an optimizer remembers of one weight, in the order of moment_names; the rest is not used.
using WeightMoments = std::array<double, kMostMoments>;

/// The moments that these settings keep: "momentum", "first_moment", "second_moment",
/// "max_second_moment", "square_average", "gradient_average", "delta_average", "square_sum".
std::vector<std::string_view> moment_names(const OptimizerSpec& spec);
/// What every one of them starts as.
double initial_moment(const OptimizerSpec& spec);

/// The update of one weight in one step, in double and formula by formula as torch.optim has it.
/// g is the gradient, with weight decay g + wd*p; the step t counts from 1.
///   SGD       v = mu*v + (1-dampening)*g (v = g in the first step);
///             p -= lr*v, with Nesterov p -= lr*(g + mu*v)    (Sutskever et al., 2013)
///   Adam      m = b1*m + (1-b1)*g;  v = b2*v + (1-b2)*g^2;
///             p -= lr/(1-b1^t) * m / (sqrt(v)/sqrt(1-b2^t) + eps), AMSGrad with the largest v so
///             far (Kingma and Ba, 2015, arXiv:1412.6980; Reddi et al., 2018, arXiv:1904.09237)
///   AdamW     p *= 1 - lr*wd, then Adam without decay (Loshchilov and Hutter, arXiv:1711.05101)
///   RMSprop   s = alpha*s + (1-alpha)*g^2;  centred also a = alpha*a + (1-alpha)*g;
///             d = g / (sqrt(s - a^2) + eps), a = 0 unless centred; p -= lr*d, with momentum
///             b = mu*b + d, p -= lr*b        (Hinton, 2012; centred: Graves, arXiv:1308.0850)
///   Adadelta  s = rho*s + (1-rho)*g^2;  d = sqrt(u + eps)/sqrt(s + eps) * g;
///             u = rho*u + (1-rho)*d^2;  p -= lr*d    (Zeiler, 2012, arXiv:1212.5701)
///   Adagrad   s += g^2;  p -= lr/(1+(t-1)*lr_decay) * g / (sqrt(s) + eps)   (Duchi et al., 2011)
class OptimizerRule {
 public:
  /// Of the step `step`, from 1, at a learning rate. `spec` must pass check_optimizer.
  OptimizerRule(const OptimizerSpec& spec, double learning_rate, Index step);

  void apply(double gradient, double& parameter, WeightMoments& moments) const;

 private:
  void sgd(double g, double& p, WeightMoments& moments) const;
  void adam(double g, double& p, WeightMoments& moments) const;
  void rms_prop(double g, double& p, WeightMoments& moments) const;
  void adadelta(double g, double& p, WeightMoments& moments) const;
  void adagrad(double g, double& p, WeightMoments& moments) const;

  OptimizerSpec spec_;
  double rate_;
  bool first_;
  double size_ = 0;  // Adam: lr/(1-b1^t); Adagrad: the decayed rate
  double root_ = 1;  // Adam: sqrt(1-b2^t)
};

}  // namespace convscope::engine

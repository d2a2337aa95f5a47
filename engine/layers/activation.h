#pragma once

#include <optional>
#include <string_view>

#include "engine/layers/layer.h"

namespace convscope::engine {

/// Every activation function, closed. Formulas, names and parameters: activation_table().
enum class ActivationFunction {
  kRelu,
  kRelu6,
  kLeakyRelu,
  kElu,
  kSelu,
  kGelu,
  kGeluTanh,  ///< gelu with approximate = "tanh"
  kSoftplus,
  kSoftsign,
  kSwish,
  kSigmoid,
  kTanh,
  kHardSigmoidTorch,
  kHardSigmoidKeras2,
  kStep,
};

struct ActivationInfo {
  ActivationFunction function;
  std::string_view name;       ///< in files; kGeluTanh shares kGelu's
  std::string_view parameter;  ///< name of its number, "" without one
  double parameter_default;
  std::string_view formula;        ///< of x and the parameter's name, plain text
  std::string_view formula_latex;  ///< the same
  std::string_view numpy;          ///< a NumPy expression of x and the parameter's name
};

/// One row per function, in the order of the enumeration.
std::span<const ActivationInfo> activation_table();
const ActivationInfo& info(ActivationFunction function);
/// None for an unknown name. "gelu" gives kGelu.
std::optional<ActivationFunction> find_activation(std::string_view name);

struct ActivationOptions {
  ActivationFunction function = ActivationFunction::kRelu;
  double parameter = 0;  ///< slope, alpha or beta; not read by functions without one
  friend bool operator==(const ActivationOptions&, const ActivationOptions&) = default;
};

/// A function with its default parameter.
ActivationOptions default_options(ActivationFunction function);

/// 1 / (1 + exp(-x)), exact in its tails. Any x.
double sigmoid(double x);

/// f(x) in double. Any finite or infinite x.
double activate(const ActivationOptions& options, double x);
/// f'(x). At kinks: relu and relu6 0 at 0 (and at 6), leaky_relu its slope, elu alpha, selu
/// scale*alpha, both hard sigmoids 0 at their corners; step 0 everywhere.
double activation_derivative(const ActivationOptions& options, double x);
/// Which of the smooth pieces of f x lies on, from 0: across two of them a difference quotient is
/// no derivative. 0 for what is smooth everywhere.
int activation_piece(const ActivationOptions& options, double x);

/// x (N, ...) -> out (N, ...), entry by entry.
class Activation : public Layer {
 public:
  Activation(const Shape& input, const ActivationOptions& options);

  const ActivationOptions& options() const noexcept { return options_; }

  void forward(const ForwardContext& context) const override;
  void backward(const BackwardContext& context) const override;
  Explanation explain(const Cell& cell, const ExplainContext& context) const override;
  Explanation explain_gradient(std::string_view of, const Cell& cell,
                               const ExplainGradientContext& context) const override;
  std::vector<Cell> reads(const Cell& cell) const override { return {cell}; }
  Index macs() const override { return 0; }

 private:
  ActivationOptions options_;
};

}  // namespace convscope::engine

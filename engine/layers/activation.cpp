#include "engine/layers/activation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>

#include "engine/core/format.h"

namespace convscope::engine {
namespace {

using enum ActivationFunction;

// Klambauer et al., 2017, arXiv:1706.02515.
constexpr double kSeluAlpha = 1.6732632423543772;
constexpr double kSeluScale = 1.0507009873554805;
// Hendrycks and Gimpel, 2016, arXiv:1606.08415, the tanh approximation.
constexpr double kGeluInner = 0.7978845608028654;  // sqrt(2 / pi)
constexpr double kGeluCubic = 0.044715;

constexpr std::array<ActivationInfo, 15> kTable{{
    {kRelu, "relu", "", 0, "max(0, x)", R"(\max(0, x))", "np.maximum(0, x)"},
    {kRelu6, "relu6", "", 0, "min(max(0, x), 6)", R"(\min(\max(0, x), 6))", "np.clip(x, 0, 6)"},
    {kLeakyRelu, "leaky_relu", "slope", 0.01, "x if x > 0 else slope*x",
     R"(\begin{cases} x & x > 0 \\ \mathrm{slope}\,x & x \le 0 \end{cases})",
     "np.where(x > 0, x, slope*x)"},
    {kElu, "elu", "alpha", 1, "x if x > 0 else alpha*(exp(x)-1)",
     R"(\begin{cases} x & x > 0 \\ \alpha (e^{x} - 1) & x \le 0 \end{cases})",
     "np.where(x > 0, x, alpha*np.expm1(x))"},
    {kSelu, "selu", "", 0, "1.0507*(x if x > 0 else 1.67326*(exp(x)-1))",
     R"(1.0507 \begin{cases} x & x > 0 \\ 1.67326 (e^{x} - 1) & x \le 0 \end{cases})",
     "1.0507009873554805*np.where(x > 0, x, 1.6732632423543772*np.expm1(x))"},
    {kGelu, "gelu", "", 0, "x * (1 + erf(x/sqrt(2))) / 2",
     R"(\frac{x}{2} \left(1 + \mathrm{erf}\frac{x}{\sqrt{2}}\right))",
     "x/2*(1 + math.erf(x/math.sqrt(2)))"},
    {kGeluTanh, "gelu", "", 0, "x/2 * (1 + tanh(0.797885*(x + 0.044715*x^3)))",
     R"(\frac{x}{2} \left(1 + \tanh\left(\sqrt{2/\pi}\,(x + 0.044715 x^3)\right)\right))",
     "x/2*(1 + np.tanh(np.sqrt(2/np.pi)*(x + 0.044715*x**3)))"},
    {kSoftplus, "softplus", "beta", 1, "log(1 + exp(beta*x)) / beta",
     R"(\frac{1}{\beta} \ln(1 + e^{\beta x}))", "np.log1p(np.exp(beta*x))/beta"},
    {kSoftsign, "softsign", "", 0, "x / (1 + |x|)", R"(\frac{x}{1 + |x|})", "x/(1 + np.abs(x))"},
    {kSwish, "swish", "", 0, "x / (1 + exp(-x))", R"(\frac{x}{1 + e^{-x}})", "x/(1 + np.exp(-x))"},
    {kSigmoid, "sigmoid", "", 0, "1 / (1 + exp(-x))", R"(\frac{1}{1 + e^{-x}})",
     "1/(1 + np.exp(-x))"},
    {kTanh, "tanh", "", 0, "tanh(x)", R"(\tanh x)", "np.tanh(x)"},
    {kHardSigmoidTorch, "hard_sigmoid_torch", "", 0, "min(max(x/6 + 1/2, 0), 1)",
     R"(\min(\max(x/6 + 1/2, 0), 1))", "np.clip(x/6 + 0.5, 0, 1)"},
    {kHardSigmoidKeras2, "hard_sigmoid_keras2", "", 0, "min(max(0.2*x + 1/2, 0), 1)",
     R"(\min(\max(0.2 x + 1/2, 0), 1))", "np.clip(0.2*x + 0.5, 0, 1)"},
    {kStep, "step", "", 0, "1 if x >= 0 else 0",
     R"(\begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases})", "np.where(x >= 0, 1, 0)"},
}};

double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x)));
}

double gelu_tanh(double x) {
  return std::tanh(kGeluInner * (x + kGeluCubic * x * x * x));
}

// The normal distribution's density and its integral.
double normal_density(double x) {
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}
double normal_integral(double x) {
  return std::erfc(-x / std::numbers::sqrt2) / 2;
}

double squared(double x) {
  return x * x;
}

}  // namespace

std::span<const ActivationInfo> activation_table() {
  return kTable;
}

const ActivationInfo& info(ActivationFunction function) {
  return kTable[static_cast<std::size_t>(function)];
}

std::optional<ActivationFunction> find_activation(std::string_view name) {
  for (const ActivationInfo& row : kTable) {
    if (row.name == name) return row.function;
  }
  return {};
}

ActivationOptions default_options(ActivationFunction function) {
  return {function, info(function).parameter_default};
}

// Both forms keep the exponential small, so that the tails stay exact.
double sigmoid(double x) {
  if (x >= 0) return 1 / (1 + std::exp(-x));
  const double e = std::exp(x);
  return e / (1 + e);
}

double activate(const ActivationOptions& options, double x) {
  const double p = options.parameter;
  switch (options.function) {
    case kRelu:
      return x > 0 || std::isnan(x) ? x : 0;
    case kRelu6:
      return std::isnan(x) ? x : std::clamp(x, 0.0, 6.0);
    case kLeakyRelu:
      return x > 0 ? x : p * x;
    case kElu:
      return x > 0 ? x : p * std::expm1(x);
    case kSelu:
      return kSeluScale * (x > 0 ? x : kSeluAlpha * std::expm1(x));
    case kGelu:
      return x * normal_integral(x);
    case kGeluTanh:
      return x / 2 * (1 + gelu_tanh(x));
    case kSoftplus:
      return softplus(p * x) / p;
    case kSoftsign:
      return x / (1 + std::fabs(x));
    case kSwish:
      return x * sigmoid(x);
    case kSigmoid:
      return sigmoid(x);
    case kTanh:
      return std::tanh(x);
    case kHardSigmoidTorch:
      return std::isnan(x) ? x : std::clamp(x / 6 + 0.5, 0.0, 1.0);
    case kHardSigmoidKeras2:
      return std::isnan(x) ? x : std::clamp(0.2 * x + 0.5, 0.0, 1.0);
    case kStep:
      return x >= 0 ? 1 : 0;
  }
  return x;
}

double activation_derivative(const ActivationOptions& options, double x) {
  const double p = options.parameter;
  switch (options.function) {
    case kRelu:
      return x > 0 ? 1 : 0;
    case kRelu6:
      return x > 0 && x < 6 ? 1 : 0;
    case kLeakyRelu:
      return x > 0 ? 1 : p;
    case kElu:
      return x > 0 ? 1 : p * std::exp(x);
    case kSelu:
      return kSeluScale * (x > 0 ? 1 : kSeluAlpha * std::exp(x));
    case kGelu:
      return normal_integral(x) + x * normal_density(x);
    case kGeluTanh: {
      const double t = gelu_tanh(x);
      return (1 + t) / 2 + x / 2 * (1 - t * t) * kGeluInner * (1 + 3 * kGeluCubic * x * x);
    }
    case kSoftplus:
      return sigmoid(p * x);
    case kSoftsign:
      return 1 / squared(1 + std::fabs(x));
    case kSwish:
      return sigmoid(x) + x * sigmoid(x) * sigmoid(-x);
    case kSigmoid:
      return sigmoid(x) * sigmoid(-x);
    case kTanh:
      return 1 - squared(std::tanh(x));
    case kHardSigmoidTorch:
      return x > -3 && x < 3 ? 1.0 / 6 : 0;
    case kHardSigmoidKeras2:
      return x > -2.5 && x < 2.5 ? 0.2 : 0;
    case kStep:
      return 0;
  }
  return 0;
}

int activation_piece(const ActivationOptions& options, double x) {
  const auto between = [&](double low, double high) { return x <= low ? 0 : x < high ? 1 : 2; };
  switch (options.function) {
    case kRelu:
    case kLeakyRelu:
    case kSelu:
      return x > 0 ? 1 : 0;
    case kElu:
      return options.parameter != 1 && x > 0 ? 1 : 0;
    case kStep:
      return x >= 0 ? 1 : 0;
    case kRelu6:
      return between(0, 6);
    case kHardSigmoidTorch:
      return between(-3, 3);
    case kHardSigmoidKeras2:
      return between(-2.5, 2.5);
    default:
      return 0;
  }
}

Activation::Activation(const Shape& input, const ActivationOptions& options) : options_(options) {
  input_shapes_ = {input};
  output_shape_ = input;
}

void Activation::forward(const ForwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  for (Index i = 0; i < x.size(); ++i) {
    context.output[i] = static_cast<Scalar>(activate(options_, static_cast<double>(x[i])));
  }
}

void Activation::backward(const BackwardContext& context) const {
  const ConstTensorView x = context.inputs[0];
  const TensorView d_x = context.d_inputs[0];
  for (Index i = 0; i < d_x.size(); ++i) {
    d_x[i] += static_cast<Scalar>(static_cast<double>(context.d_output[i]) *
                                  activation_derivative(options_, static_cast<double>(x[i])));
  }
}

namespace {

// The axes' names that a tensor of this rank has elsewhere.
std::string_view axes_of(int rank) {
  constexpr std::array<std::string_view, 5> kAxes{"", "i", "n,c", "n,c,i", "n,c,y,x"};
  constexpr std::string_view kMany = "i0,i1,i2,i3,i4,i5,i6,i7";
  static_assert(kMany.size() == 3 * Shape::kMaxRank - 1);
  return rank < 5 ? kAxes[static_cast<std::size_t>(rank)]
                  : kMany.substr(0, static_cast<std::size_t>(3 * rank - 1));
}

// The formula with numbers in place of x and the parameter.
std::string with_numbers(const ActivationInfo& row, const ActivationOptions& options, double x) {
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  std::string text;
  for (std::size_t i = 0; i < row.formula.size();) {
    std::size_t end = i;
    while (end < row.formula.size() && is_letter(row.formula[end])) ++end;
    const std::string_view word = row.formula.substr(i, std::max(end, i + 1) - i);
    if (word == "x" || word == row.parameter) {
      const double value = word == "x" ? x : options.parameter;
      const std::string number = format_float(static_cast<float>(value));
      text += std::signbit(value) ? "(" + number + ")" : number;
    } else {
      text += word;
    }
    i += word.size();
  }
  return text;
}

// "out[n,c] = " or "grad_x[i] = "
std::string left_side(std::string_view name, int rank) {
  return rank == 0 ? std::string(name) + " = "
                   : std::string(name) + "[" + std::string(axes_of(rank)) + "] = ";
}

}  // namespace

Explanation Activation::explain(const Cell& cell, const ExplainContext& context) const {
  const ActivationInfo& row = info(options_.function);
  Explanation result;
  result.kind = FormulaKind::kActivation;
  result.what = name_cell("out", axes_of(cell.rank()), cell);
  result.formula = left_side("out", cell.rank()) + std::string(row.formula);
  result.formula_latex = "o = " + std::string(row.formula_latex);
  result.add({.input = TensorRef{"x", cell}, .x = static_cast<double>(context.inputs[0].at(cell))});
  result.activation = row.name;
  result.activation_numpy = row.numpy;
  if (!row.parameter.empty()) {
    const std::string value = format_double(options_.parameter);
    result.formula += ", " + std::string(row.parameter) + " = " + value;
    result.activation_numpy = "(lambda x, " + std::string(row.parameter) + ": " +
                              std::string(row.numpy) + ")(x, " + value + ")";
  }
  result.result = activate(options_, result.sum);
  result.substituted = with_numbers(row, options_, result.sum) + " = " +
                       format_float(static_cast<float>(result.result));
  return result;
}

Explanation Activation::explain_gradient(std::string_view, const Cell& cell,
                                         const ExplainGradientContext& context) const {
  const double x = static_cast<double>(context.inputs[0].at(cell));
  Explanation result;
  result.what = name_cell("grad_x", axes_of(cell.rank()), cell);
  result.formula = left_side("grad_x", cell.rank()) +
                   "grad_output * f'(x), f = " + std::string(info(options_.function).name);
  result.formula_latex =
      R"(\frac{\partial L}{\partial x} = \frac{\partial L}{\partial o} \, f'(x))";
  result.add({.input = TensorRef{"grad_output", cell},
              .x = static_cast<double>(context.d_output.at(cell)),
              .w = activation_derivative(options_, x)});
  result.substituted = substitute(result);
  return result;
}

}  // namespace convscope::engine

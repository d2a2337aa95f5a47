#include "engine/layers/explanation.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/core/format.h"

namespace convscope::engine {
namespace {

// As the computing number format has it: what is too large for it is infinite.
double in_range(double value) {
  constexpr double kMost = static_cast<double>(std::numeric_limits<Scalar>::max());
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (std::isnan(value)) return value;
  return std::fabs(value) > kMost ? std::copysign(kInfinity, value) : value;
}

template <typename Write>
std::string joined(const Explanation& explanation, std::string_view between, Write&& write) {
  std::string text;
  for (const Term& term : explanation.terms) {
    if (!text.empty()) text += between;
    text += write(term);
  }
  return text;
}

std::string weighted_sum(const Explanation& explanation) {
  std::string text = joined(explanation, " + ", [](const Term& term) {
    return term.weight || term.w != 1 ? factor_text(term.x) + "*" + factor_text(term.w)
                                      : factor_text(term.product);
  });
  if (explanation.bias) {
    text += (text.empty() ? "" : " + ") + factor_text(explanation.bias->value);
  }
  return text.empty() ? "0" : text;
}

std::string right_side(const Explanation& explanation) {
  const auto x = [](const Term& term) { return factor_text(term.x); };
  switch (explanation.kind) {
    case FormulaKind::kWeightedSum:
      if (explanation.activation.empty()) return weighted_sum(explanation);
      return fmt::format("{}({})", explanation.activation, weighted_sum(explanation));
    case FormulaKind::kMean:
      return fmt::format("({}) / {}", joined(explanation, " + ", x),
                         explanation.terms.empty() ? "1" : number_text(1 / explanation.terms[0].w));
    case FormulaKind::kMaximum:
      return "max(" + joined(explanation, ", ", [](const Term& t) { return number_text(t.x); }) +
             ")";
    case FormulaKind::kSoftmax: {
      std::string chosen;
      for (const Term& term : explanation.terms) {
        if (term.chosen) chosen = number_text(term.x);
      }
      return fmt::format("{} / ({})", chosen, joined(explanation, " + ", x));
    }
    case FormulaKind::kActivation:
      return fmt::format("{}({})", explanation.activation, number_text(explanation.sum));
  }
  return {};
}

}  // namespace

void Explanation::add(Term term) {
  term.product = in_range(term.x * term.w + 0.0);  // never -0
  sum = in_range(sum + term.product);
  term.running_sum = sum;
  result = sum;
  terms.push_back(std::move(term));
}

void Explanation::add_bias(TensorRef ref, double value) {
  bias = BiasTerm{std::move(ref), value};
  sum = in_range(sum + value);
  result = sum;
}

std::string name_cell(std::string_view name, std::string_view axes, const Cell& cell) {
  std::string text(name);
  for (int axis = 0; axis < cell.rank(); ++axis) {
    const std::size_t comma = std::min(axes.find(','), axes.size());
    text += fmt::format("{}{}={}", axis == 0 ? "[" : ",", axes.substr(0, comma), cell[axis]);
    axes.remove_prefix(std::min(comma + 1, axes.size()));
  }
  return cell.rank() > 0 ? text + "]" : text;
}

std::string number_text(double value) {
  return format_float(static_cast<float>(value));
}

std::string factor_text(double value) {
  return std::signbit(value) ? "(" + number_text(value) + ")" : number_text(value);
}

std::string substitute(const Explanation& explanation) {
  return right_side(explanation) + " = " + number_text(explanation.result);
}

}  // namespace convscope::engine

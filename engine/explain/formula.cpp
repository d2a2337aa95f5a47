#include "engine/explain/formula.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "engine/core/format.h"

namespace convscope::engine {
namespace {

std::string number(double value) {
  return format_float(static_cast<float>(value));
}

std::string reference(const std::optional<TensorRef>& ref) {
  return ref ? ref->to_string() : "";
}

std::string latex_name(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (c == '_') {
      text += "\\_";
    } else if (c == '*') {
      text += "\\cdot";
    } else {
      text += c;
    }
  }
  return text;
}

std::string latex_number(double value) {
  const std::string text = number(value);
  if (text == "inf") return "\\infty";
  if (text == "-inf") return "-\\infty";
  if (text == "nan") return "\\mathrm{nan}";
  const auto e = text.find('e');
  if (e == std::string::npos) return text;
  const Index exponent = parse_index(text.substr(e + 1)).value_or(0);
  return fmt::format("{} \\cdot 10^{{{}}}", text.substr(0, e), exponent);
}

std::string latex_factor(double value) {
  return std::signbit(value) ? "(" + latex_number(value) + ")" : latex_number(value);
}

std::string latex_sum(const Explanation& explanation) {
  std::string text;
  for (const Term& term : explanation.terms) {
    if (!text.empty()) text += " + ";
    text += latex_factor(term.x);
    if (term.weight || term.w != 1) text += " \\cdot " + latex_factor(term.w);
  }
  if (explanation.bias) {
    text += (text.empty() ? "" : " + ") + latex_factor(explanation.bias->value);
  }
  return text.empty() ? "0" : text;
}

// The terms' x, joined.
template <typename Write>
std::string latex_list(const Explanation& explanation, std::string_view between, Write&& write) {
  std::string text;
  for (const Term& term : explanation.terms) {
    if (!text.empty()) text += between;
    text += write(term.x);
  }
  return text;
}

std::string latex_right_side(const Explanation& explanation) {
  switch (explanation.kind) {
    case FormulaKind::kWeightedSum:
      if (explanation.activation.empty()) return latex_sum(explanation);
      return fmt::format("\\mathrm{{{}}}({})", latex_name(explanation.activation),
                         latex_sum(explanation));
    case FormulaKind::kMean:
      return fmt::format("\\frac{{{}}}{{{}}}", latex_list(explanation, " + ", latex_factor),
                         explanation.terms.empty() ? "1" : number(1 / explanation.terms[0].w));
    case FormulaKind::kMaximum:
      return "\\max(" + latex_list(explanation, ", ", latex_number) + ")";
    case FormulaKind::kSoftmax: {
      const auto chosen = std::find_if(explanation.terms.begin(), explanation.terms.end(),
                                       [](const Term& term) { return term.chosen; });
      return fmt::format("\\frac{{{}}}{{{}}}",
                         chosen == explanation.terms.end() ? "" : latex_number(chosen->x),
                         latex_list(explanation, " + ", latex_factor));
    }
    case FormulaKind::kActivation:
      return fmt::format("\\mathrm{{{}}}({})", latex_name(explanation.activation),
                         latex_number(explanation.sum));
  }
  return {};
}

std::string numpy_number(double value) {
  if (std::isnan(value)) return "np.nan";
  if (std::isinf(value)) return value < 0 ? "-np.inf" : "np.inf";
  return number(value);
}

template <typename Value>
std::string numpy_array(const Explanation& explanation, Value&& value) {
  std::string text;
  for (const Term& term : explanation.terms) {
    text += (text.empty() ? "" : ", ") + numpy_number(value(term));
  }
  return "np.array([" + text + "])";
}

double x_of(const Term& term) {
  return term.x;
}

}  // namespace

std::string to_latex(const Explanation& explanation) {
  return fmt::format(
      "\\begin{{align*}}\n{} \\\\\n&= {} \\\\\n&= {}\n\\end{{align*}}\n",
      [&] {
        std::string formula = explanation.formula_latex;
        if (const auto at = formula.find(" = "); at != std::string::npos) {
          formula.insert(at + 1, "&");
        }
        return formula;
      }(),
      latex_right_side(explanation), latex_number(explanation.result));
}

std::string to_csv(const Explanation& explanation) {
  std::string text = "input,weight,x,w,product,running_sum,padding,chosen\n";
  const auto quoted = [](const std::string& name) { return name.empty() ? "" : '"' + name + '"'; };
  for (const Term& term : explanation.terms) {
    text += fmt::format("{},{},{},{},{},{},{},{}\n", quoted(reference(term.input)),
                        quoted(reference(term.weight)), number(term.x), number(term.w),
                        number(term.product), number(term.running_sum), term.padding, term.chosen);
  }
  return text;
}

std::string to_numpy(const Explanation& explanation) {
  const std::string x = numpy_array(explanation, x_of);
  switch (explanation.kind) {
    case FormulaKind::kMaximum:
      return "np.max(" + x + ")\n";
    case FormulaKind::kMean:
      return fmt::format("np.sum({}) / {}\n", x,
                         explanation.terms.empty() ? "1" : number(1 / explanation.terms[0].w));
    case FormulaKind::kSoftmax: {
      std::size_t chosen = 0;
      while (chosen + 1 < explanation.terms.size() && !explanation.terms[chosen].chosen) ++chosen;
      return fmt::format("e = {}; e[{}] / np.sum(e)\n", x, chosen);
    }
    case FormulaKind::kActivation:
      return fmt::format("x = {}; {}\n", numpy_number(explanation.sum),
                         explanation.activation_numpy);
    case FormulaKind::kWeightedSum:
      break;
  }
  const std::string w = numpy_array(explanation, [](const Term& term) { return term.w; });
  std::string text = fmt::format("np.dot({}, {})", x, w);
  if (explanation.bias) text += " + " + numpy_number(explanation.bias->value);
  if (!explanation.activation.empty()) {
    text = "s = " + text + "; " + explanation.activation_numpy;
  }
  return text + "\n";
}

}  // namespace convscope::engine

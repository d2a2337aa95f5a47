#include "app/state/check_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/state/number_text.h"
#include "engine/core/format.h"

namespace convscope::state {
namespace {

using Verdict = SlopeCheck::Verdict;

// Below it numbers are written with a power of ten.
constexpr double kLeastWrittenOut = 1e-4;

// `digits` digits of a number of the size of `largest`; small ones with a power of ten, the same
// for all that share `largest`.
std::string digits_text(double value, double largest, int digits, Language language,
                        bool powers = false) {
  if (!std::isfinite(value) || !std::isfinite(largest) || largest == 0) {
    return number_text(value, 0, language);
  }
  const int exponent = static_cast<int>(std::floor(std::log10(largest)));
  if (!powers && largest >= kLeastWrittenOut) {
    return number_text(value, std::clamp(digits - 1 - exponent, 0, 14), language);
  }
  return number_text(value / std::pow(10, exponent), digits - 1, language) + "e" +
         number_text(exponent, 0, language);
}

std::string_view verdict_name(const SlopeCheck& check) {
  switch (check.verdict) {
    case Verdict::kAgrees:
      return "agrees";
    case Verdict::kKink:
      return "kink";
    case Verdict::kUnknown:
      return "cannot be judged";
    case Verdict::kDiffers:
      break;
  }
  return "differs";
}

bool is_loss(const CheckSheet& sheet) {
  return sheet.objective == CheckSheet::Objective::kLoss;
}

// Of any kind: a number with four digits that counts, however small.
bool is_some_loss(const CheckSheet& sheet) {
  return is_loss(sheet) || sheet.objective == CheckSheet::Objective::kMeanSquares;
}

std::string plain_formula(const CheckSheet& sheet) {
  switch (sheet.objective) {
    case CheckSheet::Objective::kLoss:
      return fmt::format("-log p[{}]", sheet.target);
    case CheckSheet::Objective::kSum:
      return "sum of all outputs";
    case CheckSheet::Objective::kMeanSquares:
      return "mean of (o - t)^2";
    case CheckSheet::Objective::kWeightedSum:
      break;
  }
  return sheet.activated ? "sum of dL/da * a" : "sum of g * output";
}

std::string latex_formula(const CheckSheet& sheet) {
  switch (sheet.objective) {
    case CheckSheet::Objective::kLoss:
      return fmt::format("-\\log p_{{{}}}", sheet.target);
    case CheckSheet::Objective::kSum:
      return sheet.activated ? "\\sum_{f,y,x} a_{f,y,x}" : "\\sum_{f,y,x} o_{f,y,x}";
    case CheckSheet::Objective::kMeanSquares:
      return "\\frac{1}{N} \\sum_{y,x} (o_{y,x} - t_{y,x})^2";
    case CheckSheet::Objective::kWeightedSum:
      break;
  }
  return sheet.activated ? "\\sum_{f,y,x} \\frac{\\partial L}{\\partial a_{f,y,x}} \\, a_{f,y,x}"
                         : "\\sum_{f,y,x} g_{f,y,x} \\, o_{f,y,x}";
}

std::string exact(double value) {
  return engine::format_double(value);
}

// "w_{12,3,1,2}" from "w[12,3,1,2]".
std::string latex_name(const std::string& name) {
  const auto bracket = name.find('[');
  std::string letter = name.substr(0, bracket);
  std::string index = name.substr(bracket + 1, name.size() - bracket - 2);
  // "p1" is p with the upper index (1).
  if (letter.size() > 1) letter = letter.substr(0, 1) + "^{(" + letter.substr(1) + ")}";
  return letter + "_{" + index + "}";
}

// 1.2 \cdot 10^{-5} where there is an exponent.
std::string latex_number(double value) {
  std::string text = exact(value);
  const auto e = text.find('e');
  if (e == std::string::npos) return text;
  int exponent = 0;
  for (const char digit : text.substr(e + 2)) exponent = 10 * exponent + (digit - '0');
  if (text[e + 1] == '-') exponent = -exponent;
  return fmt::format("{} \\cdot 10^{{{}}}", text.substr(0, e), exponent);
}

// In parentheses behind a minus sign.
std::string subtrahend(double value) {
  return value < 0 ? "(" + exact(value) + ")" : exact(value);
}
std::string latex_subtrahend(double value) {
  return value < 0 ? "(" + latex_number(value) + ")" : latex_number(value);
}

}  // namespace

std::string objective_letter(const CheckSheet& sheet) {
  return sheet.objective == CheckSheet::Objective::kSum ? "S" : "L";
}

std::string objective_formula(const CheckSheet& sheet) {
  switch (sheet.objective) {
    case CheckSheet::Objective::kLoss:
      return fmt::format("L = \u2212log p[{}]", sheet.target);
    case CheckSheet::Objective::kSum:
      return sheet.activated ? "S = \u03A3 a[f,y,x]" : "S = \u03A3 o[f,y,x]";
    case CheckSheet::Objective::kMeanSquares:
      return "L = 1/N \u00B7 \u03A3 (o \u2212 t)\u00B2";
    case CheckSheet::Objective::kWeightedSum:
      break;
  }
  return sheet.activated ? "L = \u03A3 \u2202L/\u2202a \u00B7 a[f,y,x]"
                         : "L = \u03A3 g[f,y,x]\u00B7o[f,y,x]";
}

bool needs_powers(const CheckSheet& sheet) {
  const auto small = [](double value) { return value != 0 && std::abs(value) < kLeastWrittenOut; };
  return std::ranges::any_of(sheet.numbers, [&](const CheckedNumber& number) {
    return small(number.slopes.analytic) || small(number.slopes.numeric);
  });
}

SlopeTexts slope_texts(const SlopeCheck& check, Language language, bool powers) {
  const double largest = std::max(std::abs(check.analytic), std::abs(check.numeric));
  return {digits_text(check.analytic, largest, 8, language, powers),
          digits_text(check.numeric, largest, 8, language, powers)};
}

std::string objective_text(const CheckSheet& sheet, Language language) {
  return is_some_loss(sheet) ? digits_text(sheet.value, std::abs(sheet.value), 4, language)
                             : number_text(sheet.value, 6, language);
}

LossTexts loss_texts(const SlopeCheck& check, Language language) {
  const double largest = std::max(std::abs(check.loss_plus), std::abs(check.loss_minus));
  return {digits_text(check.loss_plus, largest, 13, language),
          digits_text(check.loss_minus, largest, 13, language)};
}

std::string tiny_text(double value, Language language) {
  if (value == 0 || !std::isfinite(value)) return number_text(value, 0, language);
  return digits_text(value, std::abs(value), 2, language);
}

std::string check_text(const CheckSheet& sheet) {
  const std::string l = objective_letter(sheet);
  std::string text =
      fmt::format("gradient check, {} = {} = {}\n", l, plain_formula(sheet), exact(sheet.value));
  for (const CheckedNumber& number : sheet.numbers) {
    const SlopeCheck& s = number.slopes;
    const std::string& w = number.letter;
    text += fmt::format("d{}/d{} at {} = {}\n", l, number.name, number.name, exact(s.value));
    text += fmt::format("  backpropagation     {}", exact(s.analytic));
    if (number.outputs > 0) {
      text += fmt::format(", over {} output{}", number.outputs, number.outputs == 1 ? "" : "s");
    }
    text += fmt::format("\n  h                   {}\n", exact(s.step));
    text += fmt::format("  {:<20}{}\n", l + "(" + w + "+h)", exact(s.loss_plus));
    text += fmt::format("  {:<20}{}\n", l + "(" + w + "-h)", exact(s.loss_minus));
    text += fmt::format("  central difference  ({2}({0}+h) - {2}({0}-h)) / 2h = {1}\n", w,
                        exact(s.numeric), l);
    text += fmt::format("  difference          {}, {}\n", exact(s.difference()), verdict_name(s));
    if (s.verdict != Verdict::kKink) continue;
    text += fmt::format("  one-sided           {} to the left, {} to the right, kinks: {}\n",
                        exact(s.backwards), exact(s.forwards), s.kinks);
  }
  return text;
}

std::string check_latex(const CheckSheet& sheet) {
  const std::string l = objective_letter(sheet);
  std::string text = fmt::format("\\begin{{align*}}\n{} &= {} = {}", l, latex_formula(sheet),
                                 latex_number(sheet.value));
  for (const CheckedNumber& number : sheet.numbers) {
    const SlopeCheck& s = number.slopes;
    const std::string w = latex_name(number.name);
    text += fmt::format(" \\\\\n\\frac{{\\partial {}}}{{\\partial {}}} &= {}", l, w,
                        latex_number(s.analytic));
    text += fmt::format(" \\\\\n\\frac{{{3}({0}+h) - {3}({0}-h)}}{{2h}} &= \\frac{{{1} - {2}}}", w,
                        latex_number(s.loss_plus), latex_subtrahend(s.loss_minus), l);
    text += fmt::format("{{2 \\cdot {}}} = {}", latex_number(s.step), latex_number(s.numeric));
  }
  return text + "\n\\end{align*}\n";
}

std::string check_csv(const CheckSheet& sheet) {
  const std::string word = is_some_loss(sheet) ? "loss" : "sum";
  std::string text = fmt::format(
      "number,value,{0},backpropagation,h,{1}_plus,{1}_minus,central_difference,difference,"
      "verdict\n",
      is_loss(sheet) ? "target" : "outputs", word);
  for (const CheckedNumber& number : sheet.numbers) {
    const SlopeCheck& s = number.slopes;
    text += fmt::format("\"{}\",{},{},{},{},", number.name, exact(s.value),
                        is_loss(sheet) ? sheet.target : number.outputs, exact(s.analytic),
                        exact(s.step));
    text += fmt::format("{},{},{},{},{}\n", exact(s.loss_plus), exact(s.loss_minus),
                        exact(s.numeric), exact(s.difference()), verdict_name(s));
  }
  return text;
}

std::string check_numpy(const CheckSheet& sheet) {
  std::string text;
  for (const CheckedNumber& number : sheet.numbers) {
    const SlopeCheck& s = number.slopes;
    text += fmt::format("({} - {}) / (2 * {})  # d{}/d{} = {}\n", exact(s.loss_plus),
                        subtrahend(s.loss_minus), exact(s.step), objective_letter(sheet),
                        number.name, exact(s.analytic));
  }
  return text;
}

}  // namespace convscope::state

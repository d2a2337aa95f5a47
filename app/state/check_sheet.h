#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/state/phrase.h"
#include "app/state/slope_check.h"

namespace convscope::state {

/// One number on the screen and the derivative of the objective by it.
struct CheckedNumber {
  enum class Role { kWeight, kInput, kBias };
  Role role = Role::kWeight;
  std::string name;          ///< "w[12,3,1,2]", "p1[3,4,6]", "b[12]"
  std::string letter;        ///< "w", "x", "b": what it is called in L(w+h)
  std::int64_t outputs = 0;  ///< how many share it, whose gradients add up; 0: not said
  SlopeCheck slopes = {};
};

/// A gradient check as a card shows it and its buttons copy it, whatever lab it comes from.
struct CheckSheet {
  enum class Objective {
    kLoss,         ///< L = -log p[target]
    kSum,          ///< S = the sum of all outputs
    kWeightedSum,  ///< L = the sum of all outputs, each times what arrives at it
    kMeanSquares,  ///< L = the mean of all (output - target)^2
  };
  Objective objective = Objective::kLoss;
  int target = 0;
  std::string what;        ///< a line about the objective, in the user's language
  double value = 0;        ///< of the objective
  double step = 0;         ///< h
  std::int64_t term = -1;  ///< which the numbers are of, from 0; -1: they are of no term
  std::vector<CheckedNumber> numbers;
  std::string instead;     ///< why there is no check at all; empty where there is one
  std::string remark;      ///< below the numbers
  bool activated = false;  ///< the outputs are those of an activation behind: a, not o
};

/// "L" or "S".
std::string objective_letter(const CheckSheet& sheet);
/// "L = -log p[7]" with a true minus sign, "S = (sigma) o[f,y,x]".
std::string objective_formula(const CheckSheet& sheet);

/// Both derivatives with the same decimals, eight digits of the larger one.
struct SlopeTexts {
  std::string analytic, numeric;
};
/// With `powers` as 1.2345678e-4, whatever their size.
SlopeTexts slope_texts(const SlopeCheck& check, Language language, bool powers = false);
/// Whether a derivative of the sheet is so small that it takes a power of ten. All of them are then
/// written so: one card has one notation.
bool needs_powers(const CheckSheet& sheet);
/// The objective's value; a loss with four digits, however small.
std::string objective_text(const CheckSheet& sheet, Language language);

/// The objective on both sides with the same decimals, so many that they are seen to differ.
struct LossTexts {
  std::string plus, minus;
};
LossTexts loss_texts(const SlopeCheck& check, Language language);
/// "1.2e-10", with a true minus sign; "0"
std::string tiny_text(double value, Language language);

/// Copies of a check, numbers with the point: what text, LaTeX, CSV and NumPy buttons copy.
std::string check_text(const CheckSheet& sheet);
std::string check_latex(const CheckSheet& sheet);
std::string check_csv(const CheckSheet& sheet);
std::string check_numpy(const CheckSheet& sheet);

}  // namespace convscope::state

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/state/network/gradient_probe.h"
#include "app/state/network/network_state.h"
#include "app/state/phrase.h"

namespace convscope::state::network {

/// One number of the open term and the derivative of the loss by it.
struct CheckedNumber {
  enum class Role { kWeight, kInput, kBias };
  Role role = Role::kWeight;
  std::string name;    ///< "w[12,3,1,2]", "p1[3,4,6]", "b[12]"
  std::string letter;  ///< "w", "x", "b": what it is called in L(w+h)
  LossVariable variable;
  SlopeCheck slopes;
};

/// The gradient check of one product of an open map, unit or cell: its weight, its input and the
/// bias of its sum. Constant once made.
struct GradientCheck {
  std::vector<CheckedNumber> numbers;
  bool too_large = false;      ///< the network; then there are no numbers
  bool waiting = false;        ///< the pen is down; then there are none either
  bool reads_padding = false;  ///< the term's input is no number of the network
  int target = 0;              ///< the class of the loss
  bool labelled = false;       ///< it is the picture's label, not the first guess
  double loss = 0;

  // What it was made of.
  std::shared_ptr<const Pass> pass;
  std::shared_ptr<const GradientProbe> probe;  ///< shared as long as pass and target are the same
  MapRef ref;
  engine::Cell cell;       ///< (c, y, x) or (unit)
  engine::Index term = 0;  ///< of the cell's terms, from 0
  engine::Index terms = 0;
};

/// Brings `lab.check` up to date where it is shown: with the term of the step or, where the step is
/// none, the one that adds the most. Costs nothing while nothing has changed, else up to eight
/// naive passes: a few milliseconds for a LeNet.
void refresh_check(NetworkState& lab);

/// The class the loss is of: the label of the test image that the network receives untouched, else
/// the first guess.
struct CheckedClass {
  int target = 0;
  bool labelled = false;
};
CheckedClass checked_class(const NetworkState& lab);

/// Both derivatives with the same decimals, eight digits of the larger one.
struct SlopeTexts {
  std::string analytic, numeric;
};
SlopeTexts slope_texts(const SlopeCheck& check, Language language);
/// The two losses with the same decimals, so many that they are seen to differ.
struct LossTexts {
  std::string plus, minus;
};
LossTexts loss_texts(const SlopeCheck& check, Language language);
/// "1.2e-10", with a true minus sign; "0"
std::string tiny_text(double value, Language language);

/// Copies of a check, numbers with the point: what text, LaTeX, CSV and NumPy buttons copy.
std::string check_text(const GradientCheck& check);
std::string check_latex(const GradientCheck& check);
std::string check_csv(const GradientCheck& check);
std::string check_numpy(const GradientCheck& check);

}  // namespace convscope::state::network

#pragma once

#include <memory>
#include <vector>

#include "app/state/check_sheet.h"
#include "app/state/network/gradient_probe.h"
#include "app/state/network/network_state.h"
#include "app/state/phrase.h"

namespace convscope::state::network {

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

/// What the card shows and copies.
CheckSheet check_sheet(const GradientCheck& check, Language language);

}  // namespace convscope::state::network

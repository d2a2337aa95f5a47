#pragma once

#include <string>

#include "app/state/network/contributions.h"
#include "app/state/phrase.h"

namespace convscope::state::network {

/// Decimals of numbers of which `largest` is the largest magnitude: two, or as many more (8 at
/// most) as show two digits of it.
int telling_decimals(double largest);

/// How the numbers of a cell that is taken apart are written, stage and card alike: each kind with
/// one number of decimals, so many that its largest does not read as zero.
struct CellDigits {
  int x = 2, w = 2, product = 2;
  int result = 3;  ///< sums, bias and what follows from them
};
/// Of what max pooling compares, so many that the largest is told from the next one.
CellDigits cell_digits(const CellParts& parts, bool takes_largest);

/// How many terms are exactly as large as the one that max pooling took; 1: it stands alone.
engine::Index largest_terms(const engine::Explanation& explanation);
/// "The largest value occurs 4 times: the first one is taken."; empty without a tie.
std::string tie_words(const engine::Explanation& explanation, Language language);

}  // namespace convscope::state::network

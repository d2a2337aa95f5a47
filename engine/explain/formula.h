#pragma once

#include <string>

#include "engine/layers/explanation.h"

namespace convscope::engine {

/// An explanation as it is copied and printed. All end with a line feed, numbers use the point and,
/// but for the table of to_text, the fewest digits that read back to the same float32.

/// What it is, the formula, a table of the terms, the bias, the sum and, last, "= RESULT"; no line
/// is longer than 80 columns.
std::string to_text(const Explanation& explanation);
/// An align* environment: the formula, the numbers, the result.
std::string to_latex(const Explanation& explanation);
/// A header and one line a term: input, weight, x, w, product, running_sum, padding, chosen.
std::string to_csv(const Explanation& explanation);
/// One line of Python that gives the result, with NumPy as np (and math for gelu).
std::string to_numpy(const Explanation& explanation);

}  // namespace convscope::engine

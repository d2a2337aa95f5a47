#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/scalar.h"

namespace convscope::engine {

/// The fewest digits that read back to the same float32; "nan", "inf", "-inf" where not finite.
/// Never depends on the locale. -0 prints as "-0".
std::string format_float(float value);
/// The same for double.
std::string format_double(double value);
/// With exactly `decimals` digits after the point.
std::string format_fixed(double value, int decimals);

/// Reads a whole string as a number with a point as decimal mark; none when it is not one.
/// Accepts a leading '+' or blanks around it; refuses anything else, also "nan" and "inf".
std::optional<double> parse_double(std::string_view text);
std::optional<Index> parse_index(std::string_view text);

}  // namespace convscope::engine

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/state/phrase.h"

namespace convscope::state {

/// How numbers are shown (files and the command line always use the point): a true minus sign
/// (U+2212), a decimal comma in Portuguese, no thousands separators, at most `decimals` digits
/// behind the mark. Not-a-number and infinities are words: "nan", "inf", U+2212 "inf".
std::string number_text(double value, int decimals, Language language);
/// With a plus sign in front of positive numbers.
std::string signed_text(double value, int decimals, Language language);
/// An integer with U+202F between groups of three from 10 000 on.
std::string count_text(long long value);
/// "97,8 %"
std::string percent_text(double fraction, int decimals, Language language);

/// The fewest decimals, at most `most`, that show every value exactly; the digits of a column or
/// grid are all written with it.
int decimals_for(std::span<const float> values, int most);

/// What a person types: "0.5", "0,5", U+2212 for minus; none when it is not a number.
std::optional<double> typed_number(std::string_view text);

}  // namespace convscope::state

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/state/phrase.h"

namespace convscope::state {

/// How numbers are shown (files and the command line always use the point): a true minus sign
/// (U+2212), a decimal comma in Portuguese, no thousands separators, at most `decimals` digits
/// behind the mark, rounded half away from zero. Not-a-number is a word, "nan"; infinities are
/// U+221E, the negative one with a true minus.
///
/// `decimals` below 0 writes each number by itself with the fewest digits that read back as the
/// same float32, at most -decimals significant ones (those in front of the mark are all written up
/// to 99999): "1234.5", "0.001", "1.2e20". So does any number from 1e8 on.
std::string number_text(double value, int decimals, Language language);
inline constexpr int kUsualDigits = 6;   ///< of a number that stands by itself
inline constexpr int kExactDigits = -9;  ///< as `decimals`: what reads back the same
/// With a plus sign in front of positive numbers.
std::string signed_text(double value, int decimals, Language language);
/// An integer with U+202F between groups of three from 10 000 on.
std::string count_text(long long value);
/// "97,8 %"
std::string percent_text(double fraction, int decimals, Language language);

/// The fewest decimals, at most `most`, that show every value exactly; the digits of a column or
/// grid are all written with it.
int decimals_for(std::span<const float> values, int most);

/// The same for a column or grid whose numbers may be too far apart for one number of decimals
/// (1e20 beside 0.001): then -kUsualDigits, each number by itself.
int column_decimals(std::span<const float> values, int most);
/// What shows both columns.
int common_decimals(int a, int b);
/// How many signs number_text has.
int signs_of(float value, int decimals);

/// What a person types: "0.5", "0,5", U+2212 for minus; none when it is not a number.
std::optional<double> typed_number(std::string_view text);

}  // namespace convscope::state

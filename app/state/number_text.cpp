#include "app/state/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/core/format.h"

namespace convscope::state {
namespace {

constexpr std::string_view kMinus = "\u2212";
constexpr std::string_view kNarrowSpace = "\u202F";
/// From here on every sign of a fixed notation would be one that a float32 does not have.
constexpr double kMostFixed = 1e8;

/// The digits of a number without mark and zeros at their end, and the power of ten of the first.
struct Digits {
  std::string digits;
  int exponent = 0;
};

// The fewest that read back as the same float32, rounded half away from zero to at most `most`.
Digits digits_of(double magnitude, int most) {
  const auto single = static_cast<float>(magnitude);
  char buffer[32];
  const bool in_range = std::isfinite(single) && single > 0;
  const auto end =
      in_range
          ? std::to_chars(buffer, buffer + sizeof buffer, single, std::chars_format::scientific)
          : std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(end.ptr - buffer));
  const std::size_t e = text.find('e');
  Digits result;
  for (const char sign : text.substr(0, e)) {
    if (sign != '.') result.digits += sign;
  }
  const auto power = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(power.data(), power.data() + power.size(), result.exponent);
  std::string& digits = result.digits;
  if (const auto kept = static_cast<std::size_t>(most); digits.size() > kept) {
    bool carry = digits[kept] >= '5';
    digits.resize(kept);
    for (std::size_t i = kept; carry && i-- > 0;) {
      carry = digits[i] == '9';
      digits[i] = carry ? '0' : static_cast<char>(digits[i] + 1);
    }
    if (carry) {
      digits.insert(0, 1, '1');
      ++result.exponent;
    }
  }
  digits.resize(std::max<std::size_t>(digits.find_last_not_of('0') + 1, 1));
  return result;
}

// Whether a number of this size is written without an exponent.
bool written_out(int exponent, int most) {
  return exponent >= -3 && exponent < std::max(most, 5);
}

// "1234.5", "0.001", "1.2e20": of a magnitude above 0.
std::string own_digits(double magnitude, int most) {
  const Digits exact = digits_of(magnitude, 17);
  if (written_out(exact.exponent, most)) {
    // Digits in front of the mark are all written.
    const Digits kept = digits_of(magnitude, std::max(most, exact.exponent + 1));
    const int behind = static_cast<int>(kept.digits.size()) - 1 - kept.exponent;
    if (behind <= 0) {
      return kept.digits + std::string(static_cast<std::size_t>(-behind), '0');
    }
    std::string text = kept.digits;
    if (kept.exponent < 0) text.insert(0, static_cast<std::size_t>(-kept.exponent), '0');
    return text.insert(text.size() - static_cast<std::size_t>(behind), 1, '.');
  }
  const Digits kept = digits_of(magnitude, most);
  std::string text = kept.digits.substr(0, 1);
  if (kept.digits.size() > 1) text += "." + kept.digits.substr(1);
  text += "e";
  if (kept.exponent < 0) text += kMinus;
  return text + std::to_string(std::abs(kept.exponent));
}

// Half away from zero, as people round: the next number up is above a tie and changes nothing else.
std::string fixed_text(double magnitude, int decimals) {
  return engine::format_fixed(std::nextafter(magnitude, std::numeric_limits<double>::infinity()),
                              decimals);
}

}  // namespace

std::string number_text(double value, int decimals, Language language) {
  std::string text;
  if (std::isnan(value)) return "nan";
  const double magnitude = std::fabs(value);
  if (std::isinf(value)) {
    text = "\u221E";
  } else if (value == 0 && decimals < 0) {
    return "0";
  } else {
    const bool own = decimals < 0 || magnitude >= kMostFixed;
    text = own ? own_digits(magnitude, decimals < 0 ? -decimals : kUsualDigits)
               : fixed_text(magnitude, decimals);
    if (language == Language::kPortuguese) std::replace(text.begin(), text.end(), '.', ',');
  }
  // A value that rounds to zero has no sign.
  const bool zero = text.find_first_not_of("0.,") == std::string::npos;
  return value < 0 && !zero ? std::string(kMinus) + text : text;
}

std::string signed_text(double value, int decimals, Language language) {
  return (value > 0 ? "+" : "") + number_text(value, decimals, language);
}

std::string count_text(long long value) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  if (digits.size() > 4) {
    for (std::size_t i = digits.size() - 3; i > 0 && i<digits.size(); i = i> 3 ? i - 3 : 0) {
      digits.insert(i, kNarrowSpace);
    }
  }
  return value < 0 ? std::string(kMinus) + digits : digits;
}

std::string percent_text(double fraction, int decimals, Language language) {
  return number_text(fraction * 100, decimals, language) + std::string(kNarrowSpace) + "%";
}

int decimals_for(std::span<const float> values, int most) {
  int decimals = 0;
  double power = 1;
  const double least_shown = 0.5 * std::pow(10.0, -most);
  for (; decimals < most; ++decimals, power *= 10) {
    const bool exact = std::all_of(values.begin(), values.end(), [&](float value) {
      const double shifted = static_cast<double>(value) * power;
      // A float32 near 12345.678 is 12345.6777: what reads back as the same one is exact.
      const double noise = std::max(1e-4, std::fabs(shifted) * 6e-8);
      if (!std::isfinite(shifted)) return true;
      const double whole = std::round(shifted);
      // Nothing is taken for zero that the decimals allowed would tell from it.
      if (whole == 0) return std::fabs(static_cast<double>(value)) < least_shown;
      return std::fabs(shifted - whole) < noise;
    });
    if (exact) break;
  }
  return decimals;
}

int common_decimals(int a, int b) {
  return a < 0 || b < 0 ? std::min(std::min(a, b), -kUsualDigits) : std::max(a, b);
}

int column_decimals(std::span<const float> values, int most) {
  float largest = 0, least = std::numeric_limits<float>::infinity();
  for (const float value : values) {
    const float magnitude = std::fabs(value);
    if (!std::isfinite(magnitude) || magnitude == 0) continue;
    largest = std::max(largest, magnitude);
    least = std::min(least, magnitude);
  }
  if (largest == 0) return 0;
  const int decimals = decimals_for(values, most);
  int whole = 1;
  for (float v = largest; v >= 10 && whole < 40; v /= 10) ++whole;
  const bool apart = decimals > 0 && largest / least >= 1e4F;
  // Not one digit of the largest would be seen.
  const bool tiny = largest < std::pow(10.0F, static_cast<float>(1 - most));
  return whole + decimals > 7 || apart || tiny ? -kUsualDigits : decimals;
}

int signs_of(float value, int decimals) {
  if (value == 0 || !std::isfinite(value)) return value == 0 ? 1 : 4;
  const std::string text = number_text(static_cast<double>(value), decimals, Language::kEnglish);
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::optional<double> typed_number(std::string_view text) {
  std::string plain(text);
  for (std::size_t at = 0; (at = plain.find(kMinus, at)) != std::string::npos;) {
    plain.replace(at, kMinus.size(), "-");
  }
  std::replace(plain.begin(), plain.end(), ',', '.');
  return engine::parse_double(plain);
}

}  // namespace convscope::state

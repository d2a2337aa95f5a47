#include "app/state/number_text.h"

#include <algorithm>
#include <cmath>

#include "engine/core/format.h"

namespace convscope::state {
namespace {

constexpr std::string_view kMinus = "\u2212";
constexpr std::string_view kNarrowSpace = "\u202F";

}  // namespace

std::string number_text(double value, int decimals, Language language) {
  std::string text;
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) {
    text = "inf";
  } else {
    text = engine::format_fixed(std::fabs(value), decimals);
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
  for (; decimals < most; ++decimals, power *= 10) {
    const bool exact = std::all_of(values.begin(), values.end(), [&](float value) {
      const double shifted = static_cast<double>(value) * power;
      return !std::isfinite(shifted) || std::fabs(shifted - std::round(shifted)) < 1e-4;
    });
    if (exact) break;
  }
  return decimals;
}

std::optional<double> typed_number(std::string_view text) {
  std::string plain(text);
  if (plain.starts_with(kMinus)) plain.replace(0, kMinus.size(), "-");
  std::replace(plain.begin(), plain.end(), ',', '.');
  return engine::parse_double(plain);
}

}  // namespace convscope::state

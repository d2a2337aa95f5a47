#include "engine/core/format.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace convscope::engine {
namespace {

template <typename Float>
std::string format_shortest(Float value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  // Plain notation in the range that people read, exponents elsewhere; both shortest. Beyond the
  // whole numbers that are all exact, to_chars would print more digits than it takes.
  constexpr Float kWhole = 2 / std::numeric_limits<Float>::epsilon();
  const Float magnitude = std::fabs(value);
  if (magnitude == 0 || (magnitude >= Float(1e-5) && magnitude < kWhole)) {
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    return {buffer, end.ptr};
  }
  return fmt::format("{}", value);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  return text;
}

template <typename Number>
std::optional<Number> parse(std::string_view text) {
  text = trimmed(text);
  Number value{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::string format_float(float value) {
  return format_shortest(value);
}

std::string format_double(double value) {
  return format_shortest(value);
}

std::string format_fixed(double value, int decimals) {
  return fmt::format("{:.{}f}", value, decimals);
}

std::optional<double> parse_double(std::string_view text) {
  const auto value = parse<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<Index> parse_index(std::string_view text) {
  return parse<Index>(text);
}

}  // namespace convscope::engine

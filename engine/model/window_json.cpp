#include "engine/model/window_json.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace convscope::engine {
namespace {

constexpr Index kMaxExtent = std::numeric_limits<std::int32_t>::max();

Index extent(const JsonValue& value) {
  return value.index(0, kMaxExtent);
}

std::array<Index, 2> parse_two(const JsonValue& value, Index least) {
  if (!value.is_array()) {
    const Index n = value.index(least, kMaxExtent);
    return {n, n};
  }
  if (value.size() != 2) value.fail("a number or two: [y, x]");
  return {value.item(0).index(least, kMaxExtent), value.item(1).index(least, kMaxExtent)};
}

PadPair parse_side(const JsonValue& value) {
  if (!value.is_array()) return {extent(value), extent(value)};
  if (value.size() != 2) value.fail("two numbers: before and after");
  return {extent(value.item(0)), extent(value.item(1))};
}

PaddingRule parse_rule(const JsonValue& value, const char* expected) {
  if (value.text() == "valid") return PaddingRule::kValid;
  if (value.text() == "same") return PaddingRule::kSame;
  value.fail(expected);
}

}  // namespace

Index parse_size(const JsonValue& value) {
  return value.index(1, kMaxExtent);
}

std::array<Index, 2> parse_pair(const JsonValue& value) {
  return parse_two(value, 1);
}

std::array<Index, 2> parse_extents(const JsonValue& value) {
  return parse_two(value, 0);
}

std::variant<PaddingRule, PadPair> parse_padding_1d(const JsonValue& value) {
  if (value.is_string()) return parse_rule(value, "a number, [left, right], \"valid\" or \"same\"");
  return parse_side(value);
}

Padding parse_padding(const JsonValue& value) {
  if (value.is_string()) {
    return parse_rule(value,
                      "a number, [y, x], [[top, bottom], [left, right]], \"valid\" or \"same\"");
  }
  if (!value.is_array()) return std::array<PadPair, 2>{parse_side(value), parse_side(value)};
  if (value.size() != 2 || value.item(0).is_array() != value.item(1).is_array()) {
    value.fail("[y, x] or [[top, bottom], [left, right]]");
  }
  return std::array<PadPair, 2>{parse_side(value.item(0)), parse_side(value.item(1))};
}

nlohmann::json print_pair(const std::array<Index, 2>& pair) {
  if (pair[0] == pair[1]) return pair[0];
  return pair;
}

nlohmann::json print_padding(const Padding& padding) {
  if (const auto* rule = std::get_if<PaddingRule>(&padding)) {
    return *rule == PaddingRule::kValid ? "valid" : "same";
  }
  const auto& [y, x] = std::get<std::array<PadPair, 2>>(padding);
  if (y.before != y.after || x.before != x.after) {
    return nlohmann::json{{y.before, y.after}, {x.before, x.after}};
  }
  return print_pair({y.before, x.before});
}

}  // namespace convscope::engine

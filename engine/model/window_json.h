#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <variant>

#include "engine/io/json_reader.h"
#include "engine/layers/window.h"

namespace convscope::engine {

/// A whole number in [1, 2^31).
Index parse_size(const JsonValue& value);
/// n or [y, x], each in [1, 2^31).
std::array<Index, 2> parse_pair(const JsonValue& value);
/// n or [y, x], each in [0, 2^31).
std::array<Index, 2> parse_extents(const JsonValue& value);
/// n, [y, x], [[top, bottom], [left, right]], "valid" or "same".
Padding parse_padding(const JsonValue& value);
/// In one dimension: n, [left, right], "valid" or "same".
std::variant<PaddingRule, PadPair> parse_padding_1d(const JsonValue& value);

/// The inverse, in the shortest of these forms.
nlohmann::json print_pair(const std::array<Index, 2>& pair);
nlohmann::json print_padding(const Padding& padding);

}  // namespace convscope::engine

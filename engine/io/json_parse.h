#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace convscope::engine {

/// One step of a JSON pointer, "~" and "/" escaped (RFC 6901), with the slash before it.
std::string json_pointer_step(std::string_view key);

/// The strict parser behind JsonDocument::parse.
nlohmann::json parse_strict_json(std::string_view text, const std::string& file);

}  // namespace convscope::engine

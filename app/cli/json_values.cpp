#include "app/cli/json_values.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/core/format.h"

namespace convscope::cli {

nlohmann::ordered_json float_json(double value) {
  const std::string text = engine::format_float(static_cast<float>(value));
  const auto shortest = engine::parse_double(text);
  if (!shortest) return text;
  return *shortest;
}

nlohmann::ordered_json rounded_json(double value) {
  return engine::parse_double(engine::format_fixed(value, 3)).value_or(0);
}

}  // namespace convscope::cli
